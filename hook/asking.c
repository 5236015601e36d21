/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#include "cleanup.h"
#include "elsewhere.h"
#include "error.h"
#include "oci_policy.h"

struct asking {
	const struct options *options;
	struct config_record *record;
	struct place reading; /* where the policy stands that is being read */
};

/* The first that is found counts; others must be equal to it. */
static int found(struct asking *asking, const struct mempolicy_notation *notation)
{
	struct config_record *record = asking->record;

	if (!record->asks) {
		record->asks = true;
		record->place = asking->reading;
		record->notation = *notation;
		return 0;
	}
	if (mempolicy_notation_equal(&record->notation, notation))
		return 0;
	record->other_place = asking->reading;
	record->other = *notation;
	return mp_defect_set(&record->defect, DEFECT_POLICIES_DIFFER);
}

/* What cannot be read is asked for nevertheless. */
static int unreadable(struct asking *asking)
{
	asking->record->asks = true;
	asking->record->place = asking->reading;
	return -1;
}

static int read_text(struct asking *asking, const char *text, size_t length)
{
	struct mempolicy_notation notation;

	if (oci_notation_read(text, length, &notation, &asking->record->defect))
		return unreadable(asking);
	return found(asking, &notation);
}

static int read_object(struct asking *asking, const struct oci_config *config)
{
	struct mempolicy_notation notation = {.word = {.kind = MEMPOLICY_WORD_NONE}};

	asking->reading = (struct place){.kind = PLACE_OBJECT};
	if (!config->memory_policy)
		return 0;
	if (oci_policy_read(config, &notation.policy, &asking->record->defect))
		return unreadable(asking);
	return found(asking, &notation);
}

static int read_annotation(struct asking *asking, const struct oci_config *config)
{
	CLEANUP(cleanup_json) json_t *value = NULL;

	asking->reading = (struct place){.kind = PLACE_ANNOTATION};
	if (asking->options->no_annotations)
		return 0;
	if (elsewhere_annotation(config, &value, &asking->record->defect))
		return unreadable(asking);
	return value ? read_text(asking, json_string_value(value), json_string_length(value)) : 0;
}

/* As that entry's own process reads them; one that fails over them refuses the container itself. */
static int read_entry(void *data, const struct place *place, const json_t *args)
{
	struct asking *asking = data;
	struct options options = OPTIONS_DEFAULT;
	size_t count = json_array_size(args);
	CLEANUP(cleanup_free) char **argv = calloc(count + 1, sizeof(*argv));
	struct mempolicy_error ignored;

	if (!argv)
		return mp_defect_set(&asking->record->defect, DEFECT_MEMORY);
	/* getopt(3) reorders them, but does not write to them. */
	for (size_t i = 0; i < count; i++)
		argv[i] = (char *)json_string_value(json_array_get(args, i));
	if (options_parse((int)count, argv, &options, &ignored) || !options.policy)
		return 0;
	asking->reading = *place;
	return read_text(asking, options.policy, strlen(options.policy));
}

/*
 * A hook sees its own arguments only, and two devices of CDI are two entries: so each looks at the
 * entries of all.
 */
static int read_entries(struct asking *asking, const struct oci_config *config)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): so the kernel passes it, getauxval(3) */
	const char *program = (const char *)getauxval(AT_EXECFN);
	struct defect *defect = &asking->record->defect;

	if (elsewhere_hooks(config, program, read_entry, asking, &asking->reading, defect) == 0)
		return 0;
	return defect->kind == DEFECT_POLICIES_DIFFER ? -1 : unreadable(asking);
}

static int read_option(struct asking *asking, enum place_kind kind, const char *text)
{
	asking->reading = (struct place){.kind = kind};
	return text ? read_text(asking, text, strlen(text)) : 0;
}

static int read_policies(struct asking *asking, const struct oci_config *config)
{
	const struct options *options = asking->options;

	/* With memoryPolicy, whoever wrote it means this container. */
	if (!config->memory_policy && elsewhere_is_sandbox(config))
		return 0;
	if (read_object(asking, config) || read_annotation(asking, config) ||
	    read_entries(asking, config) || read_option(asking, PLACE_OPTION, options->policy))
		return -1;
	return asking->record->asks ? 0
				    : read_option(asking, PLACE_DEFAULT, options->default_policy);
}

/* ---- what is said of the cpuset ---- */

/* Of account only for a policy with nodes. */
static int read_mems(const struct oci_config *config, struct config_record *ret)
{
	const char *mems = config->cpu_mems;

	if (!mems || !*mems ||
	    (mempolicy_nodes_empty(&ret->notation.policy.nodes) && !ret->notation.word.kind))
		return 0;
	ret->has_mems = true;
	return oci_mems_read(config, &ret->mems, &ret->defect);
}

/* Of account only for a policy that is to be near them. */
static int read_cpus(const struct oci_config *config, const struct options *options,
		     struct config_record *ret)
{
	enum mempolicy_word_kind word = ret->notation.word.kind;
	const char *cpus = config->cpu_cpus;

	if (!cpus || !*cpus ||
	    !(options->require_local || word == MEMPOLICY_WORD_CPUS ||
	      word == MEMPOLICY_WORD_WITHIN))
		return 0;
	ret->has_cpus = true;
	return oci_cpus_read(config, &ret->cpus, &ret->defect);
}

void asking_read(struct oci_config *config, const struct options *options,
		 struct config_record *record)
{
	struct asking asking = {.options = options, .record = record};

	if (read_policies(&asking, config) || !record->asks ||
	    oci_config_read_rest(config, &record->defect))
		return;
	record->namespaces = config->namespaces;
	record->in_user_namespace = config->in_user_namespace;
	if (read_mems(config, record) == 0)
		read_cpus(config, options, record);
}

int asking_differ(const struct config_record *record, struct mempolicy_error *err)
{
	char here[PLACE_POINTER], there[PLACE_POINTER], one[ERROR_QUOTED], other[ERROR_QUOTED];

	mempolicy_notation_format(&record->notation, one, sizeof(one));
	mempolicy_notation_format(&record->other, other, sizeof(other));
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, place_text(&record->place, here),
		     "two memory policies are asked for: %s here, and %s by %s", one, other,
		     place_text(&record->other_place, there));
	return mp_error_remedy(err, "remove one, or make them equal");
}
