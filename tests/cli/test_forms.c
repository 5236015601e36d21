/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy validate: its arguments, and its output formats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define CASES	   DATA "/validate"
#define VALID	   CASES "/valid"
#define WARNS	   CASES "/preferred-several"
#define WRONG	   CASES "/everything-wrong"
#define VALID_LINE "valid: MPOL_BIND|MPOL_F_STATIC_NODES:0-3,7\n"

/* ---- arguments ---- */

/* $0 is the program, $1 the directory of the cases. */
#define run_in_shell(command, script)                                                              \
	do {                                                                                       \
		command_init(command, "/bin/bash", "-c", script, PROGRAM, CASES, NULL);            \
		command_run(command);                                                              \
	} while (0)

START_TEST(no_argument_means_this_directory)
{
	struct command command;

	run_in_shell(&command, "cd \"$1/valid\" && exec \"$0\" validate");
	assert_ended(&command, 0, "config.json: " VALID_LINE, "");
	run_in_shell(&command, "cd \"$1\" && exec \"$0\" validate");
	assert_ended(&command, 66,
		     "config.json: error: there is no config.json in this directory; name a "
		     "bundle's directory or its config.json\n",
		     "");
	run_in_shell(&command, "cd \"$1\" && exec \"$0\" validate valid/");
	assert_ended(&command, 0, "valid/config.json: " VALID_LINE, "");
}
END_TEST

START_TEST(a_pipe_is_read)
{
	struct command command;

	run_in_shell(&command, "exec \"$0\" validate <(cat \"$1/valid/config.json\")");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_nonnull(strstr(command.out, ": " VALID_LINE));
	run_in_shell(&command, "false | \"$0\" validate -");
	assert_ended(&command, 65,
		     "-:1:1: error: invalid config.json: not JSON: it is empty; check whether the "
		     "program that should have written it failed\n",
		     "");
}
END_TEST

START_TEST(a_directory_in_the_place_of_a_file_is_named)
{
	char directory[] = "/tmp/cli-XXXXXX", inner[64], expected[128];
	struct command command;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(inner, sizeof(inner), "%s/config.json", directory);
	ck_assert_int_eq(mkdir(inner, 0700), 0);
	run_program(&command, "validate", directory);
	snprintf(expected, sizeof(expected), "%s: error: it is a directory, not a file\n", inner);
	assert_ended(&command, 66, expected, "");
	rmdir(inner);
	rmdir(directory);
}
END_TEST

/* ---- severities ---- */

START_TEST(quiet_tells_errors_only)
{
	struct command command;

	run_program(&command, "validate", "--quiet", VALID, WARNS);
	assert_ended(&command, 0, "", "");
	run_program(&command, "validate", "--quiet", CASES "/not-an-object", VALID);
	assert_ended(&command, 65,
		     CASES "/not-an-object/config.json:1:1: error: invalid config.json: it must "
			   "be an object; name a bundle's config.json\n",
		     "");
}
END_TEST

START_TEST(warnings_count_as_errors_if_they_are_to)
{
	struct command command;

	run_program(&command, "validate", "--warnings-as-errors", VALID);
	ck_assert_int_eq(command.exit_code, 0);
	run_program(&command, "validate", "--warnings-as-errors", "--quiet", WARNS);
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(
		strstr(command.out,
		       ":1:64: error: /linux/memoryPolicy/nodes: with MPOL_PREFERRED"));
	/* Notes remain notes. */
	ck_assert_ptr_null(strstr(command.out, "no hook entry"));
	run_program(&command, "validate", "--warnings-as-errors", CASES "/no-hook-newer-spec");
	ck_assert_int_eq(command.exit_code, 0);
}
END_TEST

/* ---- output formats ---- */

