/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of CPUs. */
#ifndef MEMPOLICY_CPUS_H
#define MEMPOLICY_CPUS_H

#include <stdbool.h>
#include <stddef.h>

/* The greatest number that a kernel can be built for (CONFIG_NR_CPUS on x86_64 and aarch64). */
#define CPUS_MAX 8192

#define CPUS_BITS_PER_WORD (8 * sizeof(unsigned long))

struct cpus {
	unsigned long words[CPUS_MAX / CPUS_BITS_PER_WORD];
};

struct defect;

/* mp_nodes_read() for a list of CPUs. */
int cpus_read(const char *list, size_t length, struct cpus *ret, struct defect *ret_defect);

bool cpus_meet(const struct cpus *a, const struct cpus *b);
struct cpus cpus_and(const struct cpus *a, const struct cpus *b);

/* Writes a set for a message, truncated with "..." to fit; "none" if it is empty. Returns buf. */
const char *cpus_text(char *buf, size_t size, const struct cpus *cpus);

#endif
