/* SPDX-License-Identifier: Apache-2.0 */
#include "trial.h"

#include <check.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sysexits.h>

#include "cleanup.h"
#include "procfs.h"

/* Describes the current trial and its outcome, for the process that outlives a test that fails. */
static char *last_words;
#define LAST_WORDS (4L * COMMAND_OUTPUT)

static void tell(void)
{
	if (last_words && *last_words)
		fprintf(stderr, "%s\n", last_words);
	if (last_words)
		*last_words = '\0';
}

void trial_share(void)
{
	last_words =
		mmap(NULL, LAST_WORDS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (last_words == MAP_FAILED)
		abort();
}

void trial_prepare(TCase *tcase)
{
	prepare_containers(tcase);
	if (trial_all())
		tcase_set_timeout(tcase, 3600);
	tcase_add_unchecked_fixture(tcase, NULL, tell);
}

static void note(struct trial *trial)
{
	static const char *const names[PROCESSES] = {"tracer", "reader"};
	struct driver *driver = &trial->driver;
	const struct fault *fault = &driver->fault;
	const struct process *aimed = driver_aimed(driver);
	char said[COMMAND_OUTPUT] = "";

	hook_text(&trial->bundle, said, sizeof(said));
	snprintf(last_words, (size_t)LAST_WORDS,
		 "%s, system call %zu of %zu of the %s, number %ld, effect %d, value %ld: the "
		 "tracer ended with %d, the reader with %d, the runtime with %d: %s%s; the "
		 "hook says \"%s\"",
		 trial->bundle.runtime == RUNC ? "runc" : "crun", fault->call, aimed->count,
		 names[fault->at], driver->hit ? aimed->calls[fault->call].number : -1L,
		 (int)fault->effect, fault->value, driver->of[TRACER].exit_code,
		 driver->of[READER].exit_code, trial->bundle.command.exit_code,
		 trial->bundle.command.out, trial->bundle.command.err, said);
}

void trial_begin(struct trial *trial, int place, const char *program, const struct fault *fault)
{
	static const struct fault none = {.effect = NOTHING};
	struct bundle *bundle = &trial->bundle;

	tell();
	bundle_open_asking(bundle, place, &bind_0);
	driver_open(&trial->driver, bundle->path, fault ? fault : &none);
	note(trial);
	trial->hook =
		bundle_add_hook(bundle, stages[place / RUNTIMES].names[0], DRIVEN,
				json_pack("[s, s, s]", HOOK_NAME, trial->driver.address.sun_path,
					  program ? program : scratch.hook));
	trial_option(trial, "--log", trial->bundle.log);
	/* Nothing here takes so long, unless it is meant to. */
	trial_option(trial, "--timeout", "15");
}

void trial_option(struct trial *trial, const char *option, const char *value)
{
	json_t *args = json_object_get(trial->hook, "args");

	json_array_append_new(args, json_string(option));
	json_array_append_new(args, json_string(value));
}

void trial_run(struct trial *trial)
{
	bundle_start(&trial->bundle);
	driver_serve(&trial->driver, trial->bundle.command.pid);
	bundle_finish(&trial->bundle);
	note(trial);
	ck_assert_msg(trial->driver.of[TRACER].pid, "the hook was not run: %s",
		      trial->bundle.command.err);
}

bool trial_expect_promise(const struct trial *trial)
{
	const struct command *command = &trial->bundle.command;

	if (!*command->out) {
		ck_assert_int_ne(command->exit_code, 0);
		return false;
	}
	expect_policy(command->out, &bind_0);
	ck_assert_int_eq(command->exit_code, 0);
	ck_assert_int_eq(trial->driver.of[TRACER].exit_code, 0);
	return true;
}

/* main() begins by opening a file. */
static bool is_in_main(const struct driver *driver, enum which at, size_t call)
{
	for (size_t i = 0; i < call; i++)
		if (driver->of[at].calls[i].number == SYS_openat)
			return true;
	return at == READER;
}

static bool is_in_log(const struct trial *trial)
{
	FILE *log = fopen(trial->bundle.log, "re");
	char text[COMMAND_OUTPUT] = "";

	if (!log)
		return false;
	text[fread(text, 1, sizeof(text) - 1, log)] = '\0';
	fclose(log);
	return strstr(text, "\"outcome\":\"failed\"") && strstr(text, "\"message\":\"");
}

void trial_expect_told(const struct trial *trial, enum which at, size_t call)
{
	static const char before[] = HOOK_NAME ": ";
	int exit_code = trial->driver.of[TRACER].exit_code;
	char text[COMMAND_OUTPUT];

	if (!is_in_main(&trial->driver, at, call))
		return;
	hook_text(&trial->bundle, text, sizeof(text));
	ck_assert_msg(strncmp(text, before, strlen(before)) == 0 || is_in_log(trial),
		      "the hook says \"%s\"", text);
	ck_assert(exit_code >= EX__BASE && exit_code <= EX__MAX);
}

void trial_end(struct trial *trial)
{
	driver_close(&trial->driver);
	bundle_close(&trial->bundle);
	*last_words = '\0';
}

size_t trial_count(int place, enum which at, struct call calls[CALLS_MAX])
{
	static struct trial trial;
	const struct process *process = &trial.driver.of[at];

	trial_begin(&trial, place, NULL, NULL);
	trial_run(&trial);
	expect_ran(&trial.bundle, &bind_0);
	for (size_t i = 0; i < PROCESSES; i++)
		ck_assert_int_eq(trial.driver.of[i].exit_code, 0);
	trial_end(&trial);
	/* It reads, and traces: the tested process does real work. */
	ck_assert_uint_gt(process->count, at == TRACER ? 60 : 15);
	for (size_t i = 0; calls && i < process->count; i++)
		calls[i] = process->calls[i];
	return process->count;
}

bool trial_all(void)
{
	return getenv("FULL") != NULL;
}

/* ---- processes ---- */

typedef bool matcher(const struct driver *driver, const struct proc_status *status);

/* Finds the first process that matches, with the prefix "", or the first thread of a process, with
 * "PID/task/". */
static pid_t find(const char *prefix, matcher *matches, const struct driver *driver)
{
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;
	char task[320];

	snprintf(task, sizeof(task), "/proc/%s", prefix);
	dir = opendir(task);
	while (dir && (entry = readdir(dir))) {
		struct proc_status status;
		struct mempolicy_error ignored;

		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		snprintf(task, sizeof(task), "%s%s", prefix, entry->d_name);
		if (mp_proc_status_read(task, &status, &ignored) == 0 && matches(driver, &status))
			return status.ids[0];
	}
	return 0;
}

static bool is_init(const struct driver *driver, const struct proc_status *status)
{
	return status->parent == driver->runtime && status->levels > 1 &&
	       status->ids[status->levels - 1] == 1;
}

static bool has_tracer(const struct driver *driver, const struct proc_status *status)
{
	return status->tracer == driver->of[TRACER].pid;
}

pid_t trial_init(const struct driver *driver)
{
	struct proc_status hook;
	struct mempolicy_error err;

	ck_assert_msg(mp_proc_status_of(driver->of[TRACER].pid, &hook, &err) == 0, "%s",
		      err.message);
	if (hook.parent != driver->runtime)
		return hook.parent;
	return find("", is_init, driver);
}

bool trial_is_traced(const struct driver *driver, pid_t pid)
{
	char threads[32];

	snprintf(threads, sizeof(threads), "%d/task/", pid);
	return find(threads, has_tracer, driver) != 0;
}
