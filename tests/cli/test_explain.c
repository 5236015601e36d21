/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy explain: sentences for invented machines; everything else is the same as in
 * validate. */
#include <string.h>

#include "cli.h"
#include "explanation.h"
#include "invented.h"

#define CASES DATA "/validate"

static struct explanation explanation_of(const char *object, const struct machine *machine)
{
	struct mempolicy_resolution resolution;
	struct explanation explanation;
	struct mempolicy_error err;
	struct mempolicy policy;

	ck_assert_int_eq(mempolicy_parse(object, strlen(object), &policy, &err), 0);
	ck_assert_int_eq(mempolicy_check(&policy, &err), 0);
	if (machine)
		ck_assert_int_eq(mempolicy_resolve(&policy, &machine->sets,
						   &machine->sets.with_memory, NULL, false,
						   &resolution, &err),
				 0);
	explain(&policy, machine ? &resolution.effective : &policy.nodes, machine,
		machine ? &resolution.allowed : NULL, &explanation);
	return explanation;
}

static const struct {
	const char *object;
	const char *where, *full, *cpuset, *moved;
} cases[] = {
#define KILLED                                                                                     \
	" full, the kernel reclaims memory there; if that is not enough, the OOM killer ends "     \
	"a process, even if other nodes have free memory."
#define BY_POSITION                                                                                \
	"When the cpuset changes, the kernel moves the policy by position: the first node of the " \
	"old cpuset becomes the first node of the new one, and so on."
#define LEFT                                                                                       \
	"Automatic NUMA balancing leaves these pages where they are: a policy without "            \
	"MPOL_F_NUMA_BALANCING turns it off for the process."
#define SHARE                                                                                      \
	"When one of them is full, its share comes from the nearest node of the cpuset that has "  \
	"room, whether the policy names it or not."
	{"{\"mode\": \"MPOL_BIND\", \"nodes\": \"0-1\"}",
	 "Pages come only from nodes 0-1 (16 GiB, 8.0 GiB available), starting with the node "
	 "nearest to the CPU that touches them.",
	 "When all of them are" KILLED, BY_POSITION, LEFT},
	{"{\"mode\": \"MPOL_BIND\", \"nodes\": \"2\", \"flags\": [\"MPOL_F_STATIC_NODES\", "
	 "\"MPOL_F_NUMA_BALANCING\"]}",
	 "Pages come only from node 2 (16 GiB, 8.0 GiB available).", "When it is" KILLED,
	 "When the cpuset changes, the policy keeps node 2 while it is in the new one; otherwise it "
	 "uses all nodes of the new one.",
	 "Automatic NUMA balancing moves pages to the nodes of the CPUs that use them, but only "
	 "within the policy's nodes."},
	{"{\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0-2\", \"flags\": "
	 "[\"MPOL_F_RELATIVE_NODES\"]}",
	 "Pages are spread over nodes 0-2 (32 GiB, 16 GiB available) in turn: each node gets "
	 "33.3 %.",
	 SHARE,
	 "When the cpuset changes, the policy uses the nodes at the same positions in the new "
	 "cpuset, wrapping around if the new cpuset has fewer nodes.",
	 LEFT},
	{"{\"mode\": \"MPOL_WEIGHTED_INTERLEAVE\", \"nodes\": \"0,2\"}",
	 "Pages are spread over nodes 0,2 (24 GiB, 12 GiB available) by weight: of every 4 pages, "
	 "node 0 gets 3 (75 %), node 2 gets 1 (25 %).",
	 SHARE, BY_POSITION, LEFT},
	{"{\"mode\": \"MPOL_WEIGHTED_INTERLEAVE\", \"nodes\": \"0\"}",
	 "All pages come from node 0 (8.0 GiB, 4.0 GiB available): there is no other node to "
	 "interleave with.",
	 "When it is full, pages come from the nearest node of the cpuset that has room.",
	 BY_POSITION, LEFT},
	{"{\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0\"}",
	 "All pages come from node 0 (8.0 GiB, 4.0 GiB available): there is no other node to "
	 "interleave with.",
	 "When it is full, pages come from the nearest node of the cpuset that has room.",
	 BY_POSITION, LEFT},
	{"{\"mode\": \"MPOL_PREFERRED\", \"nodes\": \"1-2\"}",
	 "Pages come from node 1 (8.0 GiB, 4.0 GiB available) while it has room.",
	 "When it is full, pages come from the other nodes of the cpuset, nearest first.",
	 "When the cpuset changes, the policy keeps node 1; a node that leaves the cpuset is no "
	 "longer used. Before Linux 5.14, the kernel moves the policy by position.",
	 LEFT},
	{"{\"mode\": \"MPOL_PREFERRED_MANY\", \"nodes\": \"0-1\"}",
	 "Pages come from nodes 0-1 (16 GiB, 8.0 GiB available) while they have room, starting with "
	 "the node nearest to the CPU that touches them.",
	 "When all of them are full, pages come from the other nodes of the cpuset, nearest "
	 "first.",
	 "When the cpuset changes, the policy keeps nodes 0-1; a node that leaves the cpuset is no "
	 "longer used.",
	 LEFT},
	{"{\"mode\": \"MPOL_DEFAULT\"}",
	 "No policy, not even one inherited from the runtime. Each page comes from the node of the "
	 "CPU that first touches it, or from the nearest node with memory.",
	 "When that node is full, pages come from the other nodes, nearest first.",
	 "When the cpuset changes, new pages come from the nodes of the new one.",
	 "Automatic NUMA balancing moves pages to the nodes of the CPUs that use them."},
	{"{\"mode\": \"MPOL_PREFERRED\"}",
	 "Each page comes from the node of the CPU that first touches it, or from the "
	 "nearest node with memory.",
	 "When that node is full, pages come from the other nodes, nearest first.",
	 "When the cpuset changes, new pages come from the nodes of the new one.", LEFT},
};

