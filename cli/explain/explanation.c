/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: set_mempolicy(2); Documentation/admin-guide/mm/numa_memory_policy.rst; mm/mempolicy.c:
 * policy_nodemask(), mpol_rebind_nodemask(), mpol_rebind_preferred(), mpol_misplaced(). */
#include "explanation.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "table.h"

#define LOCAL_WHERE                                                                                \
	"Each page comes from the node of the CPU that first touches it, or from the nearest "     \
	"node with memory."
#define LOCAL_FULL "When that node is full, pages come from the other nodes, nearest first."

#define SPREAD	"Pages are spread over"
#define NEAREST " starting with the node nearest to the CPU that touches them."

struct subject {
	const struct mempolicy *policy;
	const struct mempolicy_nodes *nodes;
	unsigned int count;
	const struct machine *machine;	       /* NULL: any */
	const struct mempolicy_nodes *allowed; /* see explain() */
};

__attribute__((format(printf, 2, 3))) static void append(char *text, const char *format, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + length, EXPLANATION_TEXT - length, format, args);
	va_end(args);
}

/* "node 2" or "nodes 0-1"; positions if the policy is relative to a cpuset that is not known. */
static void append_nodes(char *text, const struct subject *subject)
{
	bool relative = subject->policy->flags & MEMPOLICY_F_RELATIVE_NODES;
	const char *plural = subject->count == 1 ? "" : "s";
	char list[256];

	mp_error_nodes(list, sizeof(list), subject->nodes);
	if (relative && !subject->machine)
		append(text, "the node%s at position%s %s of the cpuset", plural, plural, list);
	else
		append(text, "node%s %s", plural, list);
}

/* " (16 GiB, 8.0 GiB available)" */
static void append_memory(char *text, const struct subject *subject)
{
	unsigned long long total = 0, available = 0;
	char total_text[TABLE_SIZE_TEXT], available_text[TABLE_SIZE_TEXT];

	if (!subject->machine)
		return;
	for (size_t i = 0; i < subject->machine->count; i++) {
		const struct machine_node *node = &subject->machine->nodes[i];

		if (mempolicy_nodes_has(subject->nodes, node->id)) {
			total += node->total;
			available += node->available;
		}
	}
	append(text, " (%s, %s available)", table_size(total_text, total),
	       table_size(available_text, available));
}

/* ---- where ---- */

/* "WORDS nodes 0-1 (16 GiB, 8.0 GiB available)REST" */
static void explain_from(char *text, const struct subject *subject, const char *words,
			 const char *rest)
{
	append(text, "%s ", words);
	append_nodes(text, subject);
	append_memory(text, subject);
	append(text, "%s", rest);
}

static void explain_only(char *text, const struct subject *subject)
{
	explain_from(text, subject, "All pages come from",
		     ": there is no other node to interleave with.");
}

static void explain_shares(char *text, const struct subject *subject)
{
	if (subject->count == 1) {
		explain_only(text, subject);
		return;
	}
	explain_from(text, subject, SPREAD, " in turn: ");
	append(text, "each node gets %.3g %%.", 100.0 / subject->count);
}

static unsigned int weight_of(const struct subject *subject, unsigned int id)
{
	const struct machine_node *node = machine_find(subject->machine, id);

	return node && node->weight > 0 ? (unsigned int)node->weight : 1;
}

static void explain_weights(char *text, const struct subject *subject)
{
	unsigned int sum = 0;

	if (subject->count == 1) {
		explain_only(text, subject);
		return;
	}
	explain_from(text, subject, SPREAD, "");
	if (!subject->machine) {
		append(text, " in proportion to the machine's weights.");
		return;
	}
	for (unsigned int id = mempolicy_nodes_first(subject->nodes); id < MEMPOLICY_MAX_NODES;
	     id = mempolicy_nodes_next(subject->nodes, id))
		sum += weight_of(subject, id);
	append(text, " by weight: of every %u pages", sum);
	for (unsigned int id = mempolicy_nodes_first(subject->nodes); id < MEMPOLICY_MAX_NODES;
	     id = mempolicy_nodes_next(subject->nodes, id))
		append(text, ", node %u gets %u (%.3g %%)", id, weight_of(subject, id),
		       100.0 * weight_of(subject, id) / sum);
	append(text, ".");
}

static void explain_where(char *text, const struct subject *subject)
{
	switch (subject->policy->mode) {
	case MEMPOLICY_BIND:
		explain_from(text, subject, "Pages come only from",
			     subject->count == 1 ? "." : "," NEAREST);
		return;
	case MEMPOLICY_PREFERRED:
		explain_from(text, subject, "Pages come from", " while it has room.");
		return;
	case MEMPOLICY_PREFERRED_MANY:
		explain_from(text, subject, "Pages come from", " while they have room," NEAREST);
		return;
	case MEMPOLICY_INTERLEAVE:
		explain_shares(text, subject);
		return;
	case MEMPOLICY_WEIGHTED_INTERLEAVE:
		explain_weights(text, subject);
		return;
	default:
		append(text, LOCAL_WHERE);
	}
}

/* ---- when they are full ---- */

