/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect found out about a container: policies, enforcement, memory. */
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
	char name[64]; /* from /proc/PID/comm: untrusted */
	struct inspected_thread *threads;
	size_t count;
	struct mempolicy_error why; /* why threads are BY_NOTHING */
	unsigned long long bytes[PAGES_KINDS];
	unsigned long long outside; /* bytes of its own memory on other nodes than nodes below */
	unsigned long long bound_outside; /* of these, bytes under policies of mappings */
	double locality;		  /* share of its own memory on these nodes */
};

enum enforcement {
	ENFORCEMENT_STRICT,
	ENFORCEMENT_DEGRADED,
	ENFORCEMENT_NONE,
	ENFORCEMENT_UNKNOWN, /* without a config.json */
};

struct inspection {
	const struct container *container;
	struct machine machine;
	bool has_cpuset;
	struct mempolicy_nodes cpuset;

	struct place place; /* where config.json requests a policy */
	bool unserved;	    /* only a hook would read that place, and there is none */
	bool refused;	    /* the requested policy is invalid, or cannot be applied here */
	bool asks;	    /* the requested policy is valid in itself; it is: */
	struct mempolicy asked;
	bool fits; /* it can be applied within the cpuset, where it resolves to: */
	struct mempolicy_resolution resolution;
	enum enforcement enforcement;
	char why[MEMPOLICY_NODES_TEXT + 512]; /* "" when strict */

	enum members_by by;
	struct inspected_process *processes;
	size_t count;

	struct cgroup_memory cgroup;
	bool has_before;				 /* this is not the first look: */
	struct moved before, first;			 /* at the last look, at the first */
	unsigned long long foreign[MEMPOLICY_MAX_NODES]; /* numa_foreign of numastat, in pages */

	struct placement placement; /* of all processes */
	struct mapping_policies mapping_policies;
	/* The policy that memory is judged by: requested or, if that is unknown, in effect in init;
	 * and its nodes, empty if there are none to judge by. */
	struct mempolicy judged;
	struct mempolicy_nodes nodes;
	double locality;
	double shared_locality; /* the same for shared memory */
	bool has_evenness;	/* the policy interleaves */
	double evenness;
	struct reasons reasons; /* why memory is on other nodes */
};

struct inspection_options {
	bool no_stop; /* never stop a process, even if its policy stays unknown */
};

/*
 * Inspects all processes of the container. The caller drops *ret with inspection_drop() in any
 * case; container must outlive it.
 *
 * err  SYSTEM (sys_errno is ESRCH when the container has ended), PERMISSION, UNSUPPORTED
 */
int inspection_read(const struct container *container, const struct inspection_options *options,
		    struct inspection *ret, struct mempolicy_error *err);
void inspection_drop(struct inspection *inspection);

/* A part of it: reads what config.json requests. err: INVALID, that is not valid, or cannot be
 * applied here; SYSTEM */
int inspection_read_asked(struct inspection *inspection, struct mempolicy_error *err);

/* ---- enforcement: pure ---- */

/*
 * Sets enforcement and why, from asked, fits, resolution and processes. refused is the reason if
 * the requested policy is invalid or does not fit; otherwise, and if none is requested, NULL.
 */
void enforcement_judge(struct inspection *inspection, const struct mempolicy_error *refused);
/* Whether a thread has the requested policy or, if that is not known, the one that memory is judged
 * by. */
bool enforcement_holds(const struct inspection *inspection, const struct inspected_thread *thread);
const char *enforcement_name(enum enforcement enforcement);

/* ---- sums: pure ---- */

/* Sets locality and evenness of the whole container. */
void inspection_judge_memory(struct inspection *inspection);

/* Bytes of all processes: of one kind; on one node, all or only their own (as placement_locality()
 * counts them); on the fullest node, at least 1. */
unsigned long long inspection_bytes(const struct inspection *inspection, enum page_kind kind);
unsigned long long inspection_on_node(const struct inspection *inspection, unsigned int node,
				      bool own_only);
unsigned long long inspection_fullest(const struct inspection *inspection);
/* A share in percent with one decimal, rounded down: 100 is all of it. */
double inspection_percent(double share);
/* The names in JSON: "anonymous" and so on. */
const char *inspection_kind(enum page_kind kind);
/* "of the container's cgroup", "of the whole machine" */
const char *moved_of(enum moved_by by);
size_t inspection_threads(const struct inspection *inspection);

/* ---- output ---- */

/* Prints it for people, on standard output. err: SYSTEM */
int inspection_print(const struct inspection *inspection, struct mempolicy_error *err);
/* A new reference; NULL when out of memory. */
json_t *inspection_to_json(const struct inspection *inspection);
/* Writes it in Prometheus' text format. */
void inspection_to_prometheus(const struct inspection *inspection, FILE *out);
/* Draws a picture of it. err: SYSTEM */
int inspection_draw(const struct inspection *inspection, const char *path,
		    struct mempolicy_error *err);

#endif
