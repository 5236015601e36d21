/* SPDX-License-Identifier: Apache-2.0 */
/* Places other than memoryPolicy where a container may request a policy, and what happens when two
 * of them differ. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "expect.h"
#include "suites.h"

#define KEY	   "io.github.oci-mempolicy.policy"
#define ANNOTATION "/annotations/" KEY

static void annotate(struct bundle *bundle, const char *key, const char *value)
{
	bundle_set(bundle, "annotations", key, json_string(value));
}

static void expect_log(const char *log, const char *key, const char *value)
{
	json_t *line = log_line(log, 0);

	ck_assert_str_eq(log_string(line, key), value);
	json_decref(line);
}

/* ---- notations ---- */

static const struct policy bind_static_0 = {"MPOL_BIND", "0", {NULL}, BIND | STATIC_NODES};
static const struct policy bind_all = {"MPOL_BIND",
				       "0",
				       {NULL},
				       BIND | STATIC_NODES | NUMA_BALANCING};
static const struct policy local = {"MPOL_LOCAL", NULL, {NULL}, LOCAL};
static const struct policy prefer_0 = {"MPOL_PREFERRED", "0", {NULL}, PREFERRED};
static const struct policy many_0 = {"MPOL_PREFERRED_MANY", "0", {NULL}, PREFERRED_MANY};
static const struct policy weighted_0 = {"MPOL_WEIGHTED_INTERLEAVE",
					 "0",
					 {NULL},
					 WEIGHTED_INTERLEAVE};

static const struct {
	const char *text;
	const struct policy *policy;
} notations[] = {
	{"default", &no_policy},
	{"local", &local},
	{"prefer", &local},
	{"prefer:0", &prefer_0},
	{"prefer-many:0", &many_0},
	{"bind:0", &bind_0},
	{"bind=static:0", &bind_static_0},
	{"bind=balancing|static:0", &bind_all},
	{"interleave:0", &interleave_0},
	{"weighted-interleave:0", &weighted_0},
	{"{\"mode\": \"MPOL_INTERLEAVE\", \"nodes\": \"0\"}", &interleave_0},
	/* All of these name this machine's only node, or the first of several. */
	{"prefer:all", &prefer_0},
	{"prefer:cpus", &prefer_0},
	{"prefer:within:254", &prefer_0},
	{"prefer:tier:0", &prefer_0},
};
#define NOTATIONS ((int)(sizeof(notations) / sizeof(notations[0])))

START_TEST(an_option_asks_in_either_notation)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createContainer", "--policy", notations[_i / RUNTIMES].text, NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, notations[_i / RUNTIMES].policy);
	bundle_close(&bundle);
}
END_TEST

START_TEST(an_annotation_asks_in_either_notation)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, KEY, notations[_i / RUNTIMES].text);
	expect_runs(&bundle, &stages[0], notations[_i / RUNTIMES].policy);
	bundle_close(&bundle);
}
END_TEST

/* Loops over runtimes and stages. */
START_TEST(an_annotation_asks_at_every_stage)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, KEY, "interleave:0");
	expect_runs(&bundle, &stages[_i / RUNTIMES], &interleave_0);
	bundle_close(&bundle);
}
END_TEST

/* Adds hooks at both stages with the option, as a CDI device does. */
static void add_device(struct bundle *bundle, const char *policy)
{
	bundle_hook(bundle, "createRuntime", "--policy", policy, NULL);
	bundle_hook(bundle, "createContainer", "--after-create-runtime", "--policy", policy, NULL);
}

