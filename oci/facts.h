/* SPDX-License-Identifier: Apache-2.0 */
/* The facts that words in place of nodes refer to, from /sys and /proc. */
#ifndef MEMPOLICY_FACTS_H
#define MEMPOLICY_FACTS_H

#include <sys/types.h>

#include "cpus.h"
#include "words.h"

/* The container and machine that a word is resolved for. */
struct facts_of {
	const struct mempolicy_machine *machine;
	struct mempolicy_nodes usable; /* see struct words_facts */
	const struct cpus *cpus;       /* from config.json, or NULL */
	pid_t proc_pid;		       /* 0: the process is not known */
};

/*
 * Reads the facts that this word needs, and no others. *ret must be passed to facts_drop() in any
 * case. err: SYSTEM
 */
int facts_read(const struct mempolicy_word *word, const struct facts_of *of,
	       struct words_facts *ret, struct mempolicy_error *err);
void facts_drop(struct words_facts *facts);

/*
 * The CPUs that the container may use: those of config.json that the kernel allows the process. A
 * parent of its cgroup may have fewer (cgroups(7)), and config.json may name some that are offline.
 * If the two sets have none in common, those of config.json are not in effect yet, and count alone.
 * If config.json names no CPUs, those of the process count, or of this process if it is not known.
 * err: SYSTEM
 */
int facts_cpus(const struct facts_of *of, struct cpus *ret, struct mempolicy_error *err);

/* Resolves a word. err: INVALID if it resolves to no node, with the reason; SYSTEM */
int facts_resolve(const struct mempolicy_word *word, const struct facts_of *of,
		  struct mempolicy_nodes *ret, struct mempolicy_error *err);

/*
 * Checks that all nodes are local: nodes of the CPUs that the container may use, or for CPUs on a
 * node without memory, the nearest nodes with memory. err: INVALID, naming the first node that is
 * not, and the CPUs; SYSTEM
 */
int facts_check_local(const struct mempolicy_nodes *nodes, const struct facts_of *of,
		      struct mempolicy_error *err);

#endif
