/* SPDX-License-Identifier: Apache-2.0 */
/* What a config.json of any shape requests, besides the options of a hook. */
#include "record_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "unit.h"

#define KEY  "io.github.oci-mempolicy.policy"
#define PATH "/usr/libexec/oci/hooks.d/oci-mempolicy-hook"
#define ENTRY                                                                                      \
	"{\"path\": \"" PATH "\", \"args\": [\"oci-mempolicy-hook\", \"--policy\", \"bind:1\"]}"
#define SANDBOX "\"io.kubernetes.cri.container-type\": \"sandbox\""

static void ask(const char *text, const struct hook_options *options, struct config_record *ret)
{
	size_t length = strlen(text);
	struct oci_config config;

	memset(ret, 0, sizeof(*ret));
	if (oci_config_read(copy_before_guard(text, length), length, &config, &ret->defect) == 0)
		record_read_config(&config, options, ret);
	oci_config_drop(&config);
}

/* What is requested, or the error and its place. */
static const char *answer(const char *text, const struct hook_options *options, char buf[4096])
{
	static struct config_record record;
	char place[PLACE_POINTER], notation[MEMPOLICY_NOTATION_TEXT];
	struct mempolicy_error err;

	ask(text, options, &record);
	ck_assert(record_check_config(&record));
	mempolicy_notation_format(&record.asked.notation, notation, sizeof(notation));
	if (record.defect.kind == DEFECT_POLICIES_DIFFER) {
		asking_differ(&record.asked, &err);
		snprintf(buf, 4096, "%s", error_text(&err));
	} else if (record.defect.kind) {
		oci_defect_error(&record.defect, &err);
		place_error(&record.asked.place, &err);
		snprintf(buf, 4096, "%s", error_text(&err));
	} else if (record.asked.asks) {
		snprintf(buf, 4096, "%s by %s", notation, place_text(&record.asked.place, place));
	} else {
		snprintf(buf, 4096, "nothing");
	}
	return buf;
}

