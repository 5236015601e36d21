/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy validate. The cases are data: validate/CASE/{config.json,out}, where out ends with
 * the exit code. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define CASES	   DATA "/validate"
#define LEAST	   85 /* cases that there must be, so that none gets lost unnoticed */
#define NOWHERE	   "there is no such file or directory; name a bundle's directory or its config.json\n"
#define VALID	   CASES "/valid"
#define VALID_LINE "/config.json: valid: MPOL_BIND|MPOL_F_STATIC_NODES:0-3,7\n"

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void read_whole(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t length;

	ck_assert_msg(file != NULL, "%s", path);
	length = fread(text, 1, size - 1, file);
	text[length] = '\0';
	fclose(file);
}

static void check_case(const char *name)
{
	struct command command;
	char directory[256], out[260], expected[COMMAND_OUTPUT], found[COMMAND_OUTPUT + 32];

	snprintf(directory, sizeof(directory), CASES "/%s", name);
	snprintf(out, sizeof(out), "%s/out", directory);
	read_whole(out, expected, sizeof(expected));
	command_init(&command, "/bin/sh", "-c", "cd \"$1\" && exec \"$0\" validate config.json",
		     PROGRAM, directory, NULL);
	command_run(&command);
	snprintf(found, sizeof(found), "%sexit %d\n", command.out, command.exit_code);
	ck_assert_msg(strcmp(found, expected) == 0, "%s: it prints\n%s\ninstead of\n%s", name,
		      found, expected);
	ck_assert_str_eq(command.err, "");
}