START_TEST(formats_have_names)
{
	struct command command;
	char json[COMMAND_OUTPUT];

	run_program(&command, "validate", "--json", WARNS, WRONG);
	ck_assert_int_eq(command.exit_code, 65);
	memcpy(json, command.out, sizeof(json));
	run_program(&command, "validate", "--format=json", WARNS, WRONG);
	ck_assert_str_eq(command.out, json);
	run_program(&command, "validate", "--format", "text", VALID);
	assert_ended(&command, 0, VALID "/config.json: " VALID_LINE, "");
	run_program(&command, "validate", "--format", "xml", VALID);
	assert_ended(&command, 64, "",
		     "oci-mempolicy validate: --format takes text, json or sarif, not \"xml\"; see "
		     "oci-mempolicy validate --help\n");
}
END_TEST

/* The parts of a result that code hosts read. */
static void assert_result(const json_t *result, const json_t *rules, const char *rule,
			  const char *level, int line, int column)
{
	const char *id, *named, *text, *uri, *found;
	int index, at_line, at_column;

	ck_assert_int_eq(json_unpack((json_t *)result,
				     "{s:s, s:i, s:s, s:{s:s}, s:[{s:{s:{s:s}, s:{s:i, s:i}}}!]}",
				     "ruleId", &id, "ruleIndex", &index, "level", &found, "message",
				     "text", &text, "locations", "physicalLocation",
				     "artifactLocation", "uri", &uri, "region", "startLine",
				     &at_line, "startColumn", &at_column),
			 0);
	ck_assert_str_eq(id, rule);
	ck_assert_str_eq(found, level);
	ck_assert_int_eq(at_line, line);
	ck_assert_int_eq(at_column, column);
	ck_assert(*text);
	named = json_string_value(json_object_get(json_array_get(rules, (size_t)index), "id"));
	ck_assert_str_eq(named, rule);
	ck_assert_ptr_nonnull(strstr(uri, "/config.json"));
}

START_TEST(sarif_has_what_code_hosts_need)
{
	struct command command;
	const char *version, *name, *schema;
	const json_t *rules, *results;
	json_t *json;

	run_program(&command, "validate", "--format", "sarif", VALID, WARNS, WRONG);
	ck_assert_int_eq(command.exit_code, 65);
	json = json_loads(command.out, 0, NULL);
	ck_assert_int_eq(json_unpack(json, "{s:s, s:s, s:[{s:{s:{s:s, s:o}}, s:o}!]!}", "$schema",
				     &schema, "version", &version, "runs", "tool", "driver", "name",
				     &name, "rules", &rules, "results", &results),
			 0);
	ck_assert_str_eq(version, "2.1.0");
	ck_assert_str_eq(name, "oci-mempolicy");
	ck_assert_uint_eq(json_array_size(results), 6);
	assert_result(json_array_get(results, 0), rules, "no-hook", "note", 1, 28);
	assert_result(json_array_get(results, 1), rules, "preferred-several", "warning", 1, 64);
	assert_result(json_array_get(results, 2), rules, "invalid-policy", "error", 4, 12);
	json_decref(json);
}
END_TEST

START_TEST(sarif_escapes_paths)
{
	struct command command;
	const char *uri;
	json_t *json;

	run_program(&command, "validate", "--format", "sarif", "/no where/\xc3\xa9#?%.json");
	ck_assert_int_eq(command.exit_code, 66);
	json = json_loads(command.out, 0, NULL);
	ck_assert_int_eq(json_unpack(json, "{s:[{s:[{s:[{s:{s:{s:s}}}]}]}]}", "runs", "results",
				     "locations", "physicalLocation", "artifactLocation", "uri",
				     &uri),
			 0);
	ck_assert_str_eq(uri, "file:///no%20where/%C3%A9%23%3F%25.json");
	json_decref(json);
}
END_TEST

/* ---- with --host ---- */

static void run_on_host(struct command *command, const char *config)
{
	command_init(command, PROGRAM, "validate", "--host", "-", NULL);
	command->stdin_fd = command_input(config, strlen(config));
	command_run(command);
	close(command->stdin_fd);
}

