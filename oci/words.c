/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <stdio.h>

#include "error.h"
#include "pointers.h"

#define UNREACHABLE 256

static unsigned int position_of(const struct mempolicy_nodes *nodes, unsigned int node)
{
	unsigned int position = 0;

	for (unsigned int at = mempolicy_nodes_first(nodes); at < node;
	     at = mempolicy_nodes_next(nodes, at))
		position++;
	return position;
}

static unsigned int distance(const struct words_facts *facts, unsigned int from, unsigned int to)
{
	size_t count = mempolicy_nodes_count(&facts->online);

	if (!facts->distances || !mempolicy_nodes_has(&facts->online, from) ||
	    !mempolicy_nodes_has(&facts->online, to))
		return UNREACHABLE;
	return facts->distances[position_of(&facts->online, from) * count +
				position_of(&facts->online, to)];
}

/* The distance from the nearest of several nodes. */
static unsigned int distance_from(const struct words_facts *facts,
				  const struct mempolicy_nodes *from, unsigned int to)
{
	unsigned int least = UNREACHABLE;

	for (unsigned int node = mempolicy_nodes_first(from); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(from, node)) {
		unsigned int own = distance(facts, node, to);

		least = own < least ? own : least;
	}
	return least;
}

/* The members of nodes at a distance of min to max from the nearest member of from. */
static struct mempolicy_nodes at_distance(const struct words_facts *facts,
					  const struct mempolicy_nodes *from,
					  const struct mempolicy_nodes *nodes, unsigned int min,
					  unsigned int max)
{
	struct mempolicy_nodes result = {{0}};

	for (unsigned int node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		unsigned int own = distance_from(facts, from, node);

		if (own >= min && own <= max)
			mempolicy_nodes_add(&result, node);
	}
	return result;
}

/* The smallest distance, but at least min, at which there is a member of nodes. */
static unsigned int next_distance(const struct words_facts *facts,
				  const struct mempolicy_nodes *from,
				  const struct mempolicy_nodes *nodes, unsigned int min)
{
	unsigned int least = UNREACHABLE;

	for (unsigned int node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		unsigned int own = distance_from(facts, from, node);

		if (own >= min && own < least)
			least = own;
	}
	return least;
}

static void add_all(struct mempolicy_nodes *to, const struct mempolicy_nodes *nodes)
{
	for (size_t i = 0; i < sizeof(to->words) / sizeof(to->words[0]); i++)
		to->words[i] |= nodes->words[i];
}

struct mempolicy_nodes words_of_cpus(const struct words_facts *facts,
				     const struct mempolicy_nodes *among)
{
	struct mempolicy_nodes result = mempolicy_nodes_and(&facts->of_cpus, among);
	struct mempolicy_nodes without =
		mempolicy_nodes_minus(&facts->of_cpus, &facts->with_memory);

	for (unsigned int node = mempolicy_nodes_first(&without); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(&without, node)) {
		struct mempolicy_nodes from = {{0}}, near;
		unsigned int least;

		mempolicy_nodes_add(&from, node);
		least = next_distance(facts, &from, among, 0);
		near = at_distance(facts, &from, among, least, least);
		if (least < UNREACHABLE)
			add_all(&result, &near);
	}
	return result;
}

/* ---- tiers ---- */

/* Finds the tier with rank faster ones before it, not counting those without nodes. False if there
 * are fewer. */
static bool find_tier_of_kernel(const struct words_facts *facts, unsigned int rank,
				struct mempolicy_nodes *ret)
{
	for (size_t i = 0; i < facts->tier_count; i++) {
		const struct words_tier *tier = &facts->tiers[i];
		unsigned int faster = 0;

		for (size_t j = 0; j < facts->tier_count; j++)
			faster += facts->tiers[j].number < tier->number &&
				  !mempolicy_nodes_empty(&facts->tiers[j].nodes);
		if (faster == rank && !mempolicy_nodes_empty(&tier->nodes)) {
			*ret = tier->nodes;
			return true;
		}
	}
	return false;
}

/* For kernels without tiers: nodes at the same distance from the nearest CPU are a tier. */
static bool find_tier_by_distance(const struct words_facts *facts, unsigned int rank,
				  struct mempolicy_nodes *ret)
{
	const struct mempolicy_nodes *from = &facts->with_cpus;
	unsigned int at = next_distance(facts, from, &facts->with_memory, 0);

	for (; rank && at < UNREACHABLE; rank--)
		at = next_distance(facts, from, &facts->with_memory, at + 1);
	*ret = at_distance(facts, from, &facts->with_memory, at, at);
	return at < UNREACHABLE;
}

bool words_find_tier(const struct words_facts *facts, unsigned int rank,
		     struct mempolicy_nodes *ret)
{
	return facts->tier_count ? find_tier_of_kernel(facts, rank, ret)
				 : find_tier_by_distance(facts, rank, ret);
}

/* ---- words ---- */

/* The nodes of a word, or, if there are none, the reason and the remedy. */
struct outcome {
	struct mempolicy_nodes nodes;
	char reason[768];
	const char *remedy;
};

