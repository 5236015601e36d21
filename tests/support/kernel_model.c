/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel_model.h"

#include <string.h>

#define NODES MEMPOLICY_MAX_NODES

const char *const mode_names[] = {"MPOL_DEFAULT",
				  "MPOL_PREFERRED",
				  "MPOL_BIND",
				  "MPOL_INTERLEAVE",
				  "MPOL_LOCAL",
				  "MPOL_PREFERRED_MANY",
				  "MPOL_WEIGHTED_INTERLEAVE"};

/* ---- lib/bitmap.c ---- */

unsigned int bits_weight(const struct bits *set)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < NODES; i++)
		count += set->at[i];
	return count;
}

/* The n-th member, counted from 0; n must be less than the weight. */
static unsigned int nth(const struct bits *set, unsigned int n)
{
	unsigned int i = 0;

	while (!set->at[i] || n-- > 0)
		i++;
	return i;
}

/* The number of members less than i. */
static unsigned int ordinal(const struct bits *set, unsigned int i)
{
	unsigned int count = 0;

	while (i-- > 0)
		count += set->at[i];
	return count;
}

struct bits bits_and(const struct bits *a, const struct bits *b)
{
	struct bits both;

	for (unsigned int i = 0; i < NODES; i++)
		both.at[i] = a->at[i] && b->at[i];
	return both;
}

/* bitmap_fold(): position i becomes i modulo size. */
static struct bits fold(const struct bits *original, unsigned int size)
{
	struct bits folded = {{false}};

	for (unsigned int i = 0; i < NODES; i++)
		if (original->at[i])
			folded.at[i % size] = true;
	return folded;
}

/* bitmap_onto(): the n-th member of the map is in the result if position n is in original. */
static struct bits onto(const struct bits *original, const struct bits *map)
{
	struct bits result = {{false}};

	for (unsigned int i = 0; i < NODES; i++)
		if (map->at[i])
			result.at[i] = original->at[ordinal(map, i)];
	return result;
}

/* bitmap_remap(): the n-th member of old becomes the (n modulo weight)-th of new. */
static struct bits remap(const struct bits *source, const struct bits *old,
			 const struct bits *new_set)
{
	struct bits result = {{false}};
	unsigned int size = bits_weight(new_set);

	for (unsigned int i = 0; i < NODES; i++) {
		if (!source->at[i])
			continue;
		if (!old->at[i] || !size)
			result.at[i] = true;
		else
			result.at[nth(new_set, ordinal(old, i) % size)] = true;
	}
	return result;
}

static bool same(const struct bits *a, const struct bits *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* ---- mm/mempolicy.c ---- */

/* mpol_set_nodemask(), mpol_new_nodemask(), mpol_new_preferred() */
static struct bits set_nodemask(const struct situation *s, const struct bits *usable)
{
	struct bits nodes = s->nodes, first = {{false}};

	if (s->flags & MEMPOLICY_F_RELATIVE_NODES)
		nodes = fold(&nodes, bits_weight(usable));
	nodes = (s->flags & MEMPOLICY_F_RELATIVE_NODES) ? onto(&nodes, usable)
							: bits_and(&nodes, usable);
	if (s->mode != MEMPOLICY_PREFERRED || !bits_weight(&nodes))
		return nodes;
	first.at[nth(&nodes, 0)] = true;
	return first;
}

/* mpol_rebind_nodemask(), mpol_rebind_preferred(), of any kernel version: whether the policy
 * differs from the intended one once cpu.mems is in effect. */
static bool is_moved(const struct situation *s, const struct bits *nodes)
{
	struct bits later = bits_and(&s->allowed, &s->mems);
	struct bits moved = remap(nodes, &s->allowed, &later);
	struct bits usable = bits_and(&s->allowed, &s->with_memory);

	if (s->flags & MEMPOLICY_F_STATIC_NODES)
		return false;
	if (s->flags & MEMPOLICY_F_RELATIVE_NODES) {
		struct bits stays = set_nodemask(s, &usable);

		return (s->mode == MEMPOLICY_PREFERRED || s->mode == MEMPOLICY_PREFERRED_MANY) &&
		       !same(&stays, nodes);
	}
	return s->mode != MEMPOLICY_PREFERRED_MANY && !same(&moved, nodes);
}

struct outcome foresee(const struct situation *s)
{
	struct outcome outcome = {.refused = true};
	struct bits usable = bits_and(&s->allowed, &s->with_memory), given;

	usable = bits_and(&usable, &s->mems);
	if (!bits_weight(&usable))
		return outcome;
	outcome.effective = set_nodemask(s, &usable);
	if (!bits_weight(&outcome.effective))
		return outcome;
	outcome.refused = false;
	outcome.moved = is_moved(s, &outcome.effective);
	/* The library does not pass impossible nodes to the kernel, but folds nothing. */
	given = bits_and(&s->nodes, &usable);
	outcome.complete = same(&given, &s->nodes);
	outcome.readback = outcome.effective;
	if (s->flags & MEMPOLICY_F_STATIC_NODES)
		outcome.readback = given;
	if (s->flags & MEMPOLICY_F_RELATIVE_NODES) {
		struct bits folded = fold(&s->nodes, bits_weight(&usable));

		outcome.complete = same(&folded, &s->nodes);
		outcome.readback = s->nodes;
	}
	return outcome;
}

struct mempolicy_nodes bits_to_nodes(const struct bits *set)
{
	struct mempolicy_nodes nodes = {{0}};

	for (unsigned int i = 0; i < NODES; i++)
		if (set->at[i])
			mempolicy_nodes_add(&nodes, i);
	return nodes;
}
