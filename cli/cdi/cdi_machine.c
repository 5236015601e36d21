/* SPDX-License-Identifier: Apache-2.0 */
#include "cdi_machine.h"

#include "facts.h"

int cdi_machine_read(struct cdi_machine *ret, struct mempolicy_error *err)
{
	static const struct mempolicy_word tier = {.kind = MEMPOLICY_WORD_TIER};
	struct mempolicy_machine machine;
	struct facts_of of = {.machine = &machine};
	struct words_facts facts;
	struct mempolicy_nodes ignored;
	int result;

	if (mempolicy_machine_read(&machine, err))
		return -1;
	of.usable = machine.with_memory;
	result = facts_read(&tier, &of, &facts, err);
	*ret = (struct cdi_machine){.with_memory = machine.with_memory};
	while (result == 0 && words_find_tier(&facts, ret->tiers, &ignored))
		ret->tiers++;
	facts_drop(&facts);
	return result;
}
