/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"

const struct rule_text rules[RULES] = {
	[RULE_UNREADABLE] = {"unreadable", LEVEL_ERROR, "The file cannot be read."},
	[RULE_SYNTAX] = {"not-json", LEVEL_ERROR, "The file is not a JSON object."},
	[RULE_POLICY] = {"invalid-policy", LEVEL_ERROR,
			 "A memory policy breaks a rule of the runtime-spec or the kernel."},
	[RULE_DIFFER] = {"policies-differ", LEVEL_ERROR,
			 "Two places request different memory policies."},
	[RULE_NODES] = {"unusable-nodes", LEVEL_ERROR,
			"A policy names nodes that the container cannot use."},
	[RULE_UNSUPPORTED] = {"unsupported", LEVEL_ERROR, "The kernel lacks a mode or a flag."},
	[RULE_CPUSET] = {"invalid-cpuset", LEVEL_ERROR,
			 "The CPUs or nodes in linux.resources.cpu are invalid."},
	[RULE_LOCAL] = {"not-local", LEVEL_ERROR,
			"With --require-local, the policy names nodes that are not those of the "
			"container's CPUs."},
	[RULE_HOOK_ENTRY] = {"invalid-hook-entry", LEVEL_ERROR,
			     "The runtime or the hook refuses a hook entry."},
	[RULE_HOOK_FILE] = {"hook-not-executable", LEVEL_ERROR,
			    "This machine cannot run the program of a hook entry."},
	[RULE_HOOK_STAGE] = {"wrong-hook-stage", LEVEL_ERROR,
			     "The hook runs at a stage where it cannot work."},
	[RULE_MISPLACED] = {"misplaced", LEVEL_WARNING,
			    "A memory policy or a hook is in a place where it is ignored."},
	[RULE_UNKNOWN_KEY] = {"unknown-key", LEVEL_WARNING, "A key is unknown and ignored."},
	[RULE_DUPLICATE_KEY] = {"duplicate-key", LEVEL_WARNING,
				"A key appears more than once in an object."},
	[RULE_HOOK_NAME] = {"hook-name", LEVEL_WARNING,
			    "A hook entry runs a program whose name resembles the hook's."},
	[RULE_HOOK_IDLE] = {"hook-idle", LEVEL_WARNING,
			    "The options of a hook entry have no effect, or keep the hook from "
			    "running."},
	[RULE_HOOK_MISSING] = {"hook-missing", LEVEL_WARNING, "Nothing applies the policy."},
	[RULE_ANNOTATION_UNREAD] = {"annotation-unread", LEVEL_WARNING,
				    "The annotation that requests a policy is ignored."},
	[RULE_USER_NAMESPACE] = {"user-namespace", LEVEL_WARNING,
				 "In a user namespace, createContainer alone may be too late."},
	[RULE_PID_NAMESPACE] = {"pid-namespace", LEVEL_WARNING,
				"Without a pid namespace, crun needs the hook at createRuntime."},
	[RULE_DEGRADED] = {"degraded", LEVEL_WARNING,
			   "With --allow-degraded, nodes of the policy are left out."},
	[RULE_DEFAULT_LEFT_OUT] = {"default-left-out", LEVEL_WARNING,
				   "The default policy cannot be applied and is left out."},
	[RULE_CPUSET_NODES] = {"cpuset-without-memory", LEVEL_WARNING,
			       "linux.resources.cpu.mems names nodes without memory."},
	[RULE_PREFERRED_SEVERAL] = {"preferred-several", LEVEL_WARNING,
				    "MPOL_PREFERRED uses only the first of several nodes."},
	[RULE_INTERLEAVE_ONE] = {"interleave-one", LEVEL_WARNING,
				 "A policy interleaves over a single node."},
	[RULE_FAR_CPUS] = {"far-cpus", LEVEL_WARNING,
			   "The container's CPUs are on other nodes than its memory."},
	[RULE_ONE_NODE] = {"one-node", LEVEL_WARNING,
			   "The machine has only one node: a policy changes nothing."},
	[RULE_BALANCING_OFF] = {"balancing-off", LEVEL_WARNING,
				"MPOL_F_NUMA_BALANCING has no effect on this machine."},
	[RULE_EQUAL_WEIGHTS] = {"equal-weights", LEVEL_WARNING,
				"All weights of MPOL_WEIGHTED_INTERLEAVE are 1."},
	[RULE_MEMORY_SHORT] = {"memory-short", LEVEL_WARNING,
			       "The nodes have less memory available than the container's limit."},
	[RULE_DEMOTION_ON] = {"demotion-on", LEVEL_WARNING,
			      "Demotion moves pages to slower nodes despite MPOL_BIND."},
	[RULE_SECCOMP_KILLS] = {"seccomp-kills", LEVEL_WARNING,
				"The seccomp profile kills programs that place their memory."},
	[RULE_NATIVE_ONLY] = {"no-hook", LEVEL_NOTE,
			      "Only a runtime with native support applies the policy."},
	[RULE_SECCOMP_ALLOWS] = {"seccomp-allows", LEVEL_NOTE,
				 "The seccomp profile lets user code replace the policy."},
	[RULE_SECCOMP_REFUSES] =
		{"seccomp-refuses", LEVEL_NOTE,
		 "The seccomp profile refuses some of the calls that place memory."},
};

const char *level_name(enum level level)
{
	static const char *const names[] = {
		[LEVEL_NOTE] = "note",
		[LEVEL_WARNING] = "warning",
		[LEVEL_ERROR] = "error",
	};

	return names[level];
}
