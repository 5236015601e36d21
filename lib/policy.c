/* SPDX-License-Identifier: Apache-2.0 */
#include "policy.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "rules.h"

#define OBJECT	"/linux/memoryPolicy"
#define INVALID MEMPOLICY_ERROR_INVALID

struct name {
	const char *text;
	unsigned int value;
};

static const struct name modes[] = {
	{"MPOL_DEFAULT", MEMPOLICY_DEFAULT},
	{"MPOL_BIND", MEMPOLICY_BIND},
	{"MPOL_INTERLEAVE", MEMPOLICY_INTERLEAVE},
	{"MPOL_WEIGHTED_INTERLEAVE", MEMPOLICY_WEIGHTED_INTERLEAVE},
	{"MPOL_PREFERRED", MEMPOLICY_PREFERRED},
	{"MPOL_PREFERRED_MANY", MEMPOLICY_PREFERRED_MANY},
	{"MPOL_LOCAL", MEMPOLICY_LOCAL},
	{NULL, 0},
};

static const struct name flags[] = {
	{"MPOL_F_NUMA_BALANCING", MEMPOLICY_F_NUMA_BALANCING},
	{"MPOL_F_RELATIVE_NODES", MEMPOLICY_F_RELATIVE_NODES},
	{"MPOL_F_STATIC_NODES", MEMPOLICY_F_STATIC_NODES},
	{NULL, 0},
};

static const char *name_of(const struct name *names, unsigned int value)
{
	for (; names->text; names++)
		if (names->value == value)
			return names->text;
	return NULL;
}

const char *mempolicy_mode_name(enum mempolicy_mode mode)
{
	return name_of(modes, mode);
}

const char *mempolicy_flag_name(unsigned int flag)
{
	return name_of(flags, flag);
}

size_t mempolicy_format(const struct mempolicy *policy, char *buf, size_t size)
{
	char nodes[MEMPOLICY_NODES_TEXT];
	char flag_text[128] = "";
	const char *mode = name_of(modes, policy->mode);
	size_t used = 0;

	for (const struct name *flag = flags; flag->text; flag++)
		if (policy->flags & flag->value)
			used += (size_t)snprintf(
				flag_text + used, sizeof(flag_text) - used, "|%s", flag->text);
	mempolicy_nodes_format(&policy->nodes, nodes, sizeof(nodes));
	return (size_t)snprintf(buf, size, "%s%s%s%s", mode ? mode : "an unknown mode", flag_text,
		*nodes ? ":" : "", nodes);
}

static bool is_local(const struct mempolicy *policy)
{
	return policy->mode == MEMPOLICY_LOCAL ||
	       (policy->mode == MEMPOLICY_PREFERRED && mempolicy_nodes_empty(&policy->nodes));
}

bool mempolicy_equal(const struct mempolicy *a, const struct mempolicy *b)
{
	bool same_mode = a->mode == b->mode || (is_local(a) && is_local(b));

	return same_mode && a->flags == b->flags && mempolicy_nodes_equal(&a->nodes, &b->nodes);
}

/* ---- reading the object ---- */

/* "a number" and so on, for "must be a string, not ...". */
static const char *type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_NULL:
		return "null";
	default:
		return "a boolean";
	}
}

/* A string of JSON for a message; it may hold NUL. */
static const char *quote(char *buf, const json_t *string)
{
	return error_quote(
		buf, ERROR_QUOTED, json_string_value(string), json_string_length(string));
}

static const struct name *find(const struct name *names, const json_t *string)
{
	for (; names->text; names++)
		if (strlen(names->text) == json_string_length(string) &&
			strcmp(names->text, json_string_value(string)) == 0)
			return names;
	return NULL;
}

static int remedy_names(struct mempolicy_error *err, const char *what, const struct name *names)
{
	char list[256] = "";
	size_t used = 0;

	for (const struct name *name = names; name->text; name++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
			name == names ? "" : ", ", name->text);
	return error_remedy(err, "the %s are %s", what, list);
}

static int read_mode(const json_t *object, enum mempolicy_mode *ret, struct mempolicy_error *err)
{
	const json_t *value = json_object_get(object, "mode");
	const struct name *mode;
	char quoted[ERROR_QUOTED];

	if (!value || json_is_null(value)) {
		error_set(err, INVALID, OBJECT "/mode",
			"invalid memory policy mode: it is missing, and a memoryPolicy needs one");
		return remedy_names(err, "modes", modes);
	}
	if (!json_is_string(value)) {
		error_set(err, INVALID, OBJECT "/mode",
			"invalid memory policy mode: it must be a string, not %s",
			type_name(value));
		return remedy_names(err, "modes", modes);
	}
	mode = find(modes, value);
	if (!mode) {
		error_set(err, INVALID, OBJECT "/mode",
			"invalid memory policy mode %s: there is no such mode",
			quote(quoted, value));
		return remedy_names(err, "modes", modes);
	}
	*ret = (enum mempolicy_mode)mode->value;
	return 0;
}

static int read_flag(
	const json_t *value, size_t index, unsigned int *ret, struct mempolicy_error *err)
{
	const struct name *flag;
	char quoted[ERROR_QUOTED];
	char pointer[sizeof(err->pointer)];

	snprintf(pointer, sizeof(pointer), OBJECT "/flags/%zu", index);
	if (!json_is_string(value)) {
		error_set(err, INVALID, pointer,
			"invalid memory policy flag: it must be a string, not %s",
			type_name(value));
		return remedy_names(err, "flags", flags);
	}
	flag = find(flags, value);
	if (!flag) {
		error_set(err, INVALID, pointer,
			"invalid memory policy flag %s: there is no such flag",
			quote(quoted, value));
		return remedy_names(err, "flags", flags);
	}
	*ret |= flag->value;
	return 0;
}

