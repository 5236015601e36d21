/* SPDX-License-Identifier: Apache-2.0 */
#include "record_read.h"

#include <sys/auxv.h>

#include "oci_policy.h"

/* These matter only to a policy with nodes. */
static int read_mems(const struct oci_config *config, struct config_record *ret)
{
	const struct mempolicy_notation *notation = &ret->asked.notation;
	const char *mems = config->cpu_mems;

	if (!mems || !*mems ||
	    (mempolicy_nodes_empty(&notation->policy.nodes) && !notation->word.kind))
		return 0;
	ret->has_mems = true;
	return oci_mems_read(config, &ret->mems, &ret->defect);
}

/* These matter only to a policy that must be near the CPUs. */
static int read_cpus(const struct oci_config *config, const struct hook_options *options,
		     struct config_record *ret)
{
	enum mempolicy_word_kind word = ret->asked.notation.word.kind;
	const char *cpus = config->cpu_cpus;

	if (!cpus || !*cpus ||
	    !(options->require_local || word == MEMPOLICY_WORD_CPUS ||
	      word == MEMPOLICY_WORD_WITHIN))
		return 0;
	ret->has_cpus = true;
	return oci_cpus_read(config, &ret->cpus, &ret->defect);
}

void record_read_config(struct oci_config *config, const struct hook_options *options,
			struct config_record *record)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): getauxval(3) returns a number */
	const char *program = (const char *)getauxval(AT_EXECFN);
	const struct asking asking = {options, program};

	if (asking_read(&asking, config, &record->asked, &record->defect) || !record->asked.asks ||
	    oci_config_read_rest(config, &record->defect))
		return;
	record->namespaces = config->namespaces;
	record->in_user_namespace = config->in_user_namespace;
	if (read_mems(config, record) == 0)
		read_cpus(config, options, record);
}
