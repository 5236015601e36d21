/* SPDX-License-Identifier: Apache-2.0 */
#include "invented.h"

#include <limits.h>
#include <string.h>

#include "ranges.h"

#define GIB (1ULL << 30)

struct shape {
	char *cpus;
	unsigned long long gib;
	int weight;
	int tier;
};

static unsigned int count(const char *list)
{
	struct ranges ranges = ranges_of(list, strlen(list), ULONG_MAX);
	unsigned long numbers = 0;

	while (mp_ranges_next(&ranges))
		numbers += ranges.last - ranges.first + 1;
	return (unsigned int)numbers;
}

static void invent(struct invented *ret, const struct shape *shapes, size_t nodes,
		   const unsigned int *distances)
{
	memset(ret, 0, sizeof(*ret));
	ret->machine.count = nodes;
	ret->machine.nodes = ret->nodes;
	ret->machine.distances = ret->distances;
	memcpy(ret->distances, distances, nodes * nodes * sizeof(*distances));
	for (unsigned int id = 0; id < nodes; id++) {
		const struct shape *shape = &shapes[id];

		ret->nodes[id] = (struct machine_node){
			.id = id,
			.cpus = shape->cpus,
			.cpu_count = count(shape->cpus),
			.total = shape->gib * GIB,
			.free = shape->gib * GIB / 4,
			.available = shape->gib * GIB / 2,
			.weight = shape->weight,
			.tier = shape->tier,
		};
		mempolicy_nodes_add(&ret->machine.sets.possible, id);
		mempolicy_nodes_add(&ret->machine.sets.online, id);
		if (shape->gib)
			mempolicy_nodes_add(&ret->machine.sets.with_memory, id);
	}
}

void invent_cxl(struct invented *ret)
{
	static const struct shape shapes[] = {{"0-3", 8, 3, 4}, {"4-7", 8, 3, 4}, {"", 16, 1, 22}};
	static const unsigned int distances[] = {10, 21, 14, 21, 10, 24, 14, 24, 10};

	invent(ret, shapes, 3, distances);
}

void invent_four(struct invented *ret)
{
	static const struct shape shapes[] = {{"0-3", 8, 1, 4},
					      {"4-7", 8, 1, 4},
					      {"8-11", 8, 1, 4},
					      {"12-15", 8, 1, 4}};
	static const unsigned int distances[] = {10, 12, 32, 32, 12, 10, 32, 32,
						 32, 32, 10, 12, 32, 32, 12, 10};

	invent(ret, shapes, 4, distances);
}

void invent_one(struct invented *ret)
{
	static const struct shape shapes[] = {{"0-3", 8, 1, 4}};
	static const unsigned int distances[] = {10};

	invent(ret, shapes, 1, distances);
}