/* The remedy. The cpuset cannot be widened if it has all nodes with memory already. */
static const char *widen(const struct words_facts *facts)
{
	return mempolicy_nodes_equal(&facts->usable, &facts->with_memory)
		       ? "choose other nodes"
		       : "widen linux.resources.cpu.mems, or choose other nodes";
}

/* Limits nodes, which the message calls of, to the cpuset. */
static void limit(const struct words_facts *facts, const struct mempolicy_nodes *nodes,
		  const char *of, struct outcome *ret)
{
	char all[256], usable[256];

	ret->nodes = mempolicy_nodes_and(nodes, &facts->usable);
	ret->remedy = widen(facts);
	snprintf(ret->reason, sizeof(ret->reason),
		 "%s (%s) are not among the nodes with memory in the container's cpuset (%s)", of,
		 mp_error_nodes(all, sizeof(all), nodes),
		 mp_error_nodes(usable, sizeof(usable), &facts->usable));
}

static void resolve_all(const struct words_facts *facts, struct outcome *ret)
{
	ret->nodes = facts->usable;
	ret->remedy = widen(facts);
	snprintf(ret->reason, sizeof(ret->reason), "no node of the container's cpuset has memory");
}

static void resolve_cpus(const struct words_facts *facts, struct outcome *ret)
{
	struct mempolicy_nodes nodes = words_of_cpus(facts, &facts->usable);

	limit(facts, &facts->of_cpus, "the nodes of the container's CPUs", ret);
	ret->nodes = nodes;
}

static void resolve_within(const struct words_facts *facts, unsigned int most, struct outcome *ret)
{
	char from[256], usable[256];

	ret->nodes = at_distance(facts, &facts->of_cpus, &facts->usable, 0, most);
	ret->remedy = "allow a greater distance; see oci-mempolicy topology";
	snprintf(ret->reason, sizeof(ret->reason),
		 "no node with memory in the container's cpuset (%s) is within that distance of "
		 "the nodes of its CPUs (%s)",
		 mp_error_nodes(usable, sizeof(usable), &facts->usable),
		 mp_error_nodes(from, sizeof(from), &facts->of_cpus));
}

static void resolve_tier(const struct words_facts *facts, unsigned int rank, struct outcome *ret)
{
	struct mempolicy_nodes nodes;

	if (words_find_tier(facts, rank, &nodes)) {
		limit(facts, &nodes, "the nodes of this tier", ret);
		return;
	}
	ret->remedy = "name an existing tier; see oci-mempolicy topology";
	snprintf(ret->reason, sizeof(ret->reason),
		 "this machine has fewer memory tiers, counted from 0, the fastest");
}

static void resolve_memory_only(const struct words_facts *facts, struct outcome *ret)
{
	char usable[256];

	ret->nodes = mempolicy_nodes_minus(&facts->usable, &facts->with_cpus);
	ret->remedy = widen(facts);
	snprintf(ret->reason, sizeof(ret->reason),
		 "every node with memory in the container's cpuset (%s) has CPUs",
		 mp_error_nodes(usable, sizeof(usable), &facts->usable));
}

static void resolve_pci(const struct words_facts *facts, struct outcome *ret)
{
	struct mempolicy_nodes nodes = {{0}};

	ret->remedy = "name the node itself";
	if (!facts->has_device) {
		ret->remedy = "name a device that lspci -D shows";
		snprintf(ret->reason, sizeof(ret->reason), "there is no such device");
	} else if (facts->device_node < 0) {
		snprintf(ret->reason, sizeof(ret->reason),
			 "the firmware does not report the node of this device (its numa_node is "
			 "%d)",
			 facts->device_node);
	} else {
		mempolicy_nodes_add(&nodes, (unsigned int)facts->device_node);
		limit(facts, &nodes, "the nodes of this device", ret);
	}
}

static void resolve(const struct mempolicy_word *word, const struct words_facts *facts,
		    struct outcome *ret)
{
	switch (word->kind) {
	case MEMPOLICY_WORD_CPUS:
		resolve_cpus(facts, ret);
		break;
	case MEMPOLICY_WORD_WITHIN:
		resolve_within(facts, word->number, ret);
		break;
	case MEMPOLICY_WORD_TIER:
		resolve_tier(facts, word->number, ret);
		break;
	case MEMPOLICY_WORD_MEMORY_ONLY:
		resolve_memory_only(facts, ret);
		break;
	case MEMPOLICY_WORD_PCI:
		resolve_pci(facts, ret);
		break;
	default:
		resolve_all(facts, ret);
	}
}

int words_resolve(const struct mempolicy_word *word, const struct words_facts *facts,
		  struct mempolicy_nodes *ret, struct mempolicy_error *err)
{
	struct outcome outcome = {.remedy = ""};
	char text[64];

	resolve(word, facts, &outcome);
	*ret = outcome.nodes;
	if (!mempolicy_nodes_empty(&outcome.nodes))
		return 0;
	mempolicy_word_format(word, text, sizeof(text));
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_NODES,
		     "invalid memory policy nodes \"%s\": they resolve to no node: %s", text,
		     outcome.reason);
	return mp_error_remedy(err, "%s", outcome.remedy);
}
