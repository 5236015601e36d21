/* SPDX-License-Identifier: Apache-2.0 */
#include "warnings.h"

#include <seccomp.h>
#include <stdio.h>
#include <string.h>

#include "cpus.h"
#include "defect.h"
#include "error.h"
#include "pointers.h"
#include "seccomp_profile.h"

#define WARNING MEMPOLICY_ERROR_NONE

/* Returns 0, or -1 with the warning in *err. */
typedef int check(const struct warned *about, struct mempolicy_error *err);

static int preferred_keeps_one(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy *policy = about->policy;
	char nodes[256];

	if (policy->mode != MEMPOLICY_PREFERRED || mempolicy_nodes_count(&policy->nodes) < 2)
		return 0;
	mp_error_set(err, WARNING, POINTER_NODES,
		     "with MPOL_PREFERRED, the kernel uses only the first of the nodes \"%s\"",
		     mp_error_nodes(nodes, sizeof(nodes), &policy->nodes));
	return mp_error_remedy(err, "name one node, or use MPOL_PREFERRED_MANY (Linux 5.15 or "
				    "newer)");
}

static int interleaves_over_one(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy *policy = about->policy;
	const struct mempolicy_nodes *nodes =
		about->resolution ? &about->resolution->effective : &policy->nodes;

	if ((policy->mode != MEMPOLICY_INTERLEAVE &&
	     policy->mode != MEMPOLICY_WEIGHTED_INTERLEAVE) ||
	    mempolicy_nodes_count(nodes) != 1)
		return 0;
	mp_error_set(err, WARNING, POINTER_NODES,
		     "%s over a single node (%u) spreads nothing: all memory comes from that node",
		     mempolicy_mode_name(policy->mode), mempolicy_nodes_first(nodes));
	return mp_error_remedy(err, "name more nodes, or use MPOL_BIND or MPOL_PREFERRED for this "
				    "one");
}

/* ---- the seccomp profile ---- */

static const json_t *profile_of(const struct warned *about)
{
	const json_t *linux_object = json_object_get(about->config, "linux");
	const json_t *profile = json_object_get(linux_object, "seccomp");

	return json_is_object(profile) ? profile : NULL;
}

static int replaceable(const struct warned *about, struct mempolicy_error *err)
{
	const json_t *profile = profile_of(about);

	if (!profile || profile_answer(profile, SCMP_SYS(set_mempolicy)) != PROFILE_ALLOWS)
		return 0;
	mp_error_set(err, WARNING, POINTER_SECCOMP,
		     "the seccomp profile allows set_mempolicy: user code can replace the policy");
	return mp_error_remedy(err, "have the profile refuse set_mempolicy, if user code must not "
				    "do so");
}

/* Those of get_mempolicy and mbind that get this answer: "get_mempolicy and mbind", or "" for
 * neither. */
static const char *answered(const json_t *profile, enum profile_answer answer, char buf[64])
{
	bool get = profile_answer(profile, SCMP_SYS(get_mempolicy)) == answer;
	bool bind = profile_answer(profile, SCMP_SYS(mbind)) == answer;

	snprintf(buf, 64, "%s%s%s", get ? "get_mempolicy" : "", get && bind ? " and " : "",
		 bind ? "mbind" : "");
	return buf;
}

static int kills(const struct warned *about, struct mempolicy_error *err)
{
	const json_t *profile = profile_of(about);
	char calls[64];

	if (!profile || !*answered(profile, PROFILE_KILLS, calls))
		return 0;
	mp_error_set(err, WARNING, POINTER_SECCOMP,
		     "the seccomp profile kills programs that call %s, as databases and language "
		     "runtimes do to place their own memory",
		     calls);
	return mp_error_remedy(err, "have the profile refuse the call with an error, or allow it");
}

/*
 * The default profiles of engines refuse all three calls without CAP_SYS_NICE, and programs cope
 * with that: there is no note about it.
 */
static int noisy(const struct warned *about, struct mempolicy_error *err)
{
	const json_t *profile = profile_of(about);
	char calls[64];

	if (!profile || !*answered(profile, PROFILE_REFUSES, calls) ||
	    (profile_answer(profile, SCMP_SYS(set_mempolicy)) == PROFILE_REFUSES &&
	     strstr(calls, " and ")))
		return 0;
	mp_error_set(err, WARNING, POINTER_SECCOMP,
		     "the seccomp profile refuses %s: databases and language runtimes that place "
		     "their own memory may fail, or fill their logs with errors",
		     calls);
	return mp_error_remedy(err, "have the profile allow the call, if the container runs such "
				    "a program");
}

/* ---- on this machine ---- */

