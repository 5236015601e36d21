/* SPDX-License-Identifier: Apache-2.0 */
#include "direct.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"

/* As shown by get_mempolicy(2). No nodes exist beyond the first word. */
struct own_policy {
	int kernel;
	unsigned long nodes[1024 / (8 * sizeof(unsigned long))];
};

static struct own_policy own_policy(void)
{
	struct own_policy own = {.kernel = -1};

	if (syscall(SYS_get_mempolicy, &own.kernel, own.nodes, 1025UL, 0, 0))
		abort();
	return own;
}

static void expect_own_policy(const struct own_policy *own, const struct policy *policy)
{
	ck_assert_int_eq(own->kernel, policy->kernel);
	ck_assert_uint_eq(own->nodes[0], policy->nodes ? 1 : 0);
}

void direct_expect_own_policy(const struct policy *policy)
{
	struct own_policy own = own_policy();

	expect_own_policy(&own, policy);
}

/* ---- the hook ---- */

json_t *direct_state(const struct bundle *bundle, const char *status, pid_t pid)
{
	json_t *state = json_pack("{s:s, s:s, s:s, s:s}", "ociVersion", "1.0.2", "id", bundle->id,
				  "status", status, "bundle", bundle->path);

	ck_assert_ptr_nonnull(state);
	if (pid >= 0)
		json_object_set_new(state, "pid", json_integer(pid));
	return state;
}

static void run_and_close(struct command *command)
{
	command_run(command);
	close(command->stdin_fd);
}

void direct_run_command(struct command *command, json_t *state)
{
	CLEANUP(cleanup_free) char *text = json_dumps(state, JSON_COMPACT);

	json_decref(state);
	ck_assert_ptr_nonnull(text);
	command->stdin_fd = command_input(text, strlen(text));
	run_and_close(command);
}

void direct_run(struct command *command, json_t *state, ...)
{
	const char *option;
	va_list options;

	command_init(command, scratch.hook, NULL);
	va_start(options, state);
	while ((option = va_arg(options, const char *)))
		command_add(command, option);
	va_end(options);
	direct_run_command(command, state);
}

void direct_run_bytes(struct command *command, const void *bytes, size_t length)
{
	command_init(command, scratch.hook, NULL);
	command->stdin_fd = command_input(bytes, length);
	run_and_close(command);
}

void direct_ignore_leaks(void)
{
#ifdef HOOK_ENVIRONMENT
	static char environment[] = HOOK_ENVIRONMENT;

	ck_assert_int_eq(putenv(environment), 0);
#endif
}

void direct_expect_error(const struct command *command, int exit_code, const char *format, ...)
{
	char text[1024], expected[1024 + 32];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(expected, sizeof(expected), HOOK_NAME ": %s\n", text);
	ck_assert_str_eq(command->err, expected);
	ck_assert_int_eq(command->exit_code, exit_code);
	ck_assert_str_eq(command->out, "");
	direct_expect_own_policy(&no_policy);
}

void direct_expect_silence(const struct command *command)
{
	ck_assert_str_eq(command->err, "");
	ck_assert_str_eq(command->out, "");
	ck_assert_int_eq(command->exit_code, 0);
}

/* ---- the witness ---- */

static void answer_questions(int question, int answer)
{
	char c;

	while (read(question, &c, 1) == 1) {
		struct own_policy own = own_policy();

		if (write(answer, &own, sizeof(own)) != (ssize_t)sizeof(own))
			break;
	}
	_exit(0);
}

static void read_proc(const struct witness *witness, const char *name, char *text, size_t size)
{
	char path[48];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", witness->pid, name);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

static void read_call(const struct witness *witness, char *text, size_t size)
{
	char status[4096];

	/* A file that shows "running" instead of numbers: the witness is not waiting yet. */
	for (int i = 0; i < COMMAND_SECONDS * 1000; i++) {
		read_proc(witness, "syscall", text, size);
		if (*text >= '0' && *text <= '9')
			break;
		usleep(1000);
	}
	read_proc(witness, "status", status, sizeof(status));
	ck_assert_ptr_nonnull(strstr(status, "\nTracerPid:\t0\n"));
	ck_assert_ptr_nonnull(strstr(status, "\nState:\tS"));
}

void witness_start(struct witness *witness, int namespaces)
{
	int questions[2], answers[2];

	ck_assert_int_eq(pipe2(questions, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(answers, O_CLOEXEC), 0);
	witness->pid = (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);
	ck_assert_int_ge(witness->pid, 0);
	if (witness->pid == 0) {
		close(questions[1]);
		answer_questions(questions[0], answers[1]);
	}
	close(questions[0]);
	close(answers[1]);
	witness->question = questions[1];
	witness->answer = answers[0];
	read_call(witness, witness->before, sizeof(witness->before));
}

void witness_end(struct witness *witness, const struct policy *policy)
{
	struct own_policy own = {.kernel = -1};
	char now[sizeof(witness->before)];
	int status;

	read_call(witness, now, sizeof(now));
	ck_assert_str_eq(now, witness->before);
	ck_assert_int_eq(write(witness->question, "", 1), 1);
	ck_assert_int_eq(read(witness->answer, &own, sizeof(own)), (ssize_t)sizeof(own));
	expect_own_policy(&own, policy);
	close(witness->question);
	ck_assert_int_eq(waitpid(witness->pid, &status, 0), witness->pid);
	ck_assert_int_eq(status, 0);
	close(witness->answer);
}
