/* SPDX-License-Identifier: Apache-2.0 */
/* The nodes that a policy resolves to, on invented machines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oci_remedy.h"
#include "unit.h"

#define STATIC	  MEMPOLICY_F_STATIC_NODES
#define RELATIVE  MEMPOLICY_F_RELATIVE_NODES
#define BALANCING MEMPOLICY_F_NUMA_BALANCING

#define BIND	   MEMPOLICY_BIND
#define INTERLEAVE MEMPOLICY_INTERLEAVE
#define WEIGHTED   MEMPOLICY_WEIGHTED_INTERLEAVE
#define PREFERRED  MEMPOLICY_PREFERRED
#define MANY	   MEMPOLICY_PREFERRED_MANY

/* possible, online, with memory */
struct machine {
	const char *possible;
	const char *online;
	const char *with_memory;
};
#define FOUR                                                                                       \
	{                                                                                          \
		"0-3", "0-3", "0-3"                                                                \
	}
#define MEMORYLESS                                                                                 \
	{                                                                                          \
		"0-3", "0-3", "0,2-3"                                                              \
	} /* node 1 has CPUs only */
#define CXL                                                                                        \
	{                                                                                          \
		"0-7", "0-2", "0-2"                                                                \
	} /* node 2 has memory only */
#define HOLES                                                                                      \
	{                                                                                          \
		"0-1023", "0,4-5,900", "0,4-5,900"                                                 \
	}
#define HUGE                                                                                       \
	{                                                                                          \
		"0-1023", "0-1023", "0-1023"                                                       \
	}

struct question {
	const char *name;
	struct machine machine;
	const char *allowed;
	const char *cpu_mems;
	enum mempolicy_mode mode;
	unsigned int flags;
	const char *nodes;
};

static int resolve(const struct question *question, bool allow_degraded,
		   struct mempolicy_resolution *ret, struct mempolicy_error *err)
{
	const struct mempolicy policy = {question->mode, question->flags,
					 nodes_of(question->nodes)};
	const struct mempolicy_machine machine = {nodes_of(question->machine.possible),
						  nodes_of(question->machine.online),
						  nodes_of(question->machine.with_memory)};
	const struct mempolicy_nodes allowed = nodes_of(question->allowed);

	return mempolicy_resolve(&policy, &machine, &allowed, question->cpu_mems, allow_degraded,
				 ret, err);
}

/* ---- policies that the container can have in full ---- */

