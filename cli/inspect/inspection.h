/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect found of a container: policies, enforcement, memory. */
#ifndef CLI_INSPECTION_H
#define CLI_INSPECTION_H

#include <stdio.h>

#include "cgroup_memory.h"
#include "container.h"
#include "machine.h"
#include "mapping_policies.h"
#include "members.h"
#include "place.h"
#include "placement.h"
#include "reasons.h"

enum inspected_by { BY_NUMA_MAPS, BY_PTRACE, BY_NOTHING };

struct inspected_thread {
	pid_t tid;
	enum inspected_by by; /* BY_NOTHING: the policy is not known */
	struct mempolicy policy;
};

struct inspected_process {
	pid_t pid;
	char name[64]; /* of /proc/PID/comm, which anybody can choose */
	struct inspected_thread *threads;
	size_t count;
	struct mempolicy_error why; /* if threads are BY_NOTHING */
	unsigned long long bytes[PAGES_KINDS];
	unsigned long long outside;	  /* of its own memory, beyond the judged nodes */
	unsigned long long bound_outside; /* of that, under policies of mappings */
	double locality;		  /* of its own memory, on the judged nodes */
};

enum enforcement { ENFORCEMENT_STRICT, ENFORCEMENT_DEGRADED, ENFORCEMENT_NONE };

struct inspection {
	const struct container *container;
	struct machine machine;
	bool has_cpuset;
	struct mempolicy_nodes cpuset;

	struct place place; /* where config.json asks for a policy */
	bool unserved;	    /* it does, but where only a hook would read it, and has none */
	bool refused;	    /* it asks for one that is wrong, or cannot be had here */
	bool asks;	    /* it asks for one that is right in itself: */
	struct mempolicy asked;
	bool fits; /* it can be had in the cpuset, and is then: */
	struct mempolicy_resolution resolution;
	enum enforcement enforcement;
	char why[MEMPOLICY_NODES_TEXT + 512]; /* "" when strict */

	enum members_by by;
	struct inspected_process *processes;
	size_t count;

	struct cgroup_memory cgroup;
	bool has_before;				 /* this is not the first look, and then: */
	struct moved before, first;			 /* at the last look, at the first */
	unsigned long long foreign[MEMPOLICY_MAX_NODES]; /* numa_foreign of numastat, pages */

	struct placement placement; /* of all processes */
	struct mapping_policies mapping_policies;
	struct mempolicy
		judged; /* the policy whose nodes count: asked for, else in force in init */
	struct mempolicy_nodes nodes; /* those; empty when there are none to judge by */
	double locality;
	double shared_locality; /* the same of shared memory */
	bool has_evenness;	/* the policy interleaves */
	double evenness;
	struct reasons reasons; /* why memory lies elsewhere */
};

struct inspection_options {
	bool no_stop; /* stop no process, even if its policy remains unknown */
};

/*
 * Looks at all processes of the container. *ret is to be dropped with inspection_drop() in any
 * case; container must outlive it.
 *
 * err  SYSTEM (sys_errno is ESRCH when the container has ended), PERMISSION, UNSUPPORTED
 */
int inspection_read(const struct container *container, const struct inspection_options *options,
		    struct inspection *ret, struct mempolicy_error *err);
void inspection_drop(struct inspection *inspection);

/* Part of it: what config.json asks for. err: INVALID, what is wrong with that, or why it cannot be
 * had here; SYSTEM */
int inspection_read_asked(struct inspection *inspection, struct mempolicy_error *err);

/* ---- enforcement: pure ---- */

/*
 * Sets enforcement and why, from asked, fits, resolution and processes. refused is the reason where
 * the policy asked for is wrong or does not fit, and NULL if none is asked for.
 */
void enforcement_judge(struct inspection *inspection, const struct mempolicy_error *refused);
/* Whether a thread has the policy asked for; or, where that is not known, the one judged by. */
bool enforcement_holds(const struct inspection *inspection, const struct inspected_thread *thread);
const char *enforcement_name(enum enforcement enforcement);

/* ---- sums: pure ---- */

/* Sets locality and evenness of the whole container. */
void inspection_judge_memory(struct inspection *inspection);

/* Bytes of all processes: of one kind; on one node, all or its own only (as
 * placement_locality() has it); on the fullest node, 1 at the least. */
unsigned long long inspection_bytes(const struct inspection *inspection, enum page_kind kind);
unsigned long long inspection_on_node(const struct inspection *inspection, unsigned int node,
				      bool own_only);
unsigned long long inspection_fullest(const struct inspection *inspection);
/* A share in percent with one decimal, rounded down: 100 is all of it. */
double inspection_percent(double share);
/* "anonymous" and so on: names in JSON. */
const char *inspection_kind(enum page_kind kind);
/* "of the container's cgroup", "of the whole machine" */
const char *moved_of(enum moved_by by);
size_t inspection_threads(const struct inspection *inspection);

/* ---- telling ---- */

/* For people, on standard output. err: SYSTEM */
int inspection_print(const struct inspection *inspection, struct mempolicy_error *err);
/* A new reference; NULL when out of memory. */
json_t *inspection_to_json(const struct inspection *inspection);
/* Prometheus' text format. */
void inspection_to_prometheus(const struct inspection *inspection, FILE *out);
/* A picture. err: SYSTEM */
int inspection_draw(const struct inspection *inspection, const char *path,
		    struct mempolicy_error *err);

#endif
