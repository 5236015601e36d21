/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include <stdint.h>

#include "oci.h"

static bool check_defect(const struct defect *defect)
{
	return (unsigned int)defect->kind < OCI_DEFECT_KINDS;
}

bool record_check_state(struct state_record *record)
{
	record->id[sizeof(record->id) - 1] = '\0';
	record->bundle[sizeof(record->bundle) - 1] = '\0';
	record->status[sizeof(record->status) - 1] = '\0';
	return check_defect(&record->defect) && record->pid >= 0 && record->sys_errno >= 0;
}

static bool check_place(const struct place *place)
{
	return place->kind < PLACE_KINDS && place->stage < PLACE_STAGES;
}

/* A policy has nodes or a node word, not both. */
static bool check_notation(const struct mempolicy_notation *notation)
{
	const struct mempolicy *policy = &notation->policy;
	const struct mempolicy_word *word = &notation->word;

	return (unsigned int)policy->mode < MEMPOLICY_MODES &&
	       !(policy->flags & ~(unsigned int)MEMPOLICY_FLAGS) &&
	       (unsigned int)word->kind < MEMPOLICY_WORD_KINDS && word->number <= UINT8_MAX &&
	       word->pci.bus <= UINT8_MAX && word->pci.device < MEMPOLICY_PCI_DEVICES &&
	       word->pci.function < MEMPOLICY_PCI_FUNCTIONS &&
	       (!word->kind || mempolicy_nodes_empty(&policy->nodes));
}

bool record_check_config(const struct config_record *record)
{
	/* Reading a bool whose value is neither 0 nor 1 is undefined, so these are read as bytes.
	 */
	const unsigned char *bools[] = {
		(const void *)&record->asked.asks,
		(const void *)&record->has_mems,
		(const void *)&record->has_cpus,
		(const void *)&record->in_user_namespace,
	};

	for (size_t i = 0; i < sizeof(bools) / sizeof(bools[0]); i++)
		if (*bools[i] > 1)
			return false;
	return check_defect(&record->defect) && record->sys_errno >= 0 &&
	       (unsigned int)record->unconfined.step < CONFINE_STEPS &&
	       check_place(&record->asked.place) && check_notation(&record->asked.notation) &&
	       check_place(&record->asked.other_place) && check_notation(&record->asked.other) &&
	       /* The object in config.json has no node words. */
	       !(record->asked.place.kind == PLACE_OBJECT && record->asked.notation.word.kind) &&
	       (!record->asked.asks || record->asked.place.kind != PLACE_NONE) &&
	       !(record->namespaces & ~(unsigned int)OCI_NEW_ALL);
}