START_TEST(each_case_is_told_all_that_is_wrong)
{
	struct dirent **entries;
	int count = scandir(CASES, &entries, is_case, alphasort);

	ck_assert_int_ge(count, LEAST);
	for (int i = 0; i < count; i++) {
		check_case(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}
END_TEST

START_TEST(a_bundle_is_read_by_its_folder)
{
	struct command command;

	run_program(&command, "validate", VALID);
	assert_ended(&command, 0, VALID VALID_LINE, "");
}
END_TEST

START_TEST(a_wrong_file_does_not_hide_others)
{
	struct command command;

	run_program(&command, "validate", CASES "/not-an-object", VALID, "--no-host");
	assert_ended(&command, 65,
		     CASES
		     "/not-an-object/config.json:1:1: error: invalid config.json: it must be an "
		     "object; name a bundle's config.json\n" VALID VALID_LINE,
		     "");
}
END_TEST

START_TEST(a_missing_file_counts_most)
{
	struct command command;

	run_program(&command, "validate", "/nowhere", CASES "/empty", VALID);
	ck_assert_int_eq(command.exit_code, 66);
	ck_assert_ptr_nonnull(strstr(command.out, "/nowhere: error: " NOWHERE));
	ck_assert_ptr_nonnull(strstr(command.out, VALID VALID_LINE));
}
END_TEST

START_TEST(a_fifo_does_not_hold_it_up)
{
	char directory[] = "/tmp/cli-XXXXXX", fifo[64], expected[256];
	struct command command;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(fifo, sizeof(fifo), "%s/config.json", directory);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	run_program(&command, "validate", directory);
	snprintf(expected, sizeof(expected), "%s: error: it is a pipe or a device, not a file\n",
		 fifo);
	assert_ended(&command, 66, expected, "");
	unlink(fifo);
	rmdir(directory);
}
END_TEST

static void run_with_input(struct command *command, const char *config, const char *option)
{
	command_init(command, PROGRAM, "validate", "-", option, NULL);
	command->stdin_fd = command_input(config, strlen(config));
	command_run(command);
	close(command->stdin_fd);
}

/* The name must neither color a terminal nor be missing from JSON. */
START_TEST(a_strange_name_is_escaped)
{
#define STRANGE "/nowhere/\x1b[31m\xff"
#define ESCAPED "\"/nowhere/\\x1b[31m\\xff\""
	struct command command;
	const char *file;
	json_t *json;

	run_program(&command, "validate", STRANGE, "/nowhere/\xc3\xa9");
	assert_ended(&command, 66, ESCAPED ": error: " NOWHERE "/nowhere/\xc3\xa9: error: " NOWHERE,
		     "");
	run_program(&command, "validate", "--json", STRANGE);
	json = json_loads(command.out, 0, NULL);
	ck_assert_int_eq(json_unpack(json, "{s:[{s:s}!]}", "files", "file", &file), 0);
	ck_assert_str_eq(file, ESCAPED);
	json_decref(json);
}
END_TEST

START_TEST(standard_input_is_read)
{
	struct command command;

	run_with_input(&command, "{\"hooks\": {}}", "--no-host");
	assert_ended(&command, 0, "-: valid: no memory policy is requested\n", "");
}
END_TEST

START_TEST(json_holds_what_the_text_tells)
{
	const char *severity, *pointer, *message, *remedy, *file, *from, *asked;
	const json_t *findings, *policy, *note;
	struct command command;
	int line, column, valid;
	json_t *json;

	run_program(&command, "validate", "--json", VALID, CASES "/preferred-several");
	json = output_json(&command);
	ck_assert_int_eq(
		json_unpack(
			json,
			"{s:[{s:s, s:b, s:{s:s, s:s!}, s:{s:s, s:s, s:[s!]!}, s:[!]!}, {s:b, s:o}!]!}",
			"files", "file", &file, "valid", &valid, "requested", "from", &from,
			"policy", &asked, "policy", "mode", &message, "nodes", &pointer, "flags",
			&remedy, "findings", "valid", &line, "findings", &findings),
		0);
	ck_assert_str_eq(file, VALID "/config.json");
	ck_assert(valid && line);
	ck_assert_str_eq(from, "/linux/memoryPolicy");
	ck_assert_str_eq(asked, "bind=static:0-3,7");
	ck_assert_str_eq(pointer, "0-3,7");
	/* The first is a note that there is no hook. */
	ck_assert_int_eq(json_unpack((json_t *)findings, "[o, {s:s, s:s, s:i, s:i, s:s, s:s!}!]",
				     &note, "severity", &severity, "pointer", &pointer, "line",
				     &line, "column", &column, "message", &message, "remedy",
				     &remedy),
			 0);
	ck_assert_str_eq(severity, "warning");
	ck_assert_str_eq(json_string_value(json_object_get(note, "severity")), "note");
	ck_assert_str_eq(pointer, "/linux/memoryPolicy/nodes");
	ck_assert_int_eq(line, 1);
	ck_assert_int_eq(column, 64);
	ck_assert_ptr_nonnull(strstr(message, "uses only the first"));
	json_decref(json);

	run_program(&command, "validate", "--json", CASES "/cut-short", "/nowhere");
	ck_assert_int_eq(command.exit_code, 66);
	json = json_loads(command.out, 0, NULL);
	ck_assert_int_eq(json_unpack(json,
				     "{s:[{s:b, s:[{s:s, s:s, s:i, s:i}!], s?o}, {s:b, s:[o!]}!]}",
				     "files", "valid", &valid, "findings", "severity", &severity,
				     "pointer", &pointer, "line", &line, "column", &column,
				     "policy", &policy, "valid", &valid, "findings", &findings),
			 0);
	ck_assert_int_eq(column, 37);
	ck_assert_ptr_null(json_object_get(findings, "line"));
	json_decref(json);
}
END_TEST

/* No machine has node 1023. */
START_TEST(host_checks_against_the_machine)
{
	static const char config[] =
		"{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"0,1023\"}}}";
	struct command command;

	run_with_input(&command, config, "--no-host");
	ck_assert_int_eq(command.exit_code, 0);
	run_with_input(&command, config, "--host");
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(strstr(
		command.out,
		"-:1:59: error: /linux/memoryPolicy/nodes: invalid memory policy nodes \"0,1023\": "
		"node 1023 does not exist: it is not among this machine's nodes ("));
}
END_TEST

START_TEST(host_warns_of_what_the_machine_makes_of_it)
{
	static const char config[] =
		"{\"linux\": {\"resources\": {\"memory\": {\"limit\": 1e18}}, \"memoryPolicy\": "
		"{\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}}}";
	struct command command;

	run_with_input(&command, config, "--host");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(
		strstr(command.out, "-:1:101: warning: /linux/memoryPolicy/nodes: node 0 has "));
	ck_assert_ptr_nonnull(strstr(
		command.out,
		" MiB available, less than linux.resources.memory.limit (953674316406 MiB): "));
	ck_assert_ptr_nonnull(strstr(command.out, "\n-: valid, with "));
	ck_assert_ptr_nonnull(strstr(command.out, ": MPOL_BIND:0\n"));
}
END_TEST

START_TEST(a_terminal_gets_colours_unless_no_color_is_set)
{
	struct command command;

	for (int plain = 0; plain <= 1; plain++) {
		command_init(&command, "/usr/bin/env",
			     plain ? "NO_COLOR=1" : "NO_COLOR=", "TERM=xterm", PROGRAM, "validate",
			     VALID, NULL);
		command.terminal = true;
		command_run(&command);
		ck_assert_int_eq(strstr(command.out, "\x1b[32mvalid\x1b[0m") != NULL, !plain);
		ck_assert_int_eq(strchr(command.out, '\x1b') == NULL, plain);
	}
}
END_TEST

void add_validate(TCase *tcase)
{
	add_tests(tcase, each_case_is_told_all_that_is_wrong, a_bundle_is_read_by_its_folder,
		  a_wrong_file_does_not_hide_others, a_missing_file_counts_most,
		  a_fifo_does_not_hold_it_up, a_strange_name_is_escaped, standard_input_is_read,
		  json_holds_what_the_text_tells, host_checks_against_the_machine,
		  host_warns_of_what_the_machine_makes_of_it,
		  a_terminal_gets_colours_unless_no_color_is_set);
}
