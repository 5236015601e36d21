/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_pages.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "members.h"
#include "symbols.h"

/* How far the number of a node's pages may be from its share, in percent of that share. */
#define TOLERANCE 2

static json_int_t sum(const json_t *counts)
{
	json_int_t total = 0;
	const char *node;
	json_t *count;

	FOR_EACH_MEMBER(counts, node, count) total += json_integer_value(count);
	return total;
}

static json_int_t sum_on(const json_t *counts, const struct mempolicy_nodes *nodes)
{
	json_int_t total = 0;
	const char *node;
	json_t *count;

	FOR_EACH_MEMBER(counts, node, count)
	{
		if (mempolicy_nodes_has(nodes, (unsigned int)strtoul(node, NULL, 10)))
			total += json_integer_value(count);
	}
	return total;
}

static bool differ(const json_t *counts, const char *wanted, struct verdict *ret)
{
	CLEANUP(cleanup_free) char *found = json_dumps(counts, JSON_COMPACT);

	return judge_failed(ret, "pages by node are %s, not %s", found, wanted);
}

static bool judge_on(const json_t *counts, const char *list, struct verdict *ret)
{
	struct mempolicy_nodes nodes = symbols_nodes(list);
	char wanted[256];

	snprintf(wanted, sizeof(wanted), "all on %.200s", list);
	return sum_on(counts, &nodes) == sum(counts) || differ(counts, wanted, ret);
}

static bool judge_weights(const json_t *counts, const json_t *weights, struct verdict *ret)
{
	json_int_t total = sum(counts), all_weights = sum(weights);
	const char *node;
	json_t *weight;
	CLEANUP(cleanup_free) char *text = json_dumps(weights, JSON_COMPACT);
	char wanted[512];

	if (all_weights == 0)
		errx(EX_SOFTWARE, "a case has weights that are all 0");
	snprintf(wanted, sizeof(wanted), "in proportion to %.400s", text);
	FOR_EACH_MEMBER(weights, node, weight)
	{
		json_int_t share = total * json_integer_value(weight) / all_weights;
		json_int_t count = json_integer_value(json_object_get(counts, node));

		if (llabs(count - share) * 100 > share * TOLERANCE)
			return differ(counts, wanted, ret);
	}
	/* A few pages on other nodes could hide in the tolerance. */
	FOR_EACH_MEMBER(counts, node, weight)
	{
		if (!json_object_get(weights, node))
			return differ(counts, wanted, ret);
	}
	return true;
}

static bool judge_even(const json_t *counts, const char *list, struct verdict *ret)
{
	struct mempolicy_nodes nodes = symbols_nodes(list);
	CLEANUP(cleanup_json) json_t *weights = json_object();
	char name[16];

	for (unsigned int node = mempolicy_nodes_first(&nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(&nodes, node)) {
		snprintf(name, sizeof(name), "%u", node);
		json_object_set_new(weights, name, json_integer(1));
	}
	return judge_weights(counts, weights, ret);
}

/* The first pages are on the nodes, which had room; some of the later ones are on other nodes. */
static bool judge_overflow(const json_t *counts, const json_t *first, const char *list,
			   struct verdict *ret)
{
	struct mempolicy_nodes nodes = symbols_nodes(list);
	char wanted[256];

	if (!judge_on(first, list, ret))
		return false;
	snprintf(wanted, sizeof(wanted), "first on %.200s, then on other nodes", list);
	return sum_on(counts, &nodes) < sum(counts) || differ(counts, wanted, ret);
}

static bool judge_counts(const json_t *wanted, const json_t *counts, const json_t *first,
			 struct verdict *ret)
{
	const char *kind;
	json_t *value;
	bool good = true;

	FOR_EACH_MEMBER(wanted, kind, value)
	{
		const char *list = json_string_value(value);

		if (strcmp(kind, "on") == 0)
			good = good && judge_on(counts, list, ret);
		else if (strcmp(kind, "even") == 0)
			good = good && judge_even(counts, list, ret);
		else if (strcmp(kind, "weighted") == 0)
			good = good && judge_weights(counts, value, ret);
		else if (strcmp(kind, "overflow") == 0)
			good = good && judge_overflow(counts, first, list, ret);
		else
			errx(EX_SOFTWARE, "a case expects pages in an unknown way: %s", kind);
	}
	return good;
}

/* The probe asks the kernel in two ways, one after the other: NUMA balancing may have moved pages
 * in between, but both answers must be as expected. */
bool judge_pages(const json_t *wanted, const json_t *pages, struct verdict *ret)
{
	const json_t *all = json_object_get(pages, "all");
	const json_t *maps = json_object_get(pages, "numa_maps");
	const json_t *first = json_object_get(pages, "first");

	if (sum(all) == 0 || json_object_get(all, "nowhere"))
		return differ(pages, "where memory was touched", ret);
	if (sum(all) != sum(maps))
		return differ(pages, "as many by move_pages(2) as in numa_maps", ret);
	return judge_counts(wanted, all, first, ret) && judge_counts(wanted, maps, first, ret);
}
