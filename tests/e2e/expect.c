/* SPDX-License-Identifier: Apache-2.0 */
#include "expect.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

const struct policy no_policy = {.mode = "MPOL_DEFAULT", .kernel = DEFAULT};
const struct policy bind_0 = {.mode = "MPOL_BIND", .nodes = "0", .kernel = BIND};
const struct policy interleave_0 = {.mode = "MPOL_INTERLEAVE", .nodes = "0", .kernel = INTERLEAVE};

const struct stages stages[STAGES] = {
	{{"createContainer"}},
	{{"createRuntime"}},
	{{"createRuntime", "createContainer"}},
};

json_t *policy_json(const struct policy *policy)
{
	json_t *flags = policy->flags[0] ? json_array() : NULL;

	for (size_t i = 0; i < 2 && policy->flags[i]; i++)
		json_array_append_new(flags, json_string(policy->flags[i]));
	return json_pack("{s:s, s:s*, s:o*}", "mode", policy->mode, "nodes", policy->nodes, "flags",
			 flags);
}

void bundle_ask(struct bundle *bundle, const struct policy *policy)
{
	bundle_set(bundle, "linux", "memoryPolicy", policy_json(policy));
}

void bundle_open_asking(struct bundle *bundle, int index, const struct policy *policy)
{
	bundle_open(bundle, index);
	bundle_ask(bundle, policy);
}

void bundle_hook_at(struct bundle *bundle, const struct stages *at, const char *file)
{
	for (size_t i = 0; i < 2 && at->names[i]; i++)
		bundle_hook(bundle, at->names[i], file ? "--log" : NULL, file, NULL);
}

/* ---- what the probe reports ---- */

void expect_policy(const char *probe_line, const struct policy *policy)
{
	CLEANUP(cleanup_json)
	json_t *one = json_pack("{s:i, s:[]}", "mode", policy->kernel, "nodes");
	CLEANUP(cleanup_json) json_t *found = json_loads(probe_line, 0, NULL);
	CLEANUP(cleanup_json) json_t *expected = NULL;

	/* One at most: this machine has no more nodes. */
	if (policy->nodes)
		json_array_append_new(json_object_get(one, "nodes"),
				      json_integer(strtol(policy->nodes, NULL, 10)));
	expected = json_pack("{s:O, s:O, s:O, s:O, s:O}", "main", one, "thread 1", one, "thread 2",
			     one, "child", one, "program", one);
	ck_assert_ptr_nonnull(expected);
	ck_assert_msg(found, "the probe printed: %s", probe_line);
	json_object_del(found, "allowed");
	ck_assert_msg(json_equal(found, expected), "not %s (%d): %s", policy->mode, policy->kernel,
		      probe_line);
}

void expect_ran(const struct bundle *bundle, const struct policy *policy)
{
	const struct command *command = &bundle->command;
	char text[COMMAND_OUTPUT];

	hook_text(bundle, text, sizeof(text));
	ck_assert_msg(command->exit_code == 0, "exit code %d: %s; %s", command->exit_code,
		      command->err, text);
	ck_assert_str_eq(command->err, "");
	ck_assert_str_eq(text, "");
	expect_policy(command->out, policy);
}

void expect_runs(struct bundle *bundle, const struct stages *at, const struct policy *policy)
{
	bundle_hook_at(bundle, at, NULL);
	bundle_run(bundle);
	expect_ran(bundle, policy);
}

/* ---- the hook's messages ---- */

