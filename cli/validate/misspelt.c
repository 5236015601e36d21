/* SPDX-License-Identifier: Apache-2.0 */
#include "misspelt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "nearest.h"
#include "place.h"
#include "pointers.h"

#define WARNING MEMPOLICY_ERROR_NONE
/* How many levels of objects are searched. */
#define DEPTH 6

/* ---- modes and flags ---- */

static const char *nearest_mode(const char *word)
{
	struct nearest nearest = {.word = word};

	/* The shorter name comes first: "prefer" is part of two. */
	for (unsigned int mode = 0; mode < MEMPOLICY_MODES; mode++)
		nearest_offer(&nearest, mempolicy_mode_name((enum mempolicy_mode)mode));
	return nearest.name;
}

static const char *nearest_flag(const char *word)
{
	struct nearest nearest = {.word = word};

	for (unsigned int flag = 1; flag <= MEMPOLICY_FLAGS; flag <<= 1)
		if (flag & MEMPOLICY_FLAGS)
			nearest_offer(&nearest, mempolicy_flag_name(flag));
	return nearest.name;
}

/* Copies the first word of texts such as "MPOL_BIND|MPOL_F_STATIC_NODES" and "bind:0", spelled as
 * in mode names: "weighted-interleave" and "weighted interleave" become "weighted_interleave".
 * Returns whether more text follows. */
static bool first_word(const char *text, char *buf, size_t size)
{
	size_t length = strcspn(text, "|:=,");

	snprintf(buf, size, "%.*s", (int)length, text);
	for (char *at = buf; *at; at++)
		if (*at == '-' || *at == ' ')
			*at = '_';
	return text[length] != '\0';
}

static void suggest_mode(const json_t *policy, struct mempolicy_error *err)
{
	const char *text = json_string_value(json_object_get(policy, "mode"));
	char word[64];
	bool more = text && first_word(text, word, sizeof(word));
	const char *name = text ? nearest_mode(word) : NULL;

	if (name)
		mp_error_remedy(err, "did you mean %s?%s", name,
				more ? " nodes and flags are keys of their own" : "");
}

static void suggest_flag(const json_t *policy, size_t index, struct mempolicy_error *err)
{
	const json_t *flags = json_object_get(policy, "flags");
	const char *text = json_string_value(json_array_get(flags, index));
	char word[64];
	bool more = text && first_word(text, word, sizeof(word));
	const char *name = text ? nearest_flag(word) : NULL;

	if (name)
		mp_error_remedy(err, "did you mean %s?%s", name,
				more ? " write each flag as a string of its own" : "");
}

/* For a node word of the hook's notation, which memoryPolicy does not have. */
static void suggest_nodes(const json_t *policy, struct mempolicy_error *err)
{
	const char *text = json_string_value(json_object_get(policy, "nodes"));
	struct mempolicy_notation notation;
	struct mempolicy_error ignored;
	char as_notation[64];

	if (!text)
		return;
	snprintf(as_notation, sizeof(as_notation), "bind:%s", text);
	if (mempolicy_notation_parse(as_notation, strlen(as_notation), &notation, &ignored) == 0 &&
	    notation.word.kind)
		mp_error_remedy(err, "write numbers, such as \"0-3,7\": node words are understood "
				     "only in the annotation and in the hook's --policy");
}

void misspelt_suggest(const json_t *root, struct mempolicy_error *err)
{
	static const char flags[] = POINTER_FLAGS "/";
	const json_t *policy = json_object_get(json_object_get(root, "linux"), "memoryPolicy");

	if (strcmp(err->pointer, POINTER_MODE) == 0)
		suggest_mode(policy, err);
	else if (strcmp(err->pointer, POINTER_NODES) == 0)
		suggest_nodes(policy, err);
	else if (strncmp(err->pointer, flags, strlen(flags)) == 0)
		suggest_flag(policy, strtoul(err->pointer + strlen(flags), NULL, 10), err);
}

void misspelt_suggest_notation(const char *text, struct mempolicy_error *err)
{
	static const char *const modes[] = {"default",
					    "local",
					    "prefer",
					    "prefer-many",
					    "bind",
					    "interleave",
					    "weighted-interleave"};
	static const char prefix[] = "MPOL_";
	struct nearest nearest = {.name = NULL};
	struct mempolicy_notation notation;
	struct mempolicy_error ignored;
	char word[64];

	first_word(text, word, sizeof(word));
	/* If the mode is right, something else is wrong. */
	if (mempolicy_notation_parse(text, strcspn(text, "=:"), &notation, &ignored) == 0)
		return;
	nearest.word =
		strncasecmp(word, prefix, strlen(prefix)) == 0 ? word + strlen(prefix) : word;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		nearest_offer(&nearest, modes[i]);
	if (nearest.name)
		mp_error_remedy(err, "did you mean %s?", nearest.name);
}

/* ---- keys of memoryPolicy ---- */

/* Whether a key may be part of a pointer, which is printed as it is. */
static bool is_plain(const char *key)
{
	for (; *key; key++)
		if (!isalnum((unsigned char)*key) && !strchr("_-. ", *key))
			return false;
	return true;
}