static const struct {
	struct question question;
	const char *effective;
	const char *readback;
} complete[] = {
	{{"every node", FOUR, "0-3", NULL, BIND, 0, "0-3"}, "0-3", "0-3"},
	{{"some nodes", FOUR, "0-3", NULL, INTERLEAVE, 0, "1,3"}, "1,3", "1,3"},
	{{"a narrower cpuset", FOUR, "1-2", NULL, WEIGHTED, 0, "1-2"}, "1-2", "1-2"},
	{{"static", FOUR, "1-2", NULL, BIND, STATIC, "2"}, "2", "2"},
	{{"balancing", FOUR, "0-3", NULL, BIND, BALANCING, "2"}, "2", "2"},
	{{"several preferred", FOUR, "0-3", NULL, MANY, 0, "2-3"}, "2-3", "2-3"},
	{{"one preferred", FOUR, "0-3", NULL, PREFERRED, 0, "2"}, "2", "2"},
	{{"the kernel keeps the first preferred", FOUR, "0-3", NULL, PREFERRED, 0, "2-3"},
	 "2",
	 "2"},
	{{"preferred and static reports all", FOUR, "0-3", NULL, PREFERRED, STATIC, "2-3"},
	 "2",
	 "2-3"},
	{{"preferred and relative reports all", FOUR, "2-3", NULL, PREFERRED, RELATIVE, "0-1"},
	 "2",
	 "0-1"},
	{{"local", FOUR, "1", NULL, MEMPOLICY_LOCAL, 0, ""}, "", ""},
	{{"default", FOUR, "1", NULL, MEMPOLICY_DEFAULT, 0, ""}, "", ""},
	{{"no preferred node", FOUR, "1", NULL, PREFERRED, 0, ""}, "", ""},
	{{"without nodes nothing else counts", FOUR, "1", "wrong", MEMPOLICY_LOCAL, 0, ""}, "", ""},
	{{"a node without CPUs", CXL, "0-2", NULL, BIND, 0, "2"}, "2", "2"},
	{{"beside a node without memory", MEMORYLESS, "0,2-3", NULL, BIND, 0, "0,2"}, "0,2", "0,2"},
	{{"holes", HOLES, "0,4-5,900", NULL, INTERLEAVE, 0, "0,900"}, "0,900", "0,900"},
	{{"every node of 1024", HUGE, "0-1023", NULL, INTERLEAVE, 0, "0-1023"}, "0-1023", "0-1023"},
	{{"the highest node", HUGE, "0-1023", NULL, BIND, 0, "1023"}, "1023", "1023"},
	/* cpu.mems */
	{{"cpu.mems as the cpuset", FOUR, "1-2", "1-2", BIND, 0, "1-2"}, "1-2", "1-2"},
	{{"cpu.mems empty", FOUR, "1-2", "", BIND, 0, "1-2"}, "1-2", "1-2"},
	{{"cpu.mems wider", FOUR, "1-2", "0-3", BIND, 0, "1-2"}, "1-2", "1-2"},
	{{"cpu.mems of nodes there are not", FOUR, "0-3", "0-1023", BIND, 0, "3"}, "3", "3"},
	{{"cpu.mems with a trailing comma", FOUR, "0-3", "0-3,", BIND, 0, "3"}, "3", "3"},
	/* relative */
	{{"positions", FOUR, "2-3", NULL, BIND, RELATIVE, "0-1"}, "2-3", "0-1"},
	{{"the second position", FOUR, "1,3", NULL, BIND, RELATIVE, "1"}, "3", "1"},
	{{"positions among holes", HOLES, "0,4-5,900", NULL, INTERLEAVE, RELATIVE, "1,3"},
	 "4,900",
	 "1,3"},
	{{"positions pass over a node without memory", MEMORYLESS, "0-3", NULL, BIND, RELATIVE,
	  "1-2"},
	 "2-3",
	 "1-2"},
	{{"positions in the cpuset to come", FOUR, "0-3", "1,3", BIND, RELATIVE, "1"}, "3", "1"},
	{{"the last of 1024 positions", HUGE, "0-1023", NULL, BIND, RELATIVE, "1023"},
	 "1023",
	 "1023"},
	/* a cpuset that will shrink */
	{{"shrinking, static", FOUR, "0-3", "2-3", BIND, STATIC, "2"}, "2", "2"},
	{{"shrinking, preferred", FOUR, "0-3", "2-3", PREFERRED, 0, "2"}, "2", "2"},
	{{"shrinking, preferred and static", FOUR, "0-3", "1-3", PREFERRED, STATIC, "2"}, "2", "2"},
	{{"shrinking, the first preferred moved onto itself", FOUR, "0-3", "0-2", PREFERRED, 0,
	  "1-2"},
	 "1",
	 "1"},
	{{"shrinking, the same positions preferred", FOUR, "0-3", "0-2", MANY, RELATIVE, "0-1"},
	 "0-1",
	 "0-1"},
	{{"shrinking, several preferred", FOUR, "0-3", "2-3", MANY, 0, "3"}, "3", "3"},
	{{"shrinking from above moves none", FOUR, "0-3", "0-2", BIND, 0, "0-2"}, "0-2", "0-2"},
	{{"shrinking, and moved onto itself", FOUR, "0-3", "0-1", INTERLEAVE, 0, "1"}, "1", "1"},
};

START_TEST(a_policy_that_fits_is_requested_as_it_is)
{
	const struct question *question = &complete[_i].question;

	for (int degrade = 0; degrade < 2; degrade++) {
		struct mempolicy_resolution resolution;
		struct mempolicy_error err;

		assert_accepted(question->name, resolve(question, degrade, &resolution, &err),
				&err);
		assert_nodes(question->name, &resolution.request.nodes, question->nodes);
		assert_nodes(question->name, &resolution.effective, complete[_i].effective);
		assert_nodes(question->name, &resolution.readback.nodes, complete[_i].readback);
		assert_nodes(question->name, &resolution.allowed, question->allowed);
		ck_assert(!resolution.degraded);
		ck_assert_int_eq((int)resolution.request.mode, (int)question->mode);
		ck_assert_int_eq((int)resolution.readback.mode, (int)question->mode);
		ck_assert_uint_eq(resolution.request.flags, question->flags);
		ck_assert_uint_eq(resolution.readback.flags, question->flags);
	}
}
END_TEST