START_TEST(entries_at_both_stages_ask_for_one_policy)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	add_device(&bundle, "interleave:0");
	bundle_run(&bundle);
	expect_ran(&bundle, &interleave_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(the_log_tells_word_place_and_nodes)
{
	char text[64];
	struct bundle bundle;
	json_t *line;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createContainer", "--log", bundle.log, "--policy",
		    "interleave:tier:0", NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &interleave_0);
	expect_log(bundle.log, "policy", "interleave:tier:0");
	expect_log(bundle.log, "from", "/hooks/createContainer/0/args");
	line = log_line(bundle.log, 0);
	snprintf(text, sizeof(text), "%s", log_string(json_object_get(line, "requested"), "nodes"));
	ck_assert_str_eq(text, "0");
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

/* ---- what is wrong ---- */

#define WORDS                                                                                      \
	"; nodes are numbers, such as 0-3,7, or one of all, cpus, within:DISTANCE, tier:NUMBER, "  \
	"memory-only, pci:ADDRESS"
#define MODES                                                                                      \
	"; the modes are default, local, prefer, prefer-many, bind, interleave, "                  \
	"weighted-interleave"

static const struct {
	const char *policy, *text;
} wrong[] = {
	{"", "invalid memory policy \"\": position 1: a mode is missing" MODES},
	{"bound:0", "invalid memory policy \"bound:0\": position 1: there is no such mode" MODES},
	{"bind:some",
	 "invalid memory policy \"bind:some\": position 6: there is no such word" WORDS},
	{"bind:0-x", "invalid memory policy \"bind:0-x\": position 8: \"x\" is not a digit, \"-\" "
		     "or \",\"; write decimal numbers and ranges separated by commas, such as "
		     "\"0-3,7\""},
	{"bind", "invalid memory policy nodes \"\": MPOL_BIND needs at least one node; name the "
		 "nodes, such as \"0-3,7\""},
	{"local:all", "invalid memory policy \"local:all\": local takes no nodes; remove the word, "
		      "or choose a mode that takes nodes"},
	{"{\"mode\": \"MPOL_BIND\", \"nodes\": \"cpus\"}",
	 "invalid memory policy nodes \"cpus\": position 1: \"c\" is not a digit, \"-\" or \",\"; "
	 "write decimal numbers and ranges separated by commas, such as \"0-3,7\""},
	{"bind:within:9",
	 "invalid memory policy nodes \"within:9\": they resolve to no node: no node with memory "
	 "in the container's cpuset (0) is within that distance of the nodes of its CPUs (0); "
	 "allow a greater distance; see oci-mempolicy topology"},
	{"bind:tier:9",
	 "invalid memory policy nodes \"tier:9\": they resolve to no node: this "
	 "machine has fewer memory tiers, counted from 0, the fastest; name an existing tier; see "
	 "oci-mempolicy topology"},
	{"bind:pci:ffff:ff:1f.7",
	 "invalid memory policy nodes \"pci:ffff:ff:1f.7\": they resolve to no node: there is no "
	 "such device; name a device that lspci -D shows"},
	{"bind:memory-only",
	 "invalid memory policy nodes \"memory-only\": they resolve to no node: every node with "
	 "memory in the container's cpuset (0) has CPUs; choose other nodes"},
};
#define WRONG ((int)(sizeof(wrong) / sizeof(wrong[0])))

START_TEST(a_wrong_annotation_stops_the_container)
{
	char text[1024];
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, KEY, wrong[_i / RUNTIMES].policy);
	bundle_hook(&bundle, "createContainer", NULL);
	bundle_run(&bundle);
	snprintf(text, sizeof(text), ANNOTATION ": %s", wrong[_i / RUNTIMES].text);
	expect_refused(&bundle, EX_DATAERR, text);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_wrong_option_stops_the_container)
{
	char text[1024];
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createRuntime", "--policy", wrong[_i / RUNTIMES].policy, NULL);
	bundle_run(&bundle);
	snprintf(text, sizeof(text), "/hooks/createRuntime/0/args: %s", wrong[_i / RUNTIMES].text);
	expect_refused(&bundle, EX_DATAERR, text);
	bundle_close(&bundle);
}
END_TEST

/* ---- two places ---- */

#define DIFFER(one, other, by)                                                                     \
	"two different memory policies are requested: " one " here, and " other " by " by          \
	"; remove one, or make them equal"

START_TEST(an_annotation_that_differs_from_memoryPolicy_stops_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_ask(&bundle, &bind_0);
	annotate(&bundle, KEY, "interleave:0");
	bundle_hook(&bundle, "createContainer", NULL);
	bundle_run(&bundle);
	expect_refused(&bundle, EX_DATAERR,
		       "/linux/memoryPolicy: " DIFFER("bind:0", "interleave:0", ANNOTATION));
	bundle_close(&bundle);
}
END_TEST