static void explain_full(char *text, const struct subject *subject)
{
	const char *are = subject->count == 1 ? "it is" : "all of them are";

	if (subject->policy->mode != MEMPOLICY_BIND && subject->machine &&
	    mempolicy_nodes_count(&subject->machine->sets.with_memory) == 1) {
		append(text,
		       "When it is full, the kernel reclaims memory there; there is no other node "
		       "to take pages from.");
		return;
	}
	switch (subject->policy->mode) {
	case MEMPOLICY_BIND:
		append(text,
		       "When %s full, the kernel reclaims memory there; if that is not enough, the "
		       "OOM killer ends a process, even if other nodes have free memory.",
		       are);
		return;
	case MEMPOLICY_PREFERRED:
	case MEMPOLICY_PREFERRED_MANY:
		append(text,
		       "When %s full, pages come from the other nodes of the cpuset, nearest "
		       "first.",
		       are);
		return;
	case MEMPOLICY_INTERLEAVE:
	case MEMPOLICY_WEIGHTED_INTERLEAVE:
		append(text,
		       subject->count == 1
			       ? "When it is full, pages come from the nearest node of the cpuset "
				 "that has room."
			       : "When one of them is full, its share comes from the nearest node "
				 "of the cpuset that has room, whether the policy names it or not.");
		return;
	default:
		append(text, LOCAL_FULL);
	}
}

/* ---- when the cpuset changes ---- */

static void explain_cpuset(char *text, const struct subject *subject)
{
	enum mempolicy_mode mode = subject->policy->mode;
	bool stays = mode == MEMPOLICY_PREFERRED || mode == MEMPOLICY_PREFERRED_MANY;

	append(text, "When the cpuset changes, ");
	if (stays) {
		append(text, "the policy keeps ");
		append_nodes(text, subject);
		append(text, "; a node that leaves the cpuset is no longer used.");
		if (mode == MEMPOLICY_PREFERRED &&
		    !(subject->policy->flags & MEMPOLICY_F_STATIC_NODES))
			append(text,
			       " Before Linux 5.14, the kernel moves the policy by position.");
	} else if (subject->policy->flags & MEMPOLICY_F_STATIC_NODES) {
		append(text, "the policy keeps %s", subject->count > 1 ? "whichever of " : "");
		append_nodes(text, subject);
		append(text, subject->count > 1
				     ? " are in the new one; if none are, it uses all nodes "
				       "of the new one."
				     : " while it is in the new one; otherwise it uses all "
				       "nodes of the new one.");
	} else if (subject->policy->flags & MEMPOLICY_F_RELATIVE_NODES) {
		append(text, "the policy uses the nodes at the same positions in the new cpuset, "
			     "wrapping around if the new cpuset has fewer nodes.");
	} else {
		append(text, "the kernel moves the policy by position: the first node of the old "
			     "cpuset becomes the first node of the new one, and so on.");
	}
}

/* ---- what moves pages later ---- */

#define SWITCHED_OFF                                                                               \
	"leaves these pages where they are: a policy without MPOL_F_NUMA_BALANCING turns it off "  \
	"for the process."

/* Begins the sentence about balancing. */
static void append_balancing(char *text, const struct subject *subject)
{
	append(text, subject->machine ? "Automatic NUMA balancing "
				      : "Where automatic NUMA balancing is on, it ");
}

static void explain_balancing(char *text, const struct subject *subject)
{
	const struct mempolicy *policy = subject->policy;
	bool promotes_only =
		subject->machine && subject->machine->numa_balancing == MACHINE_PROMOTES;
	bool may = !policy || policy->mode == MEMPOLICY_DEFAULT ||
		   policy->flags & MEMPOLICY_F_NUMA_BALANCING;

	if (subject->machine && !machine_balancing_is_on(subject->machine)) {
		if (policy && policy->flags & MEMPOLICY_F_NUMA_BALANCING)
			append(text, "MPOL_F_NUMA_BALANCING has no effect while automatic NUMA "
				     "balancing is off.");
		return;
	}
	append_balancing(text, subject);
	if (!may)
		append(text, SWITCHED_OFF);
	else
		append(text, "moves %s%s.",
		       promotes_only ? "frequently used pages from slow nodes to fast ones"
				     : "pages to the nodes of the CPUs that use them",
		       subject->count ? ", but only within the policy's nodes" : "");
}

static void explain_demotion(char *text, const struct subject *subject)
{
	const struct mempolicy_nodes *from = subject->nodes;
	struct mempolicy_nodes to;
	char list[256];

	if (!subject->machine)
		return;
	if (subject->count == 0)
		from = &subject->machine->sets.with_memory;
	to = machine_demotes_to(subject->machine, from, subject->allowed);
	if (mempolicy_nodes_empty(&to))
		return;
	append(text,
	       "%sDemotion is on: when memory runs short, the kernel moves rarely used pages to "
	       "slower nodes (%s), whatever the policy.",
	       *text ? " " : "", mp_error_nodes(list, sizeof(list), &to));
}

static void explain_moved(char *text, const struct subject *subject)
{
	explain_balancing(text, subject);
	explain_demotion(text, subject);
}

static void explain_local(const struct mempolicy *policy, struct explanation *ret)
{
	if (!policy)
		append(ret->where,
		       "There is no policy: the container inherits the policy of the process "
		       "that starts the runtime, usually none. ");
	else if (policy->mode == MEMPOLICY_DEFAULT)
		append(ret->where, "No policy, not even one inherited from the runtime. ");
	append(ret->where, LOCAL_WHERE);
	append(ret->full, LOCAL_FULL);
	append(ret->cpuset,
	       "When the cpuset changes, new pages come from the nodes of the new one.");
}

void explain(const struct mempolicy *policy, const struct mempolicy_nodes *effective,
	     const struct machine *machine, const struct mempolicy_nodes *allowed,
	     struct explanation *ret)
{
	struct subject subject = {
		.policy = policy,
		.nodes = effective,
		.count = mempolicy_nodes_count(effective),
		.machine = machine,
		.allowed = allowed,
	};

	memset(ret, 0, sizeof(*ret));
	explain_moved(ret->moved, &subject);
	if (!policy || subject.count == 0) {
		explain_local(policy, ret);
		return;
	}
	explain_where(ret->where, &subject);
	explain_full(ret->full, &subject);
	explain_cpuset(ret->cpuset, &subject);
}