/* ---- policies that it cannot have in full ---- */

#define NODES_ERROR(list) "/linux/memoryPolicy/nodes: invalid memory policy nodes \"" list "\": "
#define OR_DEGRADE	  ", or let the hook leave such nodes out with --allow-degraded"
/* ..._ALL: no node would be left, so that is no remedy. */
#define NOT_THERE_ALL(list, node, set)                                                             \
	NODES_ERROR(list)                                                                          \
	"node " #node " does not exist: it is not among this machine's nodes (" set                \
	"); name nodes that exist"
#define NOT_THERE(list, node, set) NOT_THERE_ALL(list, node, set) OR_DEGRADE
#define NO_MEMORY_ALL(list, node, set)                                                             \
	NODES_ERROR(list)                                                                          \
	"node " #node " has no memory: it is not among the nodes with memory (" set                \
	"); name nodes with memory"
#define NO_MEMORY(list, node, set)	 NO_MEMORY_ALL(list, node, set) OR_DEGRADE
#define WIDEN				 "; name nodes of the cpuset, widen linux.resources.cpu.mems" OR_DEGRADE
#define WIDEN_ALL			 "; name nodes of the cpuset, or widen linux.resources.cpu.mems"
#define OUTSIDE(list, node, set)	 NODES_ERROR(list) "node " #node " is not in the cpuset (" set ")"
#define NOT_ALLOWED(list, node, set)	 OUTSIDE(list, node, set) WIDEN
#define NOT_ALLOWED_ALL(list, node, set) OUTSIDE(list, node, set) WIDEN_ALL
#define OUTSIDE_MEMS(list, node, set)                                                              \
	NODES_ERROR(list) "node " #node " is not in linux.resources.cpu.mems (" set ")"
#define NOT_IN_MEMS(list, node, set)	 OUTSIDE_MEMS(list, node, set) WIDEN
#define NOT_IN_MEMS_ALL(list, node, set) OUTSIDE_MEMS(list, node, set) WIDEN_ALL
#define NO_POSITION(list, position, set, size)                                                     \
	NODES_ERROR(list)                                                                          \
	"with MPOL_F_RELATIVE_NODES they are positions, counted from 0, in the "                   \
	"cpuset (" set ")"                                                                         \
	", which has no position " #position "; name positions below " #size ", "
#define FOLD "or let the kernel fold them with the hook's --allow-degraded"
#define POSITION_OUTSIDE(list, position, set, size)                                                \
	NO_POSITION(list, position, set, size) "widen linux.resources.cpu.mems, " FOLD
/* Without a larger cpuset, the message mentions only the cpuset. */
#define POSITION_BEYOND(list, position, set, size) NO_POSITION(list, position, set, size) FOLD
#define NONE_HERE(list, set)                                                                       \
	NODES_ERROR(list)                                                                          \
	"none of them has memory within the cpuset (" set "); name at least one node of the cpuset"
#define NONE_LEFT(list, set) NONE_HERE(list, set) ", or widen linux.resources.cpu.mems"
#define WOULD_MOVE(list, now, later)                                                               \
	NODES_ERROR(list)                                                                          \
	"the cpuset (" now ") will later become linux.resources.cpu.mems (" later                  \
	"), and the kernel would then move the policy to other nodes; add MPOL_F_STATIC_NODES, "   \
	"which keeps the nodes as they are"
#define WOULD_STAY(list, now, later)                                                               \
	NODES_ERROR(list)                                                                          \
	"the cpuset (" now ") will later become linux.resources.cpu.mems (" later                  \
	"), and the kernel would then keep the policy on nodes of the old cpuset; name the "       \
	"nodes themselves, with MPOL_F_STATIC_NODES"
#define BAD_MEMS(quoted, reason)                                                                   \
	"/linux/resources/cpu/mems: invalid memory nodes " quoted                                  \
	" of the cpuset, against which the memory policy is checked: " reason                      \
	"; write decimal numbers and ranges separated by commas, such as \"0-3,7\""