START_TEST(an_option_that_differs_from_an_annotation_stops_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, KEY, "bind:all");
	bundle_hook(&bundle, "createContainer", "--policy=bind:cpus", NULL);
	bundle_run(&bundle);
	expect_refused(&bundle, EX_DATAERR,
		       ANNOTATION
		       ": " DIFFER("bind:all", "bind:cpus", "/hooks/createContainer/0/args"));
	bundle_close(&bundle);
}
END_TEST

/* Either entry alone would be fine. */
START_TEST(two_devices_that_differ_stop_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	add_device(&bundle, "bind:0");
	add_device(&bundle, "interleave:0");
	bundle_run(&bundle);
	expect_refused(&bundle, EX_DATAERR,
		       "/hooks/createRuntime/0/args: " DIFFER("bind:0", "interleave:0",
							      "/hooks/createRuntime/1/args"));
	bundle_close(&bundle);
}
END_TEST

START_TEST(entries_at_two_stages_that_differ_stop_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "prestart", "--policy", "bind:0", NULL);
	bundle_hook(&bundle, "createContainer", "--policy", "interleave:0", NULL);
	bundle_run(&bundle);
	expect_refused(&bundle, EX_DATAERR,
		       "/hooks/prestart/0/args: " DIFFER("bind:0", "interleave:0",
							 "/hooks/createContainer/0/args"));
	bundle_close(&bundle);
}
END_TEST

START_TEST(places_that_agree_are_one)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_ask(&bundle, &interleave_0);
	annotate(&bundle, KEY, "interleave:0-0,");
	add_device(&bundle, "interleave:0");
	add_device(&bundle, "{\"nodes\": \"0\", \"mode\": \"MPOL_INTERLEAVE\"}");
	bundle_run(&bundle);
	expect_ran(&bundle, &interleave_0);
	bundle_close(&bundle);
}
END_TEST

/* ---- --no-annotations, sandboxes ---- */

START_TEST(annotations_can_be_ignored)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, KEY, _i / RUNTIMES ? "no policy" : "bind:0");
	bundle_hook(&bundle, "createContainer", "--no-annotations", "--policy=interleave:0", NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &interleave_0);
	bundle_close(&bundle);
}
END_TEST

static const char *const sandbox_keys[] = {"io.kubernetes.cri.container-type",
					   "io.kubernetes.cri-o.ContainerType"};

START_TEST(a_sandbox_is_left_alone)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, sandbox_keys[_i / RUNTIMES], "sandbox");
	annotate(&bundle, KEY, "nonsense");
	bundle_hook(&bundle, "createContainer", "--policy=interleave:0", "--default-policy=bind:0",
		    "--log", bundle.log, NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &no_policy);
	expect_log(bundle.log, "outcome", "none");
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_sandbox_with_memoryPolicy_gets_it)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, sandbox_keys[_i / RUNTIMES], "sandbox");
	bundle_ask(&bundle, &bind_0);
	expect_runs(&bundle, &stages[0], &bind_0);
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_pods_other_containers_are_none)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	annotate(&bundle, sandbox_keys[_i / RUNTIMES], "container");
	annotate(&bundle, KEY, "bind:0");
	expect_runs(&bundle, &stages[0], &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* ---- --default-policy ---- */

START_TEST(a_default_is_for_a_container_that_asks_for_none)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createContainer", "--default-policy", "interleave:all", "--log",
		    bundle.log, NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &interleave_0);
	expect_log(bundle.log, "from", "--default-policy");
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_default_gives_way)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	if (_i / RUNTIMES == 0)
		bundle_ask(&bundle, &bind_0);
	else if (_i / RUNTIMES == 1)
		annotate(&bundle, KEY, "bind:0");
	else
		bundle_hook(&bundle, "createContainer", "--policy=bind:0", NULL);
	bundle_hook(&bundle, "createContainer", "--default-policy=interleave:0", NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	bundle_close(&bundle);
}
END_TEST