/* NULL where there are none. */
static int get_flags(const json_t *object, const json_t **ret, struct mempolicy_error *err)
{
	const json_t *value = json_object_get(object, "flags");

	if (!value || json_is_null(value)) {
		*ret = NULL;
		return 0;
	}
	if (!json_is_array(value)) {
		error_set(err, INVALID, OBJECT "/flags",
			"invalid memory policy flags: they must be an array of strings, not %s",
			type_name(value));
		return error_remedy(err, "write them as [\"MPOL_F_STATIC_NODES\"]");
	}
	*ret = value;
	return 0;
}

static int read_flags(const json_t *object, unsigned int *ret, struct mempolicy_error *err)
{
	const json_t *list = NULL;
	unsigned int read = 0;

	if (get_flags(object, &list, err))
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_flag(json_array_get(list, i), i, &read, err))
			return -1;
	*ret = read;
	return 0;
}

static int read_nodes(
	const json_t *object, struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	const json_t *value = json_object_get(object, "nodes");
	struct mempolicy_error reason;
	char quoted[ERROR_QUOTED];

	if (!value || json_is_null(value)) {
		*ret = (struct mempolicy_nodes){{0}};
		return 0;
	}
	if (!json_is_string(value)) {
		error_set(err, INVALID, OBJECT "/nodes",
			"invalid memory policy nodes: they must be a string, not %s",
			type_name(value));
		return error_remedy(err, "write them as \"0-3,7\"");
	}
	if (strlen(json_string_value(value)) != json_string_length(value))
		error_set(&reason, INVALID, "", "position %zu: a NUL character",
			strlen(json_string_value(value)) + 1);
	else if (mempolicy_nodes_parse(json_string_value(value), ret, &reason) == 0)
		return 0;
	error_set(err, INVALID, OBJECT "/nodes", "invalid memory policy nodes %s: %s",
		quote(quoted, value), reason.message);
	return error_remedy(
		err, "write decimal numbers and ranges separated by commas, such as \"0-3,7\"");
}

static int check_object(const json_t *object, struct mempolicy_error *err)
{
	if (json_is_object(object))
		return 0;
	error_set(err, INVALID, OBJECT, "invalid memory policy: it must be an object, not %s",
		type_name(object));
	return error_remedy(err, "write it as {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}");
}

int policy_from_json(const json_t *object, struct mempolicy *ret, struct mempolicy_error *err)
{
	struct mempolicy policy;

	if (check_object(object, err) || read_mode(object, &policy.mode, err) ||
		read_flags(object, &policy.flags, err) || read_nodes(object, &policy.nodes, err))
		return -1;
	*ret = policy;
	return 0;
}

/* Flags that can be read, in *ret; the rest goes to take. Returns how many that were. */
static size_t find_flag_errors(
	const json_t *object, unsigned int *ret, mempolicy_take_error *take, void *data)
{
	struct mempolicy_error err;
	const json_t *list = NULL;
	size_t count = 0;

	if (get_flags(object, &list, &err)) {
		take(&err, data);
		return 1;
	}
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_flag(json_array_get(list, i), i, ret, &err)) {
			take(&err, data);
			count++;
		}
	return count;
}

size_t policy_find_errors(const json_t *object, mempolicy_take_error *take, void *data)
{
	struct mempolicy policy = {.flags = 0};
	struct mempolicy_error err;
	unsigned int known = 0;
	size_t count = 0;

	if (check_object(object, &err)) {
		take(&err, data);
		return 1;
	}
	if (read_mode(object, &policy.mode, &err) == 0) {
		known |= RULES_MODE;
	} else {
		take(&err, data);
		count++;
	}
	count += find_flag_errors(object, &policy.flags, take, data);
	if (read_nodes(object, &policy.nodes, &err) == 0) {
		known |= RULES_NODES;
	} else {
		take(&err, data);
		count++;
	}
	return count + rules_find_errors(&policy, known, take, data);
}

/* A new reference, or NULL with *err. */
static json_t *load(const char *text, size_t length, struct mempolicy_error *err)
{
	json_error_t error;
	json_t *object = json_loadb(text, length, POLICY_JSON_FLAGS | JSON_DECODE_ANY, &error);

	if (!object)
		error_set(err, INVALID, OBJECT, "not JSON: line %d, column %d: %s", error.line,
			error.column, error.text);
	return object;
}

int mempolicy_parse(
	const char *text, size_t length, struct mempolicy *ret, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *object = load(text, length, err);

	return object ? policy_from_json(object, ret, err) : -1;
}

size_t mempolicy_find_errors(
	const char *text, size_t length, mempolicy_take_error *take, void *data)
{
	struct mempolicy_error err;
	CLEANUP(cleanup_json) json_t *object = load(text, length, &err);

	if (object)
		return policy_find_errors(object, take, data);
	take(&err, data);
	return 1;
}

json_t *policy_to_json(const struct mempolicy *policy)
{
	CLEANUP(cleanup_json)
	json_t *list = json_array();
	char nodes[MEMPOLICY_NODES_TEXT];

	for (const struct name *flag = flags; flag->text; flag++)
		if (policy->flags & flag->value)
			json_array_append_new(list, json_string(flag->text));
	mempolicy_nodes_format(&policy->nodes, nodes, sizeof(nodes));
	return json_pack("{s:s, s:s*, s:O*}", "mode", name_of(modes, policy->mode), "nodes",
		*nodes ? nodes : NULL, "flags", json_array_size(list) ? list : NULL);
}