static int one_node(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy_nodes *with_memory = &about->machine->sets.with_memory;

	if (mempolicy_nodes_empty(&about->policy->nodes) || mempolicy_nodes_count(with_memory) > 1)
		return 0;
	mp_error_set(
		err, WARNING, POINTER_MODE,
		"this machine has only one node with memory (%u): no policy changes where memory "
		"is placed",
		mempolicy_nodes_first(with_memory));
	return mp_error_remedy(err, "run this check on the machine where the container will run");
}

/* Finds the nodes of the CPUs that config.json names; returns false if it names none. */
static bool nodes_of_cpus(const struct warned *about, struct mempolicy_nodes *ret)
{
	const struct machine *machine = about->machine;
	struct defect ignored;
	struct cpus wanted, cpus;

	*ret = (struct mempolicy_nodes){{0}};
	if (!about->cpu_cpus || !*about->cpu_cpus ||
	    cpus_read(about->cpu_cpus, strlen(about->cpu_cpus), &wanted, &ignored))
		return false;
	for (size_t i = 0; i < machine->count; i++) {
		const char *list = machine->nodes[i].cpus;

		if (cpus_read(list, strlen(list), &cpus, &ignored) == 0 &&
		    cpus_meet(&cpus, &wanted))
			mempolicy_nodes_add(ret, machine->nodes[i].id);
	}
	return !mempolicy_nodes_empty(ret);
}

/* Whether all these nodes have CPUs. Nodes without CPUs are remote for every CPU. */
static bool all_have_cpus(const struct machine *machine, const struct mempolicy_nodes *nodes)
{
	for (size_t i = 0; i < machine->count; i++)
		if (mempolicy_nodes_has(nodes, machine->nodes[i].id) &&
		    machine->nodes[i].cpu_count == 0)
			return false;
	return true;
}

static int cpus_are_far(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy_nodes *effective = &about->resolution->effective;
	struct mempolicy_nodes near, both;
	char far_text[256], near_text[256];

	if (mempolicy_nodes_empty(effective) || !nodes_of_cpus(about, &near) ||
	    !all_have_cpus(about->machine, effective))
		return 0;
	both = mempolicy_nodes_and(&near, effective);
	if (!mempolicy_nodes_empty(&both))
		return 0;
	mp_error_set(
		err, WARNING, POINTER_NODES,
		"the CPUs %.64s (linux.resources.cpu.cpus) are on node%s %s, but the memory is on "
		"%s: every access goes to another node",
		about->cpu_cpus, mempolicy_nodes_count(&near) == 1 ? "" : "s",
		mp_error_nodes(near_text, sizeof(near_text), &near),
		mp_error_nodes(far_text, sizeof(far_text), effective));
	return mp_error_remedy(err, "name the nodes of these CPUs, or CPUs of these nodes");
}

static int balancing_is_off(const struct warned *about, struct mempolicy_error *err)
{
	if (!(about->policy->flags & MEMPOLICY_F_NUMA_BALANCING) ||
	    about->machine->numa_balancing > 0)
		return 0;
	mp_error_set(err, WARNING, POINTER_FLAGS,
		     "MPOL_F_NUMA_BALANCING has no effect: automatic NUMA balancing is %s",
		     about->machine->numa_balancing == 0 ? "off" : "not built into this kernel");
	return mp_error_remedy(err,
			       about->machine->numa_balancing == 0
				       ? "write 1 to /proc/sys/kernel/numa_balancing, or remove "
					 "the flag"
				       : "remove the flag, or use a kernel with "
					 "CONFIG_NUMA_BALANCING");
}

static int weights_are_one(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy_nodes *effective = &about->resolution->effective;

	if (about->policy->mode != MEMPOLICY_WEIGHTED_INTERLEAVE ||
	    mempolicy_nodes_count(effective) < 2)
		return 0;
	for (size_t i = 0; i < about->machine->count; i++)
		if (mempolicy_nodes_has(effective, about->machine->nodes[i].id) &&
		    about->machine->nodes[i].weight != 1)
			return 0;
	mp_error_set(err, WARNING, POINTER_MODE,
		     "the weights of all nodes are 1: MPOL_WEIGHTED_INTERLEAVE spreads pages just "
		     "as MPOL_INTERLEAVE does");
	return mp_error_remedy(err, "write weights from 1 to 255 to "
				    "/sys/kernel/mm/mempolicy/weighted_interleave/node*");
}

