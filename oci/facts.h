/* SPDX-License-Identifier: Apache-2.0 */
/* What words that stand for nodes refer to, from /sys and /proc. */
#ifndef MEMPOLICY_FACTS_H
#define MEMPOLICY_FACTS_H

#include <sys/types.h>

#include "cpus.h"
#include "words.h"

/* Whose words they are. */
struct facts_of {
	const struct mempolicy_machine *machine;
	struct mempolicy_nodes usable; /* see struct words_facts */
	const struct cpus *cpus;       /* of config.json, or NULL */
	pid_t proc_pid;		       /* 0: the process itself is not known */
};

/*
 * Reads what this word needs, and nothing else. *ret is to be dropped with facts_drop() in any
 * case. err: SYSTEM
 */
int facts_read(const struct mempolicy_word *word, const struct facts_of *of,
	       struct words_facts *ret, struct mempolicy_error *err);
void facts_drop(struct words_facts *facts);

/*
 * The CPUs that it may use: those of config.json, as far as the kernel lets the process run there.
 * A parent of its cgroup may have fewer (cgroups(7)), and config.json may name some that are
 * offline. Where the two have none in common, config.json's are not in force yet, and count. Of a
 * process that is not known it is this one, where config.json says nothing. err: SYSTEM
 */
int facts_cpus(const struct facts_of *of, struct cpus *ret, struct mempolicy_error *err);

/* What the word stands for. err: INVALID, it comes down to none, and why; SYSTEM */
int facts_resolve(const struct mempolicy_word *word, const struct facts_of *of,
		  struct mempolicy_nodes *ret, struct mempolicy_error *err);

/*
 * Whether nodes are all among those of the CPUs that may be used, or among the nearest with memory
 * of CPUs on a node without. err: INVALID, naming the first that is not, and the CPUs; SYSTEM
 */
int facts_check_local(const struct mempolicy_nodes *nodes, const struct facts_of *of,
		      struct mempolicy_error *err);

#endif