START_TEST(programs_of_hooks_are_to_be_there)
{
	char directory[] = "/tmp/cli-XXXXXX", path[64], config[512];
	struct command command;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/oci-mempolicy-hook", directory);
	snprintf(config, sizeof(config), "{\"hooks\": {\"createContainer\": [{\"path\": \"%s\"}]}}",
		 path);
	run_on_host(&command, config);
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(
		strstr(command.out, "-:1:41: error: /hooks/createContainer/0/path: "));
	ck_assert_ptr_nonnull(
		strstr(command.out, ": No such file or directory; install the program "));
	fclose(fopen(path, "we"));
	ck_assert_int_eq(chmod(path, 0644), 0);
	run_on_host(&command, config);
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(strstr(command.out, ": it is not executable; "));
	ck_assert_int_eq(chmod(path, 0755), 0);
	run_on_host(&command, config);
	assert_ended(&command, 0, "-: valid: no memory policy is requested\n", "");
	/* Runtimes start no container if the program of any hook is missing. */
	unlink(path);
	snprintf(config, sizeof(config),
		 "{\"hooks\": {\"createRuntime\": [{\"path\": \"%s/other\"}]}}", directory);
	run_on_host(&command, config);
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(strstr(command.out, "-:1:39: error: /hooks/createRuntime/0/path: "));
	/* This program is looked for inside the container. */
	snprintf(config, sizeof(config),
		 "{\"hooks\": {\"startContainer\": [{\"path\": \"%s/other\"}]}}", directory);
	run_on_host(&command, config);
	ck_assert_int_eq(command.exit_code, 0);
	rmdir(directory);
}
END_TEST

#define ANNOTATION "\"annotations\": {\"io.github.oci-mempolicy.policy\": "

/* The hook of this machine, which does not matter here. */
#define HOOKS(args)                                                                                \
	"\"hooks\": {\"createContainer\": [{\"path\": \"/x/oci-mempolicy-hook\", " args "}]}"

START_TEST(policies_elsewhere_are_checked_against_the_machine)
{
	struct command command;

	run_on_host(&command, "{" ANNOTATION "\"bind:0,1023\"}}");
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(
		strstr(command.out,
		       "-:1:52: error: /annotations/io.github.oci-mempolicy.policy: invalid "
		       "memory policy nodes \"0,1023\": node 1023 does not exist"));
	run_on_host(&command, "{" ANNOTATION "\"bind:tier:31\"}}");
	ck_assert_int_eq(command.exit_code, 65);
	ck_assert_ptr_nonnull(strstr(command.out, "/annotations/io.github.oci-mempolicy.policy: "));
	/* An impossible default is left out, and is not an error. */
	run_on_host(&command, "{" HOOKS("\"args\": [\"x\", \"--default-policy=bind:1023\"]") "}");
	ck_assert_ptr_nonnull(strstr(command.out, "warning: /hooks/createContainer/0/args: "));
	ck_assert_ptr_nonnull(strstr(command.out, "node 1023 does not exist"));
}
END_TEST

START_TEST(words_come_down_to_nodes_of_the_machine)
{
	struct command command;
	const char *mode, *nodes;
	json_t *json;

	command_init(&command, "/bin/bash", "-c",
		     "echo '{" ANNOTATION "\"bind:all\"}}' | \"$0\" validate --host --json -",
		     PROGRAM, NULL);
	command_run(&command);
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:[{s:{s:s, s:s}}]}", "files", "policy", "mode", &mode,
				     "nodes", &nodes),
			 0);
	ck_assert_str_eq(mode, "MPOL_BIND");
	ck_assert(nodes[0] >= '0' && nodes[0] <= '9');
	json_decref(json);
}
END_TEST

void add_forms(TCase *tcase)
{
	add_tests(tcase, no_argument_means_this_directory, a_pipe_is_read,
		  a_directory_in_the_place_of_a_file_is_named, quiet_tells_errors_only,
		  warnings_count_as_errors_if_they_are_to, formats_have_names,
		  sarif_has_what_code_hosts_need, sarif_escapes_paths,
		  programs_of_hooks_are_to_be_there,
		  policies_elsewhere_are_checked_against_the_machine,
		  words_come_down_to_nodes_of_the_machine);
}