/* Without and with --allow-degraded: the remaining nodes, another error, or the same error. */
#define LEFT(request, effective, readback) request, effective, readback, NULL
#define REFUSED(error)			   NULL, NULL, NULL, error
#define BOTH(error)			   error, REFUSED(error)

static const struct {
	struct question question;
	const char *error;
	/* with allow_degraded; NULL if that does not help */
	const char *request;
	const char *effective;
	const char *readback;
	const char *degraded_error;
} incomplete[] = {
	{{"partly outside", FOUR, "0-1", NULL, BIND, 0, "1-2"},
	 NOT_ALLOWED("1-2", 2, "0-1"),
	 LEFT("1", "1", "1")},
	{{"the lowest is named", FOUR, "2", NULL, BIND, 0, "0-3"},
	 NOT_ALLOWED("0-3", 0, "2"),
	 LEFT("2", "2", "2")},
	{{"static is no excuse", FOUR, "0-1", NULL, BIND, STATIC, "1-2"},
	 NOT_ALLOWED("1-2", 2, "0-1"),
	 LEFT("1", "1", "1")},
	{{"nor is preferred", FOUR, "2-3", NULL, PREFERRED, 0, "0,3"},
	 NOT_ALLOWED("0,3", 0, "2-3"),
	 LEFT("3", "3", "3")},
	{{"nor are several preferred", FOUR, "2-3", NULL, MANY, 0, "0,3"},
	 NOT_ALLOWED("0,3", 0, "2-3"),
	 LEFT("3", "3", "3")},
	{{"nor is interleave", FOUR, "0-1", NULL, INTERLEAVE, 0, "0-3"},
	 NOT_ALLOWED("0-3", 2, "0-1"),
	 LEFT("0-1", "0-1", "0-1")},
	{{"all outside", FOUR, "0-1", NULL, BIND, 0, "2-3"},
	 NOT_ALLOWED_ALL("2-3", 2, "0-1"),
	 REFUSED(NONE_LEFT("2-3", "0-1"))},
	{{"all outside, preferred", FOUR, "0-1", NULL, PREFERRED, 0, "3"},
	 NOT_ALLOWED_ALL("3", 3, "0-1"),
	 REFUSED(NONE_LEFT("3", "0-1"))},
	{{"all outside, static", FOUR, "0-1", NULL, BIND, STATIC, "3"},
	 NOT_ALLOWED_ALL("3", 3, "0-1"),
	 REFUSED(NONE_LEFT("3", "0-1"))},
	{{"not existing", FOUR, "0-3", NULL, BIND, 0, "0,4"},
	 NOT_THERE("0,4", 4, "0-3"),
	 LEFT("0", "0", "0")},
	{{"none existing", FOUR, "0-3", NULL, BIND, 0, "9"},
	 NOT_THERE_ALL("9", 9, "0-3"),
	 REFUSED(NONE_HERE("9", "0-3"))},
	{{"the highest there could be", FOUR, "0-3", NULL, BIND, 0, "0-1023"},
	 NOT_THERE("0-1023", 4, "0-3"),
	 LEFT("0-3", "0-3", "0-3")},
	{{"possible, but offline", CXL, "0-2", NULL, BIND, 0, "2-3"},
	 NOT_THERE("2-3", 3, "0-2"),
	 LEFT("2", "2", "2")},
	{{"in a hole", HOLES, "0,4-5,900", NULL, BIND, 0, "3-4"},
	 NOT_THERE("3-4", 3, "0,4-5,900"),
	 LEFT("4", "4", "4")},
	{{"without memory", MEMORYLESS, "0,2-3", NULL, BIND, 0, "0-1"},
	 NO_MEMORY("0-1", 1, "0,2-3"),
	 LEFT("0", "0", "0")},
	{{"all without memory", MEMORYLESS, "0-3", NULL, BIND, 0, "1"},
	 NO_MEMORY_ALL("1", 1, "0,2-3"),
	 REFUSED(NONE_HERE("1", "0,2-3"))},
	{{"what does not exist is told first", MEMORYLESS, "3", NULL, BIND, 0, "0-1,7"},
	 NOT_THERE_ALL("0-1,7", 7, "0-3"),
	 REFUSED(NONE_LEFT("0-1,7", "3"))},
	{{"then what has no memory", MEMORYLESS, "3", NULL, BIND, 0, "0-1"},
	 NO_MEMORY_ALL("0-1", 1, "0,2-3"),
	 REFUSED(NONE_LEFT("0-1", "3"))},
	{{"then what is outside the cpuset", FOUR, "0-1", "1", BIND, 0, "0,2"},
	 NOT_ALLOWED_ALL("0,2", 2, "0-1"),
	 REFUSED(NONE_LEFT("0,2", "1"))},
	{{"no node allowed", FOUR, "", NULL, BIND, 0, "0"},
	 NOT_ALLOWED_ALL("0", 0, "none"),
	 REFUSED(NONE_LEFT("0", "none"))},
	/* cpu.mems */
	{{"outside cpu.mems", FOUR, "0-3", "0-1", BIND, STATIC, "1-2"},
	 NOT_IN_MEMS("1-2", 2, "0-1"),
	 LEFT("1", "1", "1")},
	{{"all outside cpu.mems", FOUR, "0-3", "0-1", PREFERRED, 0, "3"},
	 NOT_IN_MEMS_ALL("3", 3, "0-1"),
	 REFUSED(NONE_LEFT("3", "0-1"))},
	{{"cpu.mems and the cpuset have none in common", FOUR, "0-1", "2-3", BIND, STATIC, "0"},
	 NOT_IN_MEMS_ALL("0", 0, "2-3"),
	 REFUSED(NONE_LEFT("0", "none"))},
	{{"cpu.mems malformed", FOUR, "0-3", "0, 1", BIND, 0, "0"},
	 BOTH(BAD_MEMS("\"0, 1\"", "position 3: \" \" is not a digit, \"-\" or \",\""))},
	{{"cpu.mems with control characters", FOUR, "0-3", "\n\"\x1b", BIND, 0, "0"},
	 BOTH(BAD_MEMS("\"\\x0a\\\"\\x1b\"",
		       "position 1: \"\\x0a\" is not a digit, \"-\" or \",\""))},
	{{"cpu.mems beyond 1023", FOUR, "0-3", "0-4096", BIND, 0, "0"},
	 BOTH(BAD_MEMS("\"0-4096\"", "position 3: a node above 1023, the highest possible"))},
	/* relative */
	{{"a position too high", FOUR, "2-3", NULL, BIND, RELATIVE, "0,2"},
	 POSITION_OUTSIDE("0,2", 2, "2-3", 2),
	 LEFT("0,2", "2", "0,2")},
	{{"positions folded", FOUR, "1-3", NULL, INTERLEAVE, RELATIVE, "4-5"},
	 POSITION_OUTSIDE("4-5", 5, "1-3", 3),
	 LEFT("4-5", "2-3", "4-5")},
	{{"a position folded, preferred", FOUR, "1-3", NULL, PREFERRED, RELATIVE, "5,6"},
	 POSITION_OUTSIDE("5-6", 6, "1-3", 3),
	 LEFT("5-6", "1", "5-6")},
	{{"positions that only the cpuset of now has", FOUR, "0-3", "1,3", BIND, RELATIVE, "2"},
	 POSITION_OUTSIDE("2", 2, "1,3", 2),
	 LEFT("2", "1", "2")},
	{{"a position of a node without memory", MEMORYLESS, "0-3", NULL, BIND, RELATIVE, "3"},
	 POSITION_BEYOND("3", 3, "0,2-3", 3),
	 LEFT("3", "0", "3")},
	{{"a position beyond what is possible", FOUR, "0-3", NULL, BIND, RELATIVE, "1023"},
	 POSITION_BEYOND("1023", 1023, "0-3", 4),
	 LEFT("1023", "3", "1023")},
	{{"positions in nothing", FOUR, "0-1", "2-3", BIND, RELATIVE, "0"},
	 BOTH(NONE_LEFT("0", "none"))},
	/* a cpuset that will shrink: no flag of the hook helps, because the kernel moves the policy
	 * later */
	{{"bind would move", FOUR, "0-3", "1-3", BIND, 0, "2"},
	 BOTH(WOULD_MOVE("2", "0-3", "1-3"))},
	{{"interleave would move", FOUR, "0-3", "1-2", INTERLEAVE, 0, "1"},
	 BOTH(WOULD_MOVE("1", "0-3", "1-2"))},
	{{"weighted interleave would move", FOUR, "0-3", "0,2", WEIGHTED, 0, "2"},
	 BOTH(WOULD_MOVE("2", "0-3", "0,2"))},
	{{"preferred would move before Linux 5.14", FOUR, "0-3", "1-3", PREFERRED, 0, "2"},
	 BOTH(WOULD_MOVE("2", "0-3", "1-3"))},
	{{"a preferred position would stay", FOUR, "0-3", "2-3", PREFERRED, RELATIVE, "0"},
	 BOTH(WOULD_STAY("0", "0-3", "2-3"))},
	{{"several preferred positions would stay", FOUR, "0-3", "1-3", MANY, RELATIVE, "0-1"},
	 BOTH(WOULD_STAY("0-1", "0-3", "1-3"))},
	{{"balancing does not hold it", FOUR, "0-3", "1-3", BIND, BALANCING, "2"},
	 BOTH(WOULD_MOVE("2", "0-3", "1-3"))},
	{{"what is left would move", FOUR, "0-3", "1-3", BIND, 0, "0,2"},
	 NOT_IN_MEMS("0,2", 0, "1-3"),
	 REFUSED(WOULD_MOVE("2", "0-3", "1-3"))},
};

