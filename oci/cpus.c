/* SPDX-License-Identifier: Apache-2.0 */
#include "cpus.h"

#include <stdio.h>
#include <string.h>

#include "defect.h"
#include "ranges.h"

static bool has(const struct cpus *cpus, unsigned int cpu)
{
	return cpu < CPUS_MAX &&
	       (cpus->words[cpu / CPUS_BITS_PER_WORD] >> cpu % CPUS_BITS_PER_WORD & 1);
}

int cpus_read(const char *list, size_t length, struct cpus *ret, struct defect *ret_defect)
{
	struct ranges ranges = ranges_of(list, length, CPUS_MAX - 1);
	struct cpus cpus = {{0}};

	while (mp_ranges_next(&ranges))
		for (unsigned long cpu = ranges.first; cpu <= ranges.last; cpu++)
			cpus.words[cpu / CPUS_BITS_PER_WORD] |= 1UL << cpu % CPUS_BITS_PER_WORD;
	if (ranges.reason != RANGES_END) {
		mp_defect_numbers(ret_defect, DEFECT_NODES_LIST, ranges.reason,
				  (unsigned int)ranges.at + 1, (unsigned char)list[ranges.at]);
		return mp_defect_value(ret_defect, list, length);
	}
	*ret = cpus;
	return 0;
}

bool cpus_meet(const struct cpus *a, const struct cpus *b)
{
	for (size_t i = 0; i < CPUS_MAX / CPUS_BITS_PER_WORD; i++)
		if (a->words[i] & b->words[i])
			return true;
	return false;
}

struct cpus cpus_and(const struct cpus *a, const struct cpus *b)
{
	struct cpus both;

	for (size_t i = 0; i < CPUS_MAX / CPUS_BITS_PER_WORD; i++)
		both.words[i] = a->words[i] & b->words[i];
	return both;
}

const char *cpus_text(char *buf, size_t size, const struct cpus *cpus)
{
	size_t used = 0;
	unsigned int last;

	snprintf(buf, size, "none");
	for (unsigned int cpu = 0; cpu < CPUS_MAX && used < size; cpu++) {
		if (!has(cpus, cpu))
			continue;
		for (last = cpu; has(cpus, last + 1);)
			last++;
		used += (size_t)snprintf(buf + used, size - used, last > cpu ? "%s%u-%u" : "%s%u",
					 used ? "," : "", cpu, last);
		cpu = last;
	}
	if (used >= size)
		memcpy(buf + size - 4, "...", 4);
	return buf;
}