static void find_unknown_keys(const json_t *policy, const struct listener *listener)
{
	static const char *const known[] = {"nodes", "mode", "flags"}; /* "node" is nearer */
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)policy, key, value) {
		struct nearest nearest = {.word = key};
		char pointer[sizeof(((struct mempolicy_error *)0)->pointer)];
		char quoted[ERROR_QUOTED];
		struct mempolicy_error what;
		bool is_known = false;

		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
			is_known |= strcmp(key, known[i]) == 0;
			nearest_offer(&nearest, known[i]);
		}
		if (is_known)
			continue;
		snprintf(pointer, sizeof(pointer), POINTER_POLICY "/%s", key);
		mp_error_set(&what, WARNING, is_plain(key) ? pointer : POINTER_POLICY,
			     "memoryPolicy has no key %s: it is ignored",
			     mp_error_quote(quoted, sizeof(quoted), key, strlen(key)));
		if (nearest.name)
			mp_error_remedy(&what, "did you mean \"%s\"?", nearest.name);
		else
			mp_error_remedy(&what, "its keys are mode, nodes and flags");
		tell(listener, RULE_UNKNOWN_KEY, &what);
	}
}

/* ---- policies elsewhere ---- */

/* How far the search has got. */
struct search {
	const struct listener *listener;
	char pointer[64]; /* as long as that of struct mempolicy_error */
};

/* Whether a key is meant to be memoryPolicy: "memory_policy", "MemoryPolicy", "memPolicy", or one
 * of these with a wrong letter. */
static bool means_policy(const char *key)
{
	struct nearest nearest = {.word = NULL};
	char plain[32];
	size_t length = 0;

	for (; *key && length + 1 < sizeof(plain); key++)
		if (*key != '_' && *key != '-' && *key != ' ')
			plain[length++] = (char)tolower((unsigned char)*key);
	plain[length] = '\0';
	if (*key || length < strlen("mempolicy") - 1)
		return false;
	nearest.word = plain;
	nearest_offer(&nearest, "memoryPolicy");
	nearest_offer(&nearest, "memoryPolicies");
	nearest_offer(&nearest, "memPolicy");
	nearest_offer(&nearest, "numaPolicy");
	/* nearest_offer() also accepts parts of names, which is too lax here. */
	return nearest.name && nearest.distance <= 2 && strcasestr(plain, "polic");
}

static void tell_misplaced(const struct search *search, const char *key)
{
	bool in_linux =
		strncmp(search->pointer, "/linux/", 7) == 0 && !strchr(search->pointer + 7, '/');
	bool cased = in_linux && strcasecmp(key, "memoryPolicy") == 0;
	struct mempolicy_error what;

	mp_error_set(
		&what, WARNING, search->pointer,
		cased ? "the key must be spelled \"memoryPolicy\": runc accepts it in upper or "
			"lower case, but the hook and other runtimes ignore it, and the container "
			"starts without the policy"
		      : "a memory policy is ignored here: the container starts without it");
	mp_error_remedy(&what,
			in_linux ? "rename it to memoryPolicy" : "move it to linux.memoryPolicy");
	tell(search->listener, RULE_MISPLACED, &what);
}

static void tell_hook(const struct search *search)
{
	struct mempolicy_error what;

	mp_error_set(&what, WARNING, search->pointer, "hooks are ignored here");
	mp_error_remedy(&what, "move them to the top level of config.json, next to linux");
	tell(search->listener, RULE_MISPLACED, &what);
}

static void search_object(struct search *search, const json_t *object, unsigned int depth);

static void search_member(struct search *search, const char *key, const json_t *value,
			  unsigned int depth)
{
	size_t length = strlen(search->pointer);
	size_t added = (size_t)snprintf(search->pointer + length, sizeof(search->pointer) - length,
					"/%s", key);
	bool fits = length + added < sizeof(search->pointer) && is_plain(key) &&
		    strcmp(search->pointer, "/annotations") != 0;
	bool filled = json_is_object(value) || json_is_string(value);

	if (fits && filled && means_policy(key) && strcmp(search->pointer, POINTER_POLICY) != 0)
		tell_misplaced(search, key);
	else if (fits && json_is_object(value) && length > 0 && strcmp(key, "hooks") == 0)
		tell_hook(search);
	else if (fits && depth < DEPTH && strcmp(search->pointer, POINTER_POLICY) != 0)
		search_object(search, value, depth + 1);
	search->pointer[length] = '\0';
}

static void search_object(struct search *search, const json_t *object, unsigned int depth)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		search_member(search, key, value, depth);
	}
}

/* ---- the annotation ---- */

static void find_annotation(const json_t *root, const struct listener *listener)
{
	static const char right[] = PLACE_ANNOTATION_KEY;
	const char *key;
	json_t *value;

	json_object_foreach(json_object_get(root, "annotations"), key, value) {
		char quoted[ERROR_QUOTED];
		struct mempolicy_error what;

		if (strcmp(key, right) == 0 ||
		    !(strcasestr(key, "mempolicy") || strcasestr(key, "memory-policy") ||
		      strcasestr(key, "memorypolicy")))
			continue;
		mp_error_set(&what, WARNING, "/annotations",
			     "the annotation %s does not request a memory policy",
			     mp_error_quote(quoted, sizeof(quoted), key, strlen(key)));
		mp_error_remedy(&what, "did you mean %s?", right);
		tell(listener, RULE_MISPLACED, &what);
	}
}

void misspelt_find(const json_t *root, const struct listener *listener)
{
	struct search search = {.listener = listener};
	const json_t *policy = json_object_get(json_object_get(root, "linux"), "memoryPolicy");

	search_object(&search, root, 0);
	find_unknown_keys(policy, listener);
	find_annotation(root, listener);
}
