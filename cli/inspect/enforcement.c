/* SPDX-License-Identifier: Apache-2.0 */
/* How far the requested policy is in effect. Pure. */
#include <stdio.h>

#include "inspection.h"

const char *enforcement_name(enum enforcement enforcement)
{
	static const char *const names[] = {
		[ENFORCEMENT_STRICT] = "strict",
		[ENFORCEMENT_DEGRADED] = "degraded",
		[ENFORCEMENT_NONE] = "none",
		[ENFORCEMENT_UNKNOWN] = "unknown",
	};

	return names[enforcement];
}

/* numa_maps shows the effective nodes; with some flags, get_mempolicy(2) returns the requested
 * ones. */
static bool is_in_force(const struct mempolicy_resolution *resolution,
			const struct inspected_thread *thread)
{
	struct mempolicy expected = resolution->readback;

	if (thread->by == BY_NUMA_MAPS)
		expected.nodes = resolution->effective;
	return mempolicy_equal(&thread->policy, &expected);
}

bool enforcement_holds(const struct inspection *inspection, const struct inspected_thread *thread)
{
	return inspection->fits ? is_in_force(&inspection->resolution, thread)
				: mempolicy_equal(&thread->policy, &inspection->judged);
}

/* Threads that do not have the policy. */
struct others {
	size_t count, unknown;
	const struct inspected_process *process; /* of the first of them */
	const struct inspected_thread *thread;
};

static struct others find_others(const struct inspection *inspection)
{
	struct others others = {.count = 0};

	for (size_t i = 0; i < inspection->count; i++) {
		const struct inspected_process *process = &inspection->processes[i];

		for (size_t j = 0; j < process->count; j++) {
			const struct inspected_thread *thread = &process->threads[j];
			bool unknown = thread->by == BY_NOTHING;

			if (!unknown && is_in_force(&inspection->resolution, thread))
				continue;
			if (others.count++ == 0) {
				others.process = process;
				others.thread = thread;
			}
			others.unknown += unknown;
		}
	}
	return others;
}

static void tell_unknown(struct inspection *inspection, const struct others *others)
{
	size_t all = inspection_threads(inspection);

	if (all == 1)
		snprintf(inspection->why, sizeof(inspection->why),
			 "the policy of its only thread is unknown: %s",
			 others->process->why.message);
	else
		snprintf(inspection->why, sizeof(inspection->why),
			 "the policy of %zu of %zu threads is unknown, such as that of thread %d "
			 "of process %d: %s",
			 others->unknown, all, others->thread->tid, others->process->pid,
			 others->process->why.message);
}

static void tell_others(struct inspection *inspection, const struct others *others)
{
	char policy[MEMPOLICY_NODES_TEXT + 128];
	size_t all = inspection_threads(inspection);

	mempolicy_format(&others->thread->policy, policy, sizeof(policy));
	if (all == 1)
		snprintf(inspection->why, sizeof(inspection->why), "its only thread runs under %s",
			 policy);
	else if (others->count == 1)
		snprintf(inspection->why, sizeof(inspection->why),
			 "1 of %zu threads runs under another policy: thread %d of process %d "
			 "under %s",
			 all, others->thread->tid, others->process->pid, policy);
	else
		snprintf(inspection->why, sizeof(inspection->why),
			 "%zu of %zu threads run under another policy, such as thread %d of "
			 "process %d under %s",
			 others->count, all, others->thread->tid, others->process->pid, policy);
}

static void set(struct inspection *inspection, enum enforcement enforcement, const char *why)
{
	inspection->enforcement = enforcement;
	snprintf(inspection->why, sizeof(inspection->why), "%s", why);
}

/* When a policy's nodes leave the cpuset, the kernel keeps the policy, on other nodes. */
static void tell_moved(struct inspection *inspection, const struct mempolicy_error *refused)
{
	char policy[MEMPOLICY_NODES_TEXT + 128];
	const struct inspected_process *init = &inspection->processes[0];
	bool elsewhere = inspection->place.kind != PLACE_OBJECT;
	int length = snprintf(inspection->why, sizeof(inspection->why), "%s%s%s",
			      elsewhere ? refused->pointer : "", elsewhere ? ": " : "",
			      refused->message);

	if (!inspection->asks || inspection->count == 0 || init->count == 0 ||
	    init->threads[0].by == BY_NOTHING ||
	    init->threads[0].policy.mode != inspection->asked.mode)
		return;
	mempolicy_format(&init->threads[0].policy, policy, sizeof(policy));
	snprintf(inspection->why + length, sizeof(inspection->why) - (size_t)length,
		 "; the cpuset has changed since, and the kernel turned the policy into %s",
		 policy);
}

static void tell_unasked(struct inspection *inspection)
{
	char place[PLACE_POINTER];

	if (!inspection->container->state.id)
		set(inspection, ENFORCEMENT_UNKNOWN,
		    "without a config.json, the requested policy is unknown");
	else if (!inspection->unserved)
		set(inspection, ENFORCEMENT_NONE, "config.json requests no memory policy");
	else
		snprintf(inspection->why, sizeof(inspection->why),
			 "config.json requests a memory policy at %s, which only the hook reads, "
			 "but no hook entry runs oci-mempolicy-hook",
			 place_text(&inspection->place, place));
}

void enforcement_judge(struct inspection *inspection, const struct mempolicy_error *refused)
{
	char asked[MEMPOLICY_NODES_TEXT], effective[MEMPOLICY_NODES_TEXT];
	struct others others;

	inspection->refused = refused;
	inspection->enforcement = ENFORCEMENT_NONE;
	if (refused) {
		tell_moved(inspection, refused);
		return;
	}
	if (!inspection->asks) {
		tell_unasked(inspection);
		return;
	}
	others = find_others(inspection);
	if (others.count) {
		inspection->enforcement = others.count == inspection_threads(inspection)
						  ? ENFORCEMENT_NONE
						  : ENFORCEMENT_DEGRADED;
		(others.thread->by == BY_NOTHING ? tell_unknown : tell_others)(inspection, &others);
	} else if (inspection->resolution.degraded) {
		mempolicy_nodes_format(&inspection->asked.nodes, asked, sizeof(asked));
		mempolicy_nodes_format(&inspection->resolution.effective, effective,
				       sizeof(effective));
		inspection->enforcement = ENFORCEMENT_DEGRADED;
		snprintf(inspection->why, sizeof(inspection->why),
			 "nodes %.1000s requested, nodes %.1000s in effect", asked, effective);
	} else {
		set(inspection, ENFORCEMENT_STRICT, "");
	}
}
