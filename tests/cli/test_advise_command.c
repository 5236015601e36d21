/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy advise as people run it: options, config.json, what is printed. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

/* The reason goes to standard error, so that the object can be piped. */
START_TEST(the_object_and_the_reason_are_apart)
{
	struct command command;
	const char *mode, *reason;
	json_t *json;

	run_program(&command, "advise", "--latency");
	assert_ended(&command, 0, "{\n  \"mode\": \"MPOL_LOCAL\"\n}\n", command.err);
	ck_assert_str_ne(command.err, "");
	run_program(&command, "advise", "--latency", "--json");
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:{s:s!}, s:s!}", "policy", "mode", &mode, "reason",
				     &reason),
			 0);
	ck_assert_str_eq(mode, "MPOL_LOCAL");
	ck_assert_str_ne(reason, "");
	json_decref(json);
}
END_TEST

START_TEST(goals_are_compared)
{
	static const char *const goals[] = {"strict", "bandwidth", "latency", "tiered"};
	struct command command;
	json_t *json;

	run_program(&command, "advise");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(strncmp(command.out, "GOAL      POLICY WHY\nstrict    ", 31), 0);
	run_program(&command, "advise", "--memory=1M");
	ck_assert_int_eq(strncmp(command.out, "GOAL      POLICY FITS WHY\nstrict    ", 36), 0);
	run_program(&command, "advise", "--json");
	json = output_json(&command);
	for (size_t i = 0; i < LENGTH(goals); i++) {
		const char *mode, *reason;

		ck_assert_ptr_nonnull(strstr(command.out, goals[i]));
		ck_assert_int_eq(json_unpack(json, "{s:{s:{s:{s:s}, s:s!}}}", "goals", goals[i],
					     "policy", "mode", &mode, "reason", &reason),
				 0);
	}
	json_decref(json);
	run_program(&command, "advise", "--json", "--strict", "--tiered");
	assert_ended(&command, 64, "",
		     "oci-mempolicy advise: only one of --strict, --bandwidth, --latency and "
		     "--tiered may be given; omit all of them to compare them\n");
}
END_TEST

START_TEST(sizes_are_taken_with_units)
{
	static const struct {
		const char *text;
		long long bytes;
	} right[] = {{"4096", 4096},
		     {"512M", 512LL << 20},
		     {"24GiB", 24LL << 30},
		     {"1k", 1024},
		     {"3TB", 3LL << 40}};
	static const char *const wrong[] = {"", "0", "-1", " 1", "G", "1X", "1GG", "99999999999T"};
	struct command command;
	char expected[160];

	for (size_t i = 0; i < LENGTH(right); i++) {
		json_int_t needed = 0;
		json_t *json;

		run_program(&command, "advise", "--latency", "--json", "--memory", right[i].text);
		json = output_json(&command);
		json_unpack(json, "{s:I}", "needed", &needed);
		ck_assert_int_eq(needed, right[i].bytes);
		json_decref(json);
	}
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		run_program(&command, "advise", "--memory", wrong[i]);
		snprintf(expected, sizeof(expected),
			 "oci-mempolicy advise: --memory takes a size such as 512M or 24G, not "
			 "\"%s\"; see oci-mempolicy advise --help\n",
			 wrong[i]);
		assert_ended(&command, 64, "", expected);
	}
}
END_TEST

/* Runs advise --latency --json with this config.json on standard input, and an option or NULL. */
static void advise_config(struct command *command, const char *resources, const char *option)
{
	char script[512];

	snprintf(script, sizeof(script),
		 "printf '%%s' '{\"linux\": {\"resources\": %s}}' | " PROGRAM
		 " advise --latency --json --config - %s",
		 resources, option ? option : "");
	command_init(command, "/bin/sh", "-c", script, NULL);
	command_run(command);
}

START_TEST(a_config_tells_cpus_nodes_and_limit)
{
	struct command command;
	json_int_t needed = 0;
	json_t *json;

	advise_config(
		&command,
		"{\"cpu\": {\"cpus\": \"0\", \"mems\": \"0\"}, \"memory\": {\"limit\": 2097152}}",
		NULL);
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:I}", "needed", &needed), 0);
	ck_assert_int_eq(needed, 2097152);
	json_decref(json);
	ck_assert_ptr_nonnull(strstr(command.out, "The container's cpuset has only one node"));
	advise_config(&command, "{\"memory\": {\"limit\": 2097152}}", "--memory 1M");
	ck_assert_ptr_nonnull(strstr(command.out, "\"needed\": 1048576"));
	advise_config(&command, "{\"memory\": {\"limit\": -1}, \"cpu\": {\"cpus\": \"\"}}", NULL);
	ck_assert_ptr_null(strstr(command.out, "needed"));
	advise_config(&command, "{\"cpu\": {\"cpus\": \"99999\"}}", NULL);
	assert_ended(
		&command, 65, "",
		"oci-mempolicy advise: CPU 99999 of linux.resources.cpu.cpus does not exist or "
		"is offline; see oci-mempolicy topology\n");
	advise_config(&command, "{\"cpu\": {\"mems\": \"1023\"}}", NULL);
	assert_ended(&command, 65, "",
		     "oci-mempolicy advise: /linux/resources/cpu/mems: none of these nodes has "
		     "memory on this machine; see oci-mempolicy topology\n");
	run_program(&command, "advise", "--config", "/nowhere");
	assert_ended(&command, 66, "",
		     "oci-mempolicy advise: --config /nowhere: there is no such file or directory; "
		     "name a bundle's directory or its config.json\n");
}
END_TEST

START_TEST(cpus_that_are_not_there_are_named)
{
	struct command command;

	run_program(&command, "advise", "--strict", "--cpus", "99999");
	assert_ended(&command, 64, "",
		     "oci-mempolicy advise: CPU 99999 of --cpus does not exist or is offline; see "
		     "oci-mempolicy topology\n");
}
END_TEST

void add_advise_command(TCase *tcase)
{
	add_tests(tcase, the_object_and_the_reason_are_apart, goals_are_compared,
		  sizes_are_taken_with_units, a_config_tells_cpus_nodes_and_limit,
		  cpus_that_are_not_there_are_named);
}
