/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#include <string.h>

#include "cleanup.h"
#include "elsewhere.h"
#include "error.h"
#include "oci_policy.h"

/* ---- each policy ---- */

struct walk {
	const struct asking *asking;
	asking_take *take;
	void *data;
	bool any; /* a policy was passed on */
	struct defect memory;
};

static int found(struct walk *walk, const struct place *place,
		 const struct mempolicy_notation *notation)
{
	walk->any = true;
	return walk->take(walk->data, place, notation, NULL);
}

/* A policy that cannot be read still counts as requested. */
static int unreadable(struct walk *walk, const struct place *place, const struct defect *defect)
{
	walk->any = true;
	return walk->take(walk->data, place, NULL, defect);
}

static int read_text(struct walk *walk, const struct place *place, const char *text, size_t length)
{
	struct mempolicy_notation notation;
	struct defect defect;

	if (oci_notation_read(text, length, &notation, &defect))
		return unreadable(walk, place, &defect);
	return found(walk, place, &notation);
}

static int read_object(struct walk *walk, const struct oci_config *config)
{
	static const struct place place = {.kind = PLACE_OBJECT};
	struct mempolicy_notation notation = {.word = {.kind = MEMPOLICY_WORD_NONE}};
	struct defect defect;

	if (!config->memory_policy)
		return 0;
	if (oci_policy_read(config, &notation.policy, &defect))
		return unreadable(walk, &place, &defect);
	return found(walk, &place, &notation);
}

static int read_annotation(struct walk *walk, const struct oci_config *config)
{
	static const struct place place = {.kind = PLACE_ANNOTATION};
	CLEANUP(cleanup_json) json_t *value = NULL;
	struct defect defect;

	if (walk->asking->options->no_annotations)
		return 0;
	if (elsewhere_annotation(config, &value, &defect))
		return unreadable(walk, &place, &defect);
	if (!value)
		return 0;
	return read_text(walk, &place, json_string_value(value), json_string_length(value));
}

/* Reads the arguments as the process of that entry does. If they are invalid, that process will
 * refuse the container. */
static int read_entry(void *data, const struct place *place, const json_t *args)
{
	struct walk *walk = data;
	struct hook_options options = HOOK_OPTIONS_DEFAULT;
	struct mempolicy_error err;

	if (hook_options_of_args(args, &options, &err) && err.kind == MEMPOLICY_ERROR_SYSTEM)
		return mp_defect_set(&walk->memory, DEFECT_MEMORY);
	if (!options.policy)
		return 0;
	return read_text(walk, place, options.policy, strlen(options.policy));
}

/*
 * A hook process gets only its own arguments, but two CDI devices are two entries: so each process
 * looks at all entries.
 */
static int read_entries(struct walk *walk, const struct oci_config *config)
{
	struct defect defect = {.kind = DEFECT_NONE};
	struct place place;

	if (elsewhere_hooks(config, walk->asking->program, read_entry, walk, &place, &defect) == 0)
		return 0;
	if (walk->memory.kind)
		return unreadable(walk, &place, &walk->memory);
	/* Without a defect, take has ended the walk. */
	return defect.kind ? unreadable(walk, &place, &defect) : -1;
}

static int read_option(struct walk *walk, enum place_kind kind, const char *text)
{
	const struct place place = {.kind = kind};

	return text ? read_text(walk, &place, text, strlen(text)) : 0;
}

int asking_each(const struct asking *asking, const struct oci_config *config, asking_take *take,
		void *data)
{
	const struct hook_options *options = asking->options;
	struct walk walk = {.asking = asking, .take = take, .data = data};

	/* A memoryPolicy is always meant for this container. */
	if (!config->memory_policy && elsewhere_is_sandbox(config))
		return 0;
	if (read_object(&walk, config) || read_annotation(&walk, config) ||
	    read_entries(&walk, config) || read_option(&walk, PLACE_OPTION, options->policy))
		return -1;
	return walk.any ? 0 : read_option(&walk, PLACE_DEFAULT, options->default_policy);
}

/* ---- all of them compared ---- */

struct answer {
	struct asked *asked;
	struct defect *defect;
};

/* The first one counts; the others must be equal to it. */
static int compare(void *data, const struct place *place, const struct mempolicy_notation *notation,
		   const struct defect *defect)
{
	const struct answer *answer = data;
	struct asked *asked = answer->asked;

	if (!notation) {
		asked->asks = true;
		asked->place = *place;
		*answer->defect = *defect;
		return -1;
	}
	if (!asked->asks) {
		asked->asks = true;
		asked->place = *place;
		asked->notation = *notation;
		return 0;
	}
	if (mempolicy_notation_equal(&asked->notation, notation))
		return 0;
	asked->other_place = *place;
	asked->other = *notation;
	return mp_defect_set(answer->defect, DEFECT_POLICIES_DIFFER);
}

int asking_read(const struct asking *asking, const struct oci_config *config, struct asked *ret,
		struct defect *ret_defect)
{
	struct answer answer = {ret, ret_defect};

	memset(ret, 0, sizeof(*ret));
	return asking_each(asking, config, compare, &answer);
}

int asking_differ(const struct asked *asked, struct mempolicy_error *err)
{
	char here[PLACE_POINTER], there[PLACE_POINTER], one[ERROR_QUOTED], other[ERROR_QUOTED];

	mempolicy_notation_format(&asked->notation, one, sizeof(one));
	mempolicy_notation_format(&asked->other, other, sizeof(other));
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, place_text(&asked->place, here),
		     "two different memory policies are requested: %s here, and %s by "
		     "%s",
		     one, other, place_text(&asked->other_place, there));
	return mp_error_remedy(err, "remove one, or make them equal");
}