START_TEST(a_policy_that_does_not_fit_is_refused_with_the_reason)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	const struct question *question = &incomplete[_i].question;
	int result = resolve(question, false, &resolution, &err);

	oci_remedy_add(&err, true);
	assert_refused(question->name, result, &err, MEMPOLICY_ERROR_INVALID, incomplete[_i].error);
}
END_TEST

START_TEST(allow_degraded_takes_what_is_left_and_says_so)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	const struct question *question = &incomplete[_i].question;
	int result = resolve(question, true, &resolution, &err);

	if (incomplete[_i].degraded_error) {
		oci_remedy_add(&err, true);
		assert_refused(question->name, result, &err, MEMPOLICY_ERROR_INVALID,
			       incomplete[_i].degraded_error);
		return;
	}
	assert_accepted(question->name, result, &err);
	assert_nodes(question->name, &resolution.request.nodes, incomplete[_i].request);
	assert_nodes(question->name, &resolution.effective, incomplete[_i].effective);
	assert_nodes(question->name, &resolution.readback.nodes, incomplete[_i].readback);
	ck_assert_msg(resolution.degraded, "%s: not degraded", question->name);
	ck_assert_uint_eq(resolution.request.flags, question->flags);
	ck_assert_uint_eq(resolution.readback.flags, question->flags);
}
END_TEST