static int bound_too_tight(const struct warned *about, struct mempolicy_error *err)
{
	const json_t *linux_object = json_object_get(about->config, "linux");
	const json_t *resources = json_object_get(linux_object, "resources");
	const json_t *limit = json_object_get(json_object_get(resources, "memory"), "limit");
	const struct mempolicy_nodes *effective = &about->resolution->effective;
	bool one = mempolicy_nodes_count(effective) == 1;
	double bytes = (double)machine_available(about->machine, effective);
	char nodes[256];

	if (about->policy->mode != MEMPOLICY_BIND || !json_is_number(limit) ||
	    json_number_value(limit) <= bytes)
		return 0;
	mp_error_set(err, WARNING, POINTER_NODES,
		     "%s %s %s %.0f MiB available, less than linux.resources.memory.limit (%.0f "
		     "MiB): the container may run out of memory below its limit, even if other "
		     "nodes have free memory",
		     one ? "node" : "nodes", mp_error_nodes(nodes, sizeof(nodes), effective),
		     one ? "has" : "have", bytes / (1 << 20), json_number_value(limit) / (1 << 20));
	return mp_error_remedy(err, "lower the limit, name more nodes, or use MPOL_PREFERRED_MANY");
}

static int demotion_is_on(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy_nodes *effective = &about->resolution->effective;
	struct mempolicy_nodes slower =
		machine_demotes_to(about->machine, effective, &about->resolution->allowed);
	char nodes[256];

	if (about->policy->mode != MEMPOLICY_BIND || mempolicy_nodes_empty(&slower))
		return 0;
	mp_error_set(err, WARNING, POINTER_MODE,
		     "demotion is on: when memory runs short, the kernel moves pages to slower "
		     "nodes (%s) despite MPOL_BIND",
		     mp_error_nodes(nodes, sizeof(nodes), &slower));
	return mp_error_remedy(err, "write false to /sys/kernel/mm/numa/demotion_enabled; or, with "
				    "Linux 6.16 or newer and cgroup v2, leave these nodes out of "
				    "linux.resources.cpu.mems");
}

/* ---- all of them ---- */

struct checked {
	enum rule rule;
	check *check;
};

static void find_each(const struct checked *checks, size_t count, const struct warned *about,
		      const struct listener *listener)
{
	struct mempolicy_error err;

	for (size_t i = 0; i < count; i++)
		if (checks[i].check(about, &err))
			tell(listener, checks[i].rule, &err);
}

void warnings_find(const struct warned *about, const struct listener *listener)
{
	static const struct checked anywhere[] = {
		{RULE_PREFERRED_SEVERAL, preferred_keeps_one},
		{RULE_INTERLEAVE_ONE, interleaves_over_one},
		{RULE_SECCOMP_ALLOWS, replaceable},
		{RULE_SECCOMP_KILLS, kills},
		{RULE_SECCOMP_REFUSES, noisy},
	};
	static const struct checked here[] = {
		{RULE_ONE_NODE, one_node},
		{RULE_FAR_CPUS, cpus_are_far},
		{RULE_BALANCING_OFF, balancing_is_off},
		{RULE_EQUAL_WEIGHTS, weights_are_one},
		{RULE_MEMORY_SHORT, bound_too_tight},
		{RULE_DEMOTION_ON, demotion_is_on},
	};

	find_each(anywhere, sizeof(anywhere) / sizeof(anywhere[0]), about, listener);
	if (about->machine && about->resolution)
		find_each(here, sizeof(here) / sizeof(here[0]), about, listener);
}

static bool is_within(const struct mempolicy_nodes *nodes, const struct mempolicy_nodes *set)
{
	struct mempolicy_nodes both = mempolicy_nodes_and(nodes, set);

	return mempolicy_nodes_equal(&both, nodes);
}

void warnings_of_cpuset(const char *cpu_mems, const struct machine *machine,
			const struct listener *listener)
{
	struct mempolicy_nodes mems;
	struct mempolicy_error what;
	char text[256];

	/* A list that is not valid has been reported already. */
	if (!cpu_mems || !*cpu_mems || mempolicy_nodes_parse(cpu_mems, &mems, &what) ||
	    is_within(&mems, &machine->sets.with_memory))
		return;
	if (is_within(&mems, &machine->sets.online)) {
		mp_error_set(
			&what, WARNING, POINTER_MEMS,
			"some of the nodes \"%.64s\" have no memory on this machine, only %s do",
			cpu_mems, mp_error_nodes(text, sizeof(text), &machine->sets.with_memory));
		mp_error_remedy(&what, "name nodes with memory");
		tell(listener, RULE_CPUSET_NODES, &what);
		return;
	}
	mp_error_set(&what, MEMPOLICY_ERROR_INVALID, POINTER_MEMS,
		     "some of the nodes \"%.64s\" do not exist on this machine, which has %s",
		     cpu_mems, mp_error_nodes(text, sizeof(text), &machine->sets.online));
	mp_error_remedy(&what, "name nodes of this machine");
	tell(listener, RULE_CPUSET, &what);
}
