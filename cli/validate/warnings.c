/* SPDX-License-Identifier: Apache-2.0 */
#include "warnings.h"

#include <seccomp.h>
#include <stdio.h>

#include "error.h"
#include "pointers.h"
#include "seccomp_profile.h"

#define WARNING MEMPOLICY_ERROR_NONE

/* Returns 0, or -1 with a warning, as functions that find errors do. */
typedef int check(const struct warned *about, struct mempolicy_error *err);

static int preferred_keeps_one(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy *policy = about->policy;
	char nodes[256];

	if (policy->mode != MEMPOLICY_PREFERRED || mempolicy_nodes_count(&policy->nodes) < 2)
		return 0;
	mp_error_set(err, WARNING, POINTER_NODES,
		     "of the nodes \"%s\" the kernel uses only the first with MPOL_PREFERRED",
		     mp_error_nodes(nodes, sizeof(nodes), &policy->nodes));
	return mp_error_remedy(err, "name one node, or use MPOL_PREFERRED_MANY (Linux 5.15)");
}

static int replaceable(const struct warned *about, struct mempolicy_error *err)
{
	const json_t *linux_object = json_object_get(about->config, "linux");
	const json_t *profile = json_object_get(linux_object, "seccomp");

	if (!json_is_object(profile) ||
	    profile_answer(profile, SCMP_SYS(set_mempolicy)) != PROFILE_ALLOWS)
		return 0;
	mp_error_set(err, WARNING, POINTER_SECCOMP,
		     "the seccomp profile allows set_mempolicy: user code can replace the policy");
	return mp_error_remedy(err, "refuse set_mempolicy there, if user code must not");
}

static int noisy(const struct warned *about, struct mempolicy_error *err)
{
	static const struct {
		const char *name;
		int number;
	} calls[] = {
		{"get_mempolicy", SCMP_SYS(get_mempolicy)},
		{"mbind", SCMP_SYS(mbind)},
	};
	const json_t *linux_object = json_object_get(about->config, "linux");
	const json_t *profile = json_object_get(linux_object, "seccomp");
	const char *refused[2] = {"", ""};
	size_t count = 0;

	for (size_t i = 0; json_is_object(profile) && i < 2; i++) {
		enum profile_answer answer = profile_answer(profile, calls[i].number);

		if (answer == PROFILE_REFUSES || answer == PROFILE_KILLS)
			refused[count++] = calls[i].name;
	}
	if (count == 0)
		return 0;
	mp_error_set(
		err, WARNING, POINTER_SECCOMP,
		"the seccomp profile refuses %s%s%s: databases and language runtimes that place "
		"their memory themselves call %s, and fail or fill their logs",
		refused[0], count > 1 ? " and " : "", refused[1], count > 1 ? "them" : "it");
	return mp_error_remedy(err, "allow %s there, if such a program is to run",
			       count > 1 ? "them" : "it");
}

/* ---- on this machine ---- */

static int one_node(const struct warned *about, struct mempolicy_error *err)
{
	const struct mempolicy_nodes *with_memory = &about->machine->sets.with_memory;

	if (mempolicy_nodes_empty(&about->policy->nodes) || mempolicy_nodes_count(with_memory) > 1)
		return 0;
	mp_error_set(
		err, WARNING, POINTER_MODE,
		"this machine has one node with memory (%u): no policy changes where memory lies",
		mempolicy_nodes_first(with_memory));
	return mp_error_remedy(err, "check it on the machine that it is meant for");
}

static int balancing_is_off(const struct warned *about, struct mempolicy_error *err)
{
	if (!(about->policy->flags & MEMPOLICY_F_NUMA_BALANCING) ||
	    about->machine->numa_balancing > 0)
		return 0;
	mp_error_set(err, WARNING, POINTER_FLAGS,
		     "MPOL_F_NUMA_BALANCING does nothing: automatic NUMA balancing is %s",
		     about->machine->numa_balancing == 0 ? "off" : "not built into this kernel");
	return mp_error_remedy(err,
			       about->machine->numa_balancing == 0
				       ? "write 1 to /proc/sys/kernel/numa_balancing, or remove "
					 "the flag"
				       : "remove the flag, or use another kernel");
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
		     "all weights are 1: MPOL_WEIGHTED_INTERLEAVE does what MPOL_INTERLEAVE does");
	return mp_error_remedy(err, "write weights from 1 to 255 to "
				    "/sys/kernel/mm/mempolicy/weighted_interleave/node*");
}

static unsigned long long free_on(const struct machine *machine,
				  const struct mempolicy_nodes *nodes)
{
	unsigned long long sum = 0;

	for (size_t i = 0; i < machine->count; i++)
		if (mempolicy_nodes_has(nodes, machine->nodes[i].id))
			sum += machine->nodes[i].available;
	return sum;
}

static int bound_too_tight(const struct warned *about, struct mempolicy_error *err)
{
	const json_t *linux_object = json_object_get(about->config, "linux");
	const json_t *resources = json_object_get(linux_object, "resources");
	const json_t *limit = json_object_get(json_object_get(resources, "memory"), "limit");
	const struct mempolicy_nodes *effective = &about->resolution->effective;
	bool one = mempolicy_nodes_count(effective) == 1;
	double free_bytes = (double)free_on(about->machine, effective);
	char nodes[256];

	if (about->policy->mode != MEMPOLICY_BIND || !json_is_number(limit) ||
	    json_number_value(limit) <= free_bytes)
		return 0;
	mp_error_set(err, WARNING, POINTER_NODES,
		     "%s %s %s %.0f MiB free, less than linux.resources.memory.limit (%.0f "
		     "MiB): memory may run out below the limit, while other nodes have some",
		     one ? "node" : "the nodes", mp_error_nodes(nodes, sizeof(nodes), effective),
		     one ? "has" : "have", free_bytes / (1 << 20),
		     json_number_value(limit) / (1 << 20));
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
		     "demotion is on: where memory runs short, the kernel moves pages to slower "
		     "nodes (%s), in spite of MPOL_BIND",
		     mp_error_nodes(nodes, sizeof(nodes), &slower));
	return mp_error_remedy(err, "write false to /sys/kernel/mm/numa/demotion_enabled, or, from "
				    "Linux 6.16 on, leave these nodes out of "
				    "linux.resources.cpu.mems");
}

void warnings_find(const struct warned *about, mempolicy_take_error *take, void *data)
{
	static check *const anywhere[] = {preferred_keeps_one, replaceable, noisy};
	static check *const here[] = {one_node, balancing_is_off, weights_are_one, bound_too_tight,
				      demotion_is_on};
	struct mempolicy_error err;

	for (size_t i = 0; i < sizeof(anywhere) / sizeof(anywhere[0]); i++)
		if (anywhere[i](about, &err))
			take(data, &err);
	if (!about->machine || !about->resolution)
		return;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++)
		if (here[i](about, &err))
			take(data, &err);
}