START_TEST(each_mode_is_explained)
{
	struct explanation explanation;
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.numa_balancing = 1;
	explanation = explanation_of(cases[_i].object, &cxl.machine);
	ck_assert_str_eq(explanation.where, cases[_i].where);
	ck_assert_str_eq(explanation.full, cases[_i].full);
	ck_assert_str_eq(explanation.cpuset, cases[_i].cpuset);
	ck_assert_str_eq(explanation.moved, cases[_i].moved);
}
END_TEST

START_TEST(balancing_that_is_off_moves_nothing)
{
	struct invented cxl;

	invent_cxl(&cxl);
	ck_assert_str_eq(
		explanation_of(cases[1].object, &cxl.machine).moved,
		"MPOL_F_NUMA_BALANCING has no effect while automatic NUMA balancing is off.");
}
END_TEST

START_TEST(without_a_machine_no_sizes_nor_weights_are_told)
{
	ck_assert_str_eq(explanation_of(cases[3].object, NULL).where,
			 "Pages are spread over nodes 0,2 in proportion to the machine's weights.");
	ck_assert_str_eq(
		explanation_of(cases[2].object, NULL).where,
		"Pages are spread over the nodes at positions 0-2 of the cpuset in turn: each node "
		"gets 33.3 %.");
}
END_TEST

START_TEST(balancing_between_tiers_only_is_told_apart)
{
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.numa_balancing = MACHINE_PROMOTES;
	ck_assert_str_eq(explanation_of(cases[1].object, &cxl.machine).moved,
			 "Automatic NUMA balancing moves frequently used pages from slow nodes to "
			 "fast ones, but only within the policy's nodes.");
}
END_TEST

START_TEST(one_node_has_no_other_to_fall_back_to)
{
	struct invented one;

	invent_one(&one);
	ck_assert_str_eq(
		explanation_of("{\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0\"}", &one.machine)
			.full,
		"When it is full, the kernel reclaims memory there; there is no other node to take "
		"pages from.");
}
END_TEST

#define BIND(nodes) "{\"mode\": \"MPOL_BIND\", \"nodes\": \"" nodes "\"}"