START_TEST(long_lists_are_cut_in_messages)
{
	const struct question question = {
		"long",
		HUGE,
		"0",
		NULL,
		BIND,
		0,
		"0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,56,"
		"58,60,62,64,66,68,70,72,74,76,78,80,82,84,86,88,90,92,94,96,98,100,102,104,106,"
		"108,110,112,114,116,118,120,122,124,126,128,130,132,134,136,138,140,142,144,146,"
		"148,150,152,154,156,158,160,162,164,166,168,170,172,174,176,178,180"};
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	char expected[1024];

	snprintf(expected, sizeof(expected),
		 "/linux/memoryPolicy/nodes: invalid memory policy nodes \"%.252s...\": node 2 is "
		 "not in the cpuset (0)" WIDEN,
		 question.nodes);
	ck_assert_int_eq(resolve(&question, false, &resolution, &err), -1);
	oci_remedy_add(&err, true);
	assert_refused(question.name, -1, &err, MEMPOLICY_ERROR_INVALID, expected);
}
END_TEST

/* It knows no program's options. */
START_TEST(the_library_by_itself_speaks_of_nodes_only)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	const struct question *question = &incomplete[_i].question;

	ck_assert_int_eq(resolve(question, false, &resolution, &err), -1);
	ck_assert_ptr_null(strstr(err.remedy, "--"));
	ck_assert_ptr_null(strstr(err.remedy, "hook"));
	ck_assert_str_ne(err.remedy, "");
}
END_TEST

void add_cpuset(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(complete), a_policy_that_fits_is_requested_as_it_is);
	add_loop_tests(tcase, LENGTH(incomplete),
		       a_policy_that_does_not_fit_is_refused_with_the_reason,
		       the_library_by_itself_speaks_of_nodes_only,
		       allow_degraded_takes_what_is_left_and_says_so);
	add_tests(tcase, long_lists_are_cut_in_messages);
}
