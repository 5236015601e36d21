/* SPDX-License-Identifier: Apache-2.0 */
#include "mapping_policies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"

static const struct span others = {"others", sizeof("others") - 1};

static bool is_cut(struct span text)
{
	return text.length >= MAPPING_POLICY_TEXT;
}

/* The policy with this text, added if it is new; NULL when out of memory. */
static struct mapping_policy *find(struct mapping_policies *policies, struct span text)
{
	struct mapping_policy *list;

	if (is_cut(text))
		text.length = MAPPING_POLICY_TEXT - 1;
	for (size_t i = 0; i < policies->count; i++)
		if (span_is(text, policies->list[i].text))
			return &policies->list[i];
	if (policies->count == MAPPING_POLICIES_MAX)
		text = others;
	if (policies->count > MAPPING_POLICIES_MAX)
		return &policies->list[MAPPING_POLICIES_MAX];
	list = reallocarray(policies->list, policies->count + 1, sizeof(*list));
	if (!list)
		return NULL;
	policies->list = list;
	list = &list[policies->count++];
	memset(list, 0, sizeof(*list));
	memcpy(list->text, text.at, text.length);
	return list;
}

static int no_memory(struct mempolicy_error *err)
{
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "policies of mappings");
}

/* Where a line has both anonymous pages and pages of a file, all count as pages of the file here:
 * which of them is on which node is unknown (see placement.h). */
int mapping_policies_add(struct mapping_policies *policies, const struct mapping *mapping,
			 struct mempolicy_error *err)
{
	struct mapping_policy *policy = find(policies, mapping->policy);
	bool own = mapping->pages == mapping->anonymous;

	if (!policy)
		return no_memory(err);
	if (!*policies->thread && mapping_shows_thread(mapping))
		memcpy(policies->thread, policy->text, sizeof(policies->thread));
	policy->mappings++;
	for (size_t i = 0; i < mapping->count; i++) {
		unsigned int node = mapping->on[i].node;
		unsigned long long bytes = mapping->on[i].pages * mapping->page_size;

		policy->all[node] += bytes;
		policy->own[node] += own ? bytes : 0;
	}
	return 0;
}

int mapping_policies_merge(struct mapping_policies *sum, const struct mapping_policies *policies,
			   struct mempolicy_error *err)
{
	for (size_t i = 0; i < policies->count; i++) {
		const struct mapping_policy *from = &policies->list[i];
		struct mapping_policy *to;

		if (!*policies->thread || strcmp(from->text, policies->thread) == 0)
			continue;
		to = find(sum, (struct span){from->text, strlen(from->text)});
		if (!to)
			return no_memory(err);
		to->mappings += from->mappings;
		for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++) {
			to->own[node] += from->own[node];
			to->all[node] += from->all[node];
		}
	}
	return 0;
}

void mapping_policies_drop(struct mapping_policies *policies)
{
	free(policies->list);
}

unsigned long long mapping_policy_bytes(const struct mapping_policy *policy)
{
	unsigned long long sum = 0;

	for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++)
		sum += policy->all[node];
	return sum;
}

unsigned long long mapping_policy_outside(const struct mapping_policy *policy,
					  const struct mempolicy_nodes *nodes)
{
	unsigned long long sum = 0;

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		sum += mempolicy_nodes_has(nodes, node) ? 0 : policy->own[node];
	return sum;
}
