/* SPDX-License-Identifier: Apache-2.0 */
#include "require.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

#include "case.h"
#include "members.h"

__attribute__((format(printf, 2, 3))) static bool unmet(char reason[SYMBOLS_REASON],
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(reason, SYMBOLS_REASON, format, args);
	va_end(args);
	return false;
}

/* A policy that is expected to be in effect must be one that this kernel supports. */
static bool kernel_has(const struct machine *machine, const json_t *memory_policy,
		       char reason[SYMBOLS_REASON])
{
	struct mempolicy_error error;
	struct mempolicy policy;

	if (!json_is_object(memory_policy))
		return true;
	policy = case_policy(memory_policy);
	if (mempolicy_features_check(&machine->features, &policy, &error))
		return unmet(reason, "%s", error.message);
	return true;
}

static bool cpusets(const struct machine *machine, const struct options *options,
		    const json_t *resolved, char reason[SYMBOLS_REASON])
{
	const json_t *then = json_object_get(resolved, "then");
	bool needed = json_object_get(resolved, "mems");

	for (size_t i = 0; i < json_array_size(then); i++)
		needed = needed || json_object_get(json_array_get(then, i), "mems");
	if (!needed)
		return true;
	if (options->rootless)
		return unmet(reason, "needs a cpuset, which an ordinary user cannot create");
	return machine->cgroup || unmet(reason, "needs the cpuset controller of cgroups");
}

static bool has_mode(const struct machine *machine, const char *name)
{
	for (enum mempolicy_mode mode = 0; mode < MEMPOLICY_MODES; mode++)
		if (strcmp(mempolicy_mode_name(mode), name) == 0)
			return machine->features.modes[mode];
	errx(70, "a case requires an unknown mode: %s", name);
}

static bool one(const struct machine *machine, const struct options *options, const char *key,
		const json_t *value, char reason[SYMBOLS_REASON])
{
	unsigned int number = (unsigned int)json_integer_value(value);
	unsigned int nodes = mempolicy_nodes_count(&machine->usable);

	if (strcmp(key, "nodes") == 0)
		return nodes >= number ||
		       unmet(reason, "needs %u nodes with memory, and there %s only %u", number,
			     nodes == 1 ? "is" : "are", nodes);
	if (strcmp(key, "hook") == 0)
		return *options->hook || unmet(reason, "tests a rule that only the hook has");
	if (strcmp(key, "root") == 0)
		return !options->rootless || unmet(reason, "needs root");
	if (strcmp(key, "noUserns") == 0)
		return (!options->rootless && !options->userns) ||
		       unmet(reason, "needs a container without a user namespace");
	if (strcmp(key, "position") == 0)
		return machine_takes_position(number) ||
		       unmet(reason, "needs a kernel built for more than %u nodes", number);
	if (strcmp(key, "lacks") == 0)
		return !has_mode(machine, json_string_value(value)) ||
		       unmet(reason, "needs a kernel without %s", json_string_value(value));
	if (strcmp(key, "lacksBalancingOfPreferredMany") == 0)
		return (machine->features.modes[MEMPOLICY_PREFERRED_MANY] &&
			!machine->features.numa_balancing_preferred_many) ||
		       unmet(reason, "needs a kernel from 5.15 to 6.9");
	errx(70, "a case has an unknown requirement: %s", key);
}

bool require_met(const struct machine *machine, const struct options *options,
		 const json_t *resolved, char reason[SYMBOLS_REASON])
{
	const json_t *requires = json_object_get(resolved, "requires");
	const char *key;
	json_t *value;

	FOR_EACH_MEMBER(requires, key, value)
	{
		if (!one(machine, options, key, value, reason))
			return false;
	}
	if (json_object_get(resolved, "sees") &&
	    !kernel_has(machine, json_object_get(resolved, "memoryPolicy"), reason))
		return false;
	if (!kernel_has(machine, json_object_get(resolved, "under"), reason))
		return false;
	if (json_object_get(resolved, "weights") && !machine->weights)
		return unmet(reason, "needs weights that can be set (Linux 6.9, root)");
	return cpusets(machine, options, resolved, reason);
}