START_TEST(demotion_is_told_of_where_there_are_slower_nodes)
{
	static const char told[] =
		"Demotion is on: when memory runs short, the kernel moves rarely used pages to "
		"slower nodes (2), whatever the policy.";
	struct invented machine;

	invent_cxl(&machine);
	ck_assert_str_eq(explanation_of(BIND("0"), &machine.machine).moved, "");
	machine.machine.demotion = 1;
	ck_assert_str_eq(explanation_of(BIND("0"), &machine.machine).moved, told);
	ck_assert_str_eq(explanation_of("{\"mode\": \"MPOL_LOCAL\"}", &machine.machine).moved, "");
	/* The pages would go to nodes of the policy, or those nodes are the slowest. */
	ck_assert_str_eq(explanation_of(BIND("0-2"), &machine.machine).moved, "");
	ck_assert_str_eq(explanation_of(BIND("2"), &machine.machine).moved, "");
	machine.machine.numa_balancing = MACHINE_BALANCES;
	ck_assert_str_eq(explanation_of(BIND("1"), &machine.machine).moved + strlen(LEFT) + 1,
			 told);
	invent_four(&machine);
	machine.machine.demotion = 1;
	ck_assert_str_eq(explanation_of(BIND("0"), &machine.machine).moved, "");
}
END_TEST

START_TEST(demotion_within_the_cpuset_is_newer)
{
	struct mempolicy_nodes from = {{1}}, cpuset = {{3}}, to;
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.machine.demotion = 1;
	to = machine_demotes_to(&cxl.machine, &from, &cpuset);
	ck_assert_uint_eq(to.words[0], 4);
	cxl.machine.demotion_heeds_cpuset = true;
	to = machine_demotes_to(&cxl.machine, &from, &cpuset);
	ck_assert(mempolicy_nodes_empty(&to));
}
END_TEST

#define LEFT_ANYWHERE                                                                              \
	"  Where automatic NUMA balancing is on, it leaves these pages where they are: a policy "  \
	"without MPOL_F_NUMA_BALANCING turns it off for the process.\n"

START_TEST(a_file_is_explained)
{
	struct command command;

	run_program(&command, "explain", "--no-host", CASES "/seccomp-well-done",
		    CASES "/preferred-several/config.json");
	assert_ended(
		&command, 0,
		CASES
		"/seccomp-well-done/config.json: MPOL_LOCAL\n"
		"  Each page comes from the node of the CPU that first touches it, or from the "
		"nearest node with memory.\n"
		"  When that node is full, pages come from the other nodes, nearest first.\n"
		"  When the cpuset changes, new pages come from the nodes of the new one.\n" LEFT_ANYWHERE
			CASES
		"/preferred-several/config.json:1:64: warning: /linux/memoryPolicy/nodes: with "
		"MPOL_PREFERRED, the kernel uses only the first of the nodes \"2,5\"; name one "
		"node, or use MPOL_PREFERRED_MANY (Linux 5.15 or newer)\n" CASES
		"/preferred-several/config.json: MPOL_PREFERRED:2,5\n"
		"  Pages come from node 2 while it has room.\n"
		"  When it is full, pages come from the other nodes of the cpuset, nearest first.\n"
		"  When the cpuset changes, the policy keeps node 2; a node that leaves the cpuset "
		"is no longer used. Before Linux 5.14, the kernel moves the policy by position.\n" LEFT_ANYWHERE,
		"");
}
END_TEST

START_TEST(a_container_without_a_policy_is_explained)
{
	struct command command;

	run_program(&command, "explain", CASES "/no-policy");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(strstr(
		command.out,
		"config.json: no linux.memoryPolicy\n  There is no policy: the container inherits the "
		"policy of the process that starts the runtime, usually none. Each page "));
}
END_TEST

START_TEST(what_is_wrong_is_not_explained)
{
	struct command command;

	run_program(&command, "explain", CASES "/not-an-object");
	assert_ended(&command, 65,
		     CASES
		     "/not-an-object/config.json:1:1: error: invalid config.json: it must be an "
		     "object; name a bundle's config.json\n",
		     "");
}
END_TEST

