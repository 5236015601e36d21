/* SPDX-License-Identifier: Apache-2.0 */
/* The policy that a running container requests, in any of the places that config.json has for it.
 */
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "facts.h"
#include "hook_entries.h"
#include "inspection.h"
#include "oci_policy.h"

static int read_defect(const struct asked *asked, const struct defect *defect,
		       struct mempolicy_error *err)
{
	if (defect->kind == DEFECT_POLICIES_DIFFER)
		return asking_differ(asked, err);
	oci_defect_error(defect, err);
	return place_error(&asked->place, err);
}

/* Finds the requested policy. One that is not in linux.memoryPolicy is read by hooks only. */
static int find(struct inspection *inspection, struct asked *asked, struct mempolicy_error *err)
{
	const struct container *container = inspection->container;
	struct defect defect = {.kind = DEFECT_NONE};
	struct hook_entries entries;

	*asked = (struct asked){.asks = false};
	hook_entries_read(container->root, &entries);
	if (hook_entries_asking_read(&entries, &container->config, asked, &defect))
		read_defect(asked, &defect, err);
	inspection->place = asked->place;
	inspection->unserved =
		asked->asks && entries.count == 0 && asked->place.kind != PLACE_OBJECT;
	return defect.kind ? -1 : 0;
}

/* Resolves a node word as the hook does, with the CPUs and nodes that the container may use now. */
static int resolve_word(struct inspection *inspection, const struct mempolicy_nodes *allowed,
			const struct mempolicy_word *word, struct mempolicy_error *err)
{
	struct oci_config config = inspection->container->config;
	struct facts_of of = {.machine = &inspection->machine.sets,
			      .proc_pid = inspection->container->init};
	struct defect ignored;
	struct cpus cpus;

	if (config.cpu_cpus && *config.cpu_cpus && oci_cpus_read(&config, &cpus, &ignored) == 0)
		of.cpus = &cpus;
	of.usable = mempolicy_nodes_and(allowed, &of.machine->with_memory);
	return facts_resolve(word, &of, &inspection->asked.nodes, err);
}

static int resolve(struct inspection *inspection, const struct mempolicy_notation *notation,
		   struct mempolicy_error *err)
{
	const struct mempolicy_nodes *allowed = inspection->has_cpuset
							? &inspection->cpuset
							: &inspection->machine.sets.with_memory;

	inspection->asked = notation->policy;
	if (mempolicy_notation_check(notation, err) ||
	    (notation->word.kind && resolve_word(inspection, allowed, &notation->word, err)))
		return -1;
	inspection->asks = true;
	if (mempolicy_resolve(&inspection->asked, &inspection->machine.sets, allowed, NULL, true,
			      &inspection->resolution, err))
		return -1;
	inspection->fits = true;
	return 0;
}

int inspection_read_asked(struct inspection *inspection, struct mempolicy_error *err)
{
	struct asked asked;

	if (!inspection->container->state.id)
		return 0;
	if (find(inspection, &asked, err))
		return -1;
	if (!asked.asks || inspection->unserved)
		return 0;
	return resolve(inspection, &asked.notation, err) ? place_error(&asked.place, err) : 0;
}