/* Nodes that do not exist, and a word that resolves to no node. */
START_TEST(a_default_that_cannot_be_had_is_a_warning)
{
	static const char *const defaults[] = {"bind:0-1023", "bind:9", "bind:tier:9"};
	static const char *const messages[] = {"node 1 does not exist", "node 9 does not exist",
					       "has fewer memory tiers"};
	/* Nodes can be left out only if one remains. */
	static const bool may_degrade[] = {true, false, false};
	struct bundle bundle;
	const char *remedy;
	json_t *line;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createContainer", "--default-policy", defaults[_i / RUNTIMES],
		    "--log", bundle.log, NULL);
	bundle_run(&bundle);
	ck_assert_msg(bundle.command.exit_code == 0, "%s", bundle.command.err);
	expect_policy(bundle.command.out, &no_policy);
	line = log_line(bundle.log, 0);
	ck_assert_str_eq(log_string(line, "outcome"), "none");
	ck_assert_str_eq(log_string(line, "policy"), defaults[_i / RUNTIMES]);
	ck_assert_str_eq(log_string(line, "from"), "--default-policy");
	ck_assert_msg(strstr(log_string(json_object_get(line, "error"), "message"),
			     messages[_i / RUNTIMES]),
		      "%s", log_string(json_object_get(line, "error"), "message"));
	remedy = log_string(json_object_get(line, "error"), "remedy");
	ck_assert_msg(!strstr(remedy, "--allow-degraded") == !may_degrade[_i / RUNTIMES], "%s",
		      remedy);
	json_decref(line);
	bundle_close(&bundle);
}
END_TEST

/* Under crun, at createContainer alone, the init of a container without a pid namespace cannot be
 * identified. */
START_TEST(a_default_for_an_init_that_cannot_be_proven_is_a_warning)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_remove_namespace(&bundle, "pid");
	bundle_hook(&bundle, "createContainer", "--default-policy=interleave:0", "--log",
		    bundle.log, NULL);
	bundle_run(&bundle);
	ck_assert_msg(bundle.command.exit_code == 0, "%s", bundle.command.err);
	expect_policy(bundle.command.out, bundle.runtime == CRUN ? &no_policy : &interleave_0);
	expect_log(bundle.log, "outcome", bundle.runtime == CRUN ? "none" : "applied");
	expect_log(bundle.log, "from", "--default-policy");
	bundle_close(&bundle);
}
END_TEST

START_TEST(a_default_that_is_nonsense_stops_the_container)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createContainer", "--default-policy", "bound", NULL);
	bundle_run(&bundle);
	expect_refused(&bundle, EX_DATAERR,
		       "--default-policy: invalid memory policy \"bound\": position 1: there is no "
		       "such mode" MODES);
	bundle_close(&bundle);
}
END_TEST

/* ---- --require-local ---- */

START_TEST(local_nodes_pass_for_local)
{
	struct bundle bundle;

	bundle_open(&bundle, _i);
	bundle_hook(&bundle, "createContainer", "--require-local", "--policy=bind:cpus", NULL);
	bundle_run(&bundle);
	expect_ran(&bundle, &bind_0);
	bundle_close(&bundle);
}
END_TEST

void add_places(TCase *tcase)
{
	add_loop_tests(tcase, NOTATIONS * RUNTIMES, an_option_asks_in_either_notation,
		       an_annotation_asks_in_either_notation);
	add_loop_tests(tcase, STAGES * RUNTIMES, an_annotation_asks_at_every_stage);
	add_loop_tests(tcase, WRONG * RUNTIMES, a_wrong_annotation_stops_the_container,
		       a_wrong_option_stops_the_container);
	add_loop_tests(tcase, RUNTIMES, entries_at_both_stages_ask_for_one_policy,
		       the_log_tells_word_place_and_nodes,
		       an_annotation_that_differs_from_memoryPolicy_stops_the_container,
		       an_option_that_differs_from_an_annotation_stops_the_container,
		       two_devices_that_differ_stop_the_container,
		       entries_at_two_stages_that_differ_stop_the_container,
		       places_that_agree_are_one);
}

void add_asking(TCase *tcase)
{
	add_loop_tests(tcase, RUNTIMES, a_default_is_for_a_container_that_asks_for_none,
		       a_default_for_an_init_that_cannot_be_proven_is_a_warning,
		       a_default_that_is_nonsense_stops_the_container, local_nodes_pass_for_local);
	add_loop_tests(tcase, 2 * RUNTIMES, annotations_can_be_ignored, a_sandbox_is_left_alone,
		       a_sandbox_with_memoryPolicy_gets_it, a_pods_other_containers_are_none);
	add_loop_tests(tcase, 3 * RUNTIMES, a_default_that_cannot_be_had_is_a_warning,
		       a_default_gives_way);
}