START_TEST(a_policy_is_explained_without_a_file)
{
	struct command command;

	run_program(&command, "explain", "--no-host", "--policy", "bind=static:0-3,7");
	ck_assert_str_eq(command.err, "");
	ck_assert_ptr_nonnull(strstr(command.out, "bind=static:0-3,7: "
						  "MPOL_BIND|MPOL_F_STATIC_NODES:0-3,7\n"
						  "  Pages come only from nodes 0-3,7, starting "));
	run_program(&command, "explain", "--policy", "{\"mode\": \"MPOL_LOCAL\"}");
	ck_assert_str_eq(command.err, "");
	ck_assert_ptr_nonnull(strstr(command.out, "local: MPOL_LOCAL\n  "));
}
END_TEST

START_TEST(a_word_is_explained_for_this_machine)
{
	struct command command;

	run_program(&command, "explain", "--policy=prefer:tier:0");
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(strstr(command.out, "prefer:tier:0: MPOL_PREFERRED:0"));
	run_program(&command, "explain", "--no-host", "--policy=prefer:all");
	assert_ended(
		&command, 64, "",
		"oci-mempolicy explain: --policy: a node word, such as \"all\" or \"cpus\", can "
		"be resolved only on a machine; use --host, or write the numbers of the nodes\n");
	run_program(&command, "explain", "--policy=bind:tier:99");
	assert_ended(
		&command, 65, "",
		"oci-mempolicy explain: --policy: invalid memory policy nodes \"tier:99\": they "
		"resolve to no node: this machine has fewer memory tiers, counted from 0, the "
		"fastest; name an existing tier; see oci-mempolicy topology\n");
}
END_TEST

START_TEST(a_wrong_policy_is_not_explained)
{
	struct command command;

	run_program(&command, "explain", "--policy", "bind:0-x");
	assert_ended(
		&command, 65, "",
		"oci-mempolicy explain: --policy: invalid memory policy \"bind:0-x\": position "
		"8: \"x\" is not a digit, \"-\" or \",\"; write decimal numbers and ranges "
		"separated by commas, such as \"0-3,7\"\n");
	run_program(&command, "validate", "--host", "--policy", "bind:0,1023");
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(strstr(command.out, "bind:0,1023: error: invalid memory policy nodes "
						  "\"0,1023\": node 1023 does not exist"));
	run_program(&command, "explain", "--policy", "local", CASES "/valid");
	assert_ended(&command, 64, "",
		     "oci-mempolicy explain: unexpected argument \"" CASES
		     "/valid\"; see oci-mempolicy explain --help\n");
}
END_TEST

START_TEST(json_has_the_sentences)
{
	const char *where, *full, *cpuset, *moved;
	struct command command;
	json_t *json;

	run_program(&command, "explain", "--json", "--no-host", CASES "/valid");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:[{s:{s:s, s:s, s:s, s:s!}}!]}", "files",
				     "explanation", "where", &where, "full", &full, "cpuset",
				     &cpuset, "moved", &moved),
			 0);
	ck_assert_str_eq(where,
			 "Pages come only from nodes 0-3,7, starting with the node nearest to the "
			 "CPU that touches them.");
	json_decref(json);
	run_program(&command, "explain", "--json", CASES "/empty");
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_null(strstr(command.out, "explanation"));
}
END_TEST

void add_explain(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(cases), each_mode_is_explained);
	add_tests(tcase, balancing_that_is_off_moves_nothing,
		  balancing_between_tiers_only_is_told_apart, one_node_has_no_other_to_fall_back_to,
		  demotion_is_told_of_where_there_are_slower_nodes,
		  demotion_within_the_cpuset_is_newer,
		  without_a_machine_no_sizes_nor_weights_are_told, a_file_is_explained,
		  a_container_without_a_policy_is_explained, what_is_wrong_is_not_explained,
		  a_policy_is_explained_without_a_file, a_word_is_explained_for_this_machine,
		  a_wrong_policy_is_not_explained, json_has_the_sentences);
}