/* crun (1.8.1 to 1.29) discards them, except into the file that an annotation names. */
static void read_crun_text(const struct bundle *bundle, char *text, size_t size)
{
	FILE *file = fopen(bundle->hook_stderr, "re");

	text[0] = '\0';
	if (!file)
		return;
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

static void cut_newlines(char *text)
{
	for (size_t length = strlen(text); length && text[length - 1] == '\n'; length--)
		text[length - 1] = '\0';
}

void hook_text(const struct bundle *bundle, char *text, size_t size)
{
	static const char before[] = "stderr: ";
	const char *found = strstr(bundle->command.err, before);

	if (bundle->runtime == CRUN)
		read_crun_text(bundle, text, size);
	else
		snprintf(text, size, "%s", found ? found + strlen(before) : "");
	cut_newlines(text);
}

void expect_refused(const struct bundle *bundle, int exit_code, const char *text)
{
	const struct command *command = &bundle->command;
	char expected[COMMAND_OUTPUT], found[COMMAND_OUTPUT], runtime_says[64];

	snprintf(runtime_says, sizeof(runtime_says),
		 bundle->runtime == RUNC ? "exit status %d, " : "(exit code: %d)", exit_code);
	snprintf(expected, sizeof(expected), HOOK_NAME ": %s: %s", bundle->id, text);
	hook_text(bundle, found, sizeof(found));
	ck_assert_str_eq(found, expected);
	ck_assert_msg(strstr(command->err, runtime_says), "no %s in: %s", runtime_says,
		      command->err);
	ck_assert_int_ne(command->exit_code, 0);
	ck_assert_str_eq(command->out, "");
}

void expect_refuses(struct bundle *bundle, const struct stages *at, int exit_code, const char *text)
{
	bundle_hook_at(bundle, at, NULL);
	bundle_run(bundle);
	expect_refused(bundle, exit_code, text);
}

const char only_from_outside[] =
	"tracing thread 1 of process 1: Operation not permitted; in a user namespace, init can only "
	"be traced from outside: if root started the runtime, register the hook at "
	"createRuntime as well; otherwise start the runtime itself under the policy, with numactl(8)";

long number_after(const char *text, const char *before)
{
	const char *found = strstr(text, before);
	char *end = NULL;
	long number = found ? strtol(found + strlen(before), &end, 10) : 0;

	ck_assert_msg(found && end > found + strlen(before), "no %sNUMBER in: %s", before, text);
	return number;
}

/* ---- log files ---- */

size_t log_lines(const char *file)
{
	FILE *log = fopen(file, "re");
	size_t count = 0;
	int c;

	ck_assert_msg(log, "%s", file);
	while ((c = getc(log)) != EOF)
		count += c == '\n';
	fclose(log);
	return count;
}

json_t *log_line(const char *file, size_t index)
{
	FILE *log = fopen(file, "re");
	char line[COMMAND_OUTPUT] = "";
	json_t *value;

	ck_assert_msg(log, "%s", file);
	for (size_t i = 0; i <= index; i++)
		ck_assert_msg(fgets(line, sizeof(line), log), "%s has no line %zu", file, index);
	fclose(log);
	value = json_loads(line, 0, NULL);
	ck_assert_msg(value, "not JSON: %s", line);
	return value;
}

const char *log_string(const json_t *line, const char *key)
{
	const char *text = json_string_value(json_object_get(line, key));

	return text ? text : "(none)";
}

void expect_logged(const char *file, size_t index, ...)
{
	json_t *line = log_line(file, index);
	const char *key;
	va_list strings;

	va_start(strings, index);
	while ((key = va_arg(strings, const char *))) {
		const char *value = va_arg(strings, const char *), *found = log_string(line, key);

		ck_assert_msg(strcmp(found, value) == 0, "%s is %s, not %s", key, found, value);
	}
	va_end(strings);
	json_decref(line);
}

void expect_only_verified(struct bundle *bundle)
{
	json_t *line;

	bundle->under[0] = "numactl";
	bundle->under[1] = "--interleave=0";
	bundle_ask(bundle, &interleave_0);
	bundle_hook_at(bundle, &stages[0], bundle->log);
	bundle_run(bundle);
	expect_ran(bundle, &interleave_0);
	expect_logged(bundle->log, 0, "outcome", "in-place", "verified", "inherited", NULL);
	line = log_line(bundle->log, 0);
	ck_assert_int_eq(json_integer_value(json_object_get(line, "threads")), 0);
	json_decref(line);
}