static const struct {
	const char *text, *answer;
	const char *policy, *default_policy;
	bool no_annotations;
} cases[] = {
	/* shapes without anything of interest */
	{"{\"annotations\": null, \"hooks\": null}", "nothing", NULL, NULL, false},
	{"{\"annotations\": [\"" KEY "\"], \"hooks\": [" ENTRY "]}", "nothing", NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": null}}", "nothing", NULL, NULL, false},
	{"{\"annotations\": {\"" KEY ".x\": \"bind:0\", \"x\": {\"" KEY "\": \"bind:0\"}}}",
	 "nothing", NULL, NULL, false},
	{"{\"annotations\": {\"x\": \"\\ud800\", \"y\": 1e999, \"z\": \"\xff\"}}", "nothing", NULL,
	 NULL, false},
	{"{\"hooks\": {\"createRuntime\": " ENTRY "}}", "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createRuntime\": [[" ENTRY "]]}}", "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"poststart\": [" ENTRY "], \"startContainer\": [" ENTRY "]}}", "nothing",
	 NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [null, 1, \"--policy\", {}, {\"path\": 1, \"args\": "
	 "[\"--policy\"]}, {\"args\": [\"--policy\", \"bind:0\"]}]}}",
	 "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"/bin/x\", \"args\": [\"x\", \"--policy\", "
	 "\"bind:0\", \"\\ud800\"]}]}}",
	 "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH "x\", \"args\": [\"x\", "
	 "\"--policy=bind:0\"]}]}}",
	 "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH "\", \"args\": \"--policy\"}]}}",
	 "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH
	 "\", \"args\": [\"x\", \"--policy\", null]}]}}",
	 "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH "\", \"args\": [\"x\", "
	 "\"--log\", \"/--policy\"]}]}}",
	 "nothing", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH "\", \"args\": [\"x\", "
	 "\"--\\ud800\"], \"env\": [\"--policy\"]}]}}",
	 "/hooks/createContainer/0/args: invalid args of a hook: it contains an escape that is "
	 "half of a surrogate pair; correct it",
	 NULL, NULL, false},
	/* an entry whose own arguments are wrong */
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH "\", \"args\": [\"x\", "
	 "\"--policy\"]}, {\"path\": \"" PATH "\", \"args\": [\"x\", \"--wrong\", "
	 "\"--policy=bind:0\"]}]}}",
	 "nothing", NULL, NULL, false},
	/* a policy in each place */
	{"{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"1\"}}}",
	 "bind:1 by /linux/memoryPolicy", NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"bind:1\"}}", "bind:1 by /annotations/" KEY, NULL, NULL,
	 false},
	{"{\"annotations\": {\"" KEY "\": \"bind:1\"}}", "nothing", NULL, NULL, true},
	{"{\"annotations\": {\"" KEY "\": 5}}", "nothing", NULL, NULL, true},
	{"{\"annotations\": {\"" KEY "\": \"bind:0\", \"io\\u002egithub.oci-mempolicy.policy\": "
	 "\"bind\\u003a1\"}}",
	 "bind:1 by /annotations/" KEY, NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"bind:0\"}, \"annotations\": {}}", "nothing", NULL, NULL,
	 false},
	{"{\"hooks\": {\"prestart\": [{}, " ENTRY "]}}", "bind:1 by /hooks/prestart/1/args", NULL,
	 NULL, false},
	{"{\"hooks\": {\"createRuntime\": [" ENTRY "]}}", "bind:1 by /hooks/createRuntime/0/args",
	 NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [ {\"x\": \"]},\\\"\"} ,[1,{\"y\":[]}], " ENTRY " ]}}",
	 "bind:1 by /hooks/createContainer/2/args", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"oci-mempolicy-hook\", \"args\": [\"x\", "
	 "\"--p\", \"bind:1\"]}]}}",
	 "bind:1 by /hooks/createContainer/0/args", NULL, NULL, false},
	{"{\"hooks\": {\"createContainer\": [{\"path\": \"" PATH "\", \"args\": [\"x\", "
	 "\"\\u002d-policy=bind:1\"]}]}}",
	 "bind:1 by /hooks/createContainer/0/args", NULL, NULL, false},
	{"{}", "bind:1 by --policy", "bind:1", NULL, false},
	{"{}", "bind:1 by --default-policy", NULL, "bind:1", false},
	{"{\"hooks\": {\"createRuntime\": [" ENTRY "]}}", "bind:1 by /hooks/createRuntime/0/args",
	 "bind:1", "bind:2", false},
	/* sandboxes */
	{"{\"annotations\": {" SANDBOX ", \"" KEY "\": \"nonsense\"}}", "nothing", "bind:1",
	 "bind:1", false},
	{"{\"annotations\": {" SANDBOX "}, \"linux\": {\"memoryPolicy\": {\"mode\": "
	 "\"MPOL_LOCAL\"}}}",
	 "local by /linux/memoryPolicy", NULL, NULL, false},
	{"{\"annotations\": {\"io.kubernetes.cri-o.ContainerType\": \"sandbox\"}}", "nothing",
	 "bind:1", NULL, true},
	{"{\"annotations\": {\"io.kubernetes.cri-o.ContainerType\": \"sandbox \"}}",
	 "bind:1 by --policy", "bind:1", NULL, false},
	{"{\"annotations\": {\"io.kubernetes.cri-o.ContainerType\": [\"sandbox\"]}}",
	 "bind:1 by --policy", "bind:1", NULL, false},
	/* of these two annotations, the engine sets one, and the other may come from a pod's
	 * author */
	{"{\"annotations\": {" SANDBOX ", \"io.kubernetes.cri-o.ContainerType\": \"container\"}}",
	 "bind:1 by --policy", "bind:1", NULL, false},
	{"{\"annotations\": {\"io.kubernetes.cri-o.ContainerType\": \"sandbox\", "
	 "\"io.kubernetes.cri.container-type\": \"container\"}}",
	 "bind:1 by --policy", "bind:1", NULL, false},
	{"{\"annotations\": {" SANDBOX ", \"io.kubernetes.cri-o.ContainerType\": \"sandbox\"}}",
	 "nothing", "bind:1", NULL, false},
	/* errors */
	{"{\"annotations\": {\"" KEY "\": 5}}",
	 "/annotations/" KEY ": invalid memory policy: the annotation must be a string; write it "
	 "as \"bind:0\"",
	 NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"\xff\"}}",
	 "/annotations/" KEY
	 ": invalid memory policy: it contains bytes that are not UTF-8; correct it",
	 NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"bind:0\\u0000\"}}",
	 "/annotations/" KEY ": invalid memory policy \"bind:0\\x00\": position 7: a NUL "
	 "character; write decimal numbers and ranges separated by commas, such as \"0-3,7\"",
	 NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"{\\\"mode\\\": \\\"MPOL_BIND\\\", \\\"nodes\\\": "
	 "5}\"}}",
	 "/annotations/" KEY ": invalid memory policy nodes: they must be a string, not a number; "
	 "write them as \"0-3,7\"",
	 NULL, NULL, false},
	{"{\"annotations\": {\"" KEY
	 "\": \"bind:1\"}, \"hooks\": {\"createContainer\": [{\"path\": "
	 "\"" PATH "\", \"args\": [\"x\", \"--policy\", \"bind:x\"]}]}}",
	 "/hooks/createContainer/0/args: invalid memory policy \"bind:x\": position 6: there is no "
	 "such word; nodes are numbers, such as 0-3,7, or one of all, cpus, within:DISTANCE, "
	 "tier:NUMBER, memory-only, pci:ADDRESS",
	 NULL, NULL, false},
	{"{}",
	 "--default-policy: invalid memory policy \"x\": position 1: there is no such mode; the "
	 "modes are default, local, prefer, prefer-many, bind, interleave, weighted-interleave",
	 NULL, "x", false},
	{"{\"linux\": {\"resources\": {\"cpu\": {\"mems\": \"x\"}}}}",
	 "/linux/resources/cpu/mems: invalid memory nodes \"x\" of the cpuset, against which the "
	 "memory policy is checked: position 1: \"x\" is not a digit, \"-\" or \",\"; write "
	 "decimal numbers and ranges separated by commas, such as \"0-3,7\"",
	 "bind:all", NULL, false},
	{"{\"linux\": {\"resources\": {\"cpu\": {\"cpus\": \"8192\"}}}}",
	 "/linux/resources/cpu/cpus: invalid CPUs \"8192\", which the memory policy depends on: "
	 "position 1: a CPU above 8191, the highest possible; write decimal numbers and ranges "
	 "separated by commas, such as \"0-3,7\"",
	 "bind:cpus", NULL, false},
	{"{\"linux\": {\"resources\": {\"cpu\": {\"cpus\": \"8192\"}}}}", "bind:0 by --policy",
	 "bind:0", NULL, false},
	/* two that differ, and two that agree */
	{"{\"annotations\": {\"" KEY "\": \"bind:2\"}, \"hooks\": {\"createRuntime\": [" ENTRY
	 "]}}",
	 "/annotations/" KEY ": two different memory policies are requested: bind:2 here, and "
	 "bind:1 by /hooks/createRuntime/0/args; remove one, or make them equal",
	 NULL, NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"bind:tier:1\"}}",
	 "/annotations/" KEY ": two different memory policies are requested: bind:tier:1 here, and "
	 "bind:tier:2 by --policy; remove one, or make them equal",
	 "bind:tier:2", NULL, false},
	{"{\"annotations\": {\"" KEY "\": \"local\"}}", "local by /annotations/" KEY, "prefer",
	 NULL, false},
};

START_TEST(every_place_is_looked_at_and_no_other)
{
	const struct hook_options options = {.policy = cases[_i].policy,
					     .default_policy = cases[_i].default_policy,
					     .no_annotations = cases[_i].no_annotations};
	char buf[4096];

	ck_assert_msg(strcmp(answer(cases[_i].text, &options, buf), cases[_i].answer) == 0,
		      "%s:\n%s\ninstead of\n%s", cases[_i].text, buf, cases[_i].answer);
}
END_TEST

/* Its path is that of this program, whatever its name. */
START_TEST(an_entry_of_this_path_is_this_program)
{
	const struct hook_options options = {.policy = NULL};
	char text[1024], buf[4096];
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): so the kernel passes it */
	const char *program = (const char *)getauxval(AT_EXECFN);

	snprintf(text, sizeof(text),
		 "{\"hooks\": {\"createRuntime\": [{\"path\": \"%s\", \"args\": [\"x\", "
		 "\"--policy=bind:1\"]}]}}",
		 program);
	ck_assert_str_eq(answer(text, &options, buf), "bind:1 by /hooks/createRuntime/0/args");
}
END_TEST

/* The text with length characters in its hole. */
static char *fill_hole(const char *text, size_t length)
{
	char *filling = malloc(length + 1), *filled;

	memset(filling, 'x', length);
	filling[length] = '\0';
	filled = replace(text, "%", filling);
	free(filling);
	return filled;
}

/* The other texts belong to other programs, or do not matter. */
START_TEST(length_matters_in_what_is_parsed_only)
{
	static const char *const texts[] = {
		"{\"annotations\": {\"x\": \"%\"}}",
		"{\"hooks\": {\"createRuntime\": [{\"path\": \"/%\", \"args\": [\"--policy\"]}]}}",
		"{\"hooks\": {\"createRuntime\": [{\"path\": \"/x\", \"args\": [\"--policy\", "
		"\"%\"]}]}}",
		"{\"hooks\": {\"createRuntime\": [{\"path\": \"" PATH "\", \"args\": [\"%\"]}]}}",
	};
	const struct hook_options options = {.policy = NULL};
	char *text = fill_hole(texts[_i], OCI_PART_MAX), buf[4096];

	ck_assert_str_eq(answer(text, &options, buf), "nothing");
	free(text);
}
END_TEST

START_TEST(what_is_parsed_has_a_limit)
{
	static const struct {
		const char *text, *answer;
	} texts[] = {
		{"{\"annotations\": {\"" KEY "\": \"%\"}}",
		 "/annotations/" KEY
		 ": invalid memory policy: it is 65538 bytes long, more than 65536; shorten it"},
		{"{\"hooks\": {\"createRuntime\": [{\"path\": \"" PATH
		 "\", \"args\": [\"--policy%\"]}]}}",
		 "/hooks/createRuntime/0/args: invalid args of a hook: it is 65548 bytes long, "
		 "more than 65536; shorten it"},
	};
	const struct hook_options options = {.policy = NULL};
	char *text = fill_hole(texts[_i].text, OCI_PART_MAX), buf[4096];

	ck_assert_str_eq(answer(text, &options, buf), texts[_i].answer);
	free(text);
}
END_TEST

void add_asking(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(cases), every_place_is_looked_at_and_no_other);
	add_tests(tcase, an_entry_of_this_path_is_this_program);
	add_loop_tests(tcase, 4, length_matters_in_what_is_parsed_only);
	add_loop_tests(tcase, 2, what_is_parsed_has_a_limit);
}
