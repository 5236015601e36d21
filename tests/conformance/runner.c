/* SPDX-License-Identifier: Apache-2.0 */
#include "runner.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "case.h"
#include "cleanup.h"
#include "machine.h"

struct run {
	const struct options *options;
	const struct scratch *scratch;
	const struct bundle *bundle;
	const json_t *resolved;
	struct observed *observed;
	struct dialogue container; /* the runtime that runs or creates it */
	bool created;		   /* with create and start, so that it outlives the runtime */
};

/* Begins a command, RUNTIME --root ROOT VERB. */
static void begin(const struct run *run, struct dialogue *command, const char *verb)
{
	*command = (struct dialogue){.argv = {run->options->runtime},
				     .uid = run->scratch->uid,
				     .home = run->bundle->dir};
	execute_add(command->argv, "--root");
	execute_add(command->argv, run->bundle->state_root);
	execute_add(command->argv, verb);
}

static void problem(struct run *run, const char *what, const struct dialogue *command)
{
	snprintf(run->observed->problem, sizeof(run->observed->problem), "%s: %s: %.800s", what,
		 command->late ? "did not end in time" : "failed", command->err);
}

/* ---- what is done to the running container ---- */

static bool update_mems(struct run *run, const char *mems)
{
	CLEANUP(cleanup_json)
	json_t *resources = json_pack("{s:{s:s}}", "cpu", "mems", mems);
	CLEANUP(cleanup_free) char *path = NULL;
	struct dialogue command;

	if (asprintf(&path, "%s/resources.json", run->bundle->dir) < 0 ||
	    json_dump_file(resources, path, 0))
		err(EX_OSERR, "%s", run->bundle->dir);
	/* The only way that all runtimes support. */
	begin(run, &command, "update");
	execute_add(command.argv, "--resources");
	execute_add(command.argv, path);
	execute_add(command.argv, run->bundle->id);
	if (dialogue_run(&command, run->options->time_limit))
		return true;
	problem(run, "update", &command);
	return false;
}

/* Finds out the policy of a process started by exec, which the specification leaves open. */
static bool exec_probe(struct run *run)
{
	struct dialogue command;
	CLEANUP(cleanup_free) char *line = NULL;
	CLEANUP(cleanup_json) json_t *found = NULL;
	const char *mode;

	begin(run, &command, "exec");
	execute_add(command.argv, run->bundle->id);
	execute_add(command.argv, "/probe");
	execute_add(command.argv, "policy");
	if (!dialogue_start(&command, run->options->time_limit))
		err(EX_OSERR, "%s", run->options->runtime);
	line = dialogue_line(&command, false);
	dialogue_finish(&command);
	found = line ? json_loads(line, 0, NULL) : NULL;
	mode = mempolicy_mode_name((enum mempolicy_mode)(
		json_integer_value(json_object_get(found, "mode")) & ~MEMPOLICY_FLAGS));
	if (!found || !mode || execute_exit_code(command.status)) {
		problem(run, "exec", &command);
		return false;
	}
	snprintf(run->observed->note, sizeof(run->observed->note), "exec runs under %s", mode);
	return true;
}

/* ---- the conversation with the probe ---- */

static json_t *read_json(struct run *run)
{
	CLEANUP(cleanup_free) char *line = dialogue_line(&run->container, run->created);

	return line ? json_loads(line, JSON_DECODE_ANY, NULL) : NULL;
}

/* Reads a report, if there is one; its pages are missing if the probe died while touching them. */
static bool read_report(struct run *run)
{
	json_t *policies = read_json(run), *report, *pages = NULL;

	if (!policies)
		return false;
	if (json_object_get(run->resolved, "touch"))
		pages = read_json(run);
	report = json_pack("{s:o, s:o*}", "policies", policies, "pages", pages);
	json_array_append_new(run->observed->reports, report);
	return true;
}

static void converse(struct run *run)
{
	const json_t *then = json_object_get(run->resolved, "then");
	bool goes_on = read_report(run);

	for (size_t i = 0; goes_on && i < json_array_size(then); i++) {
		const json_t *step = json_array_get(then, i);
		const char *mems = json_string_value(json_object_get(step, "mems"));

		if (mems)
			goes_on = update_mems(run, mems);
		if (goes_on && json_object_get(step, "exec"))
			goes_on = exec_probe(run);
		if (goes_on && json_object_get(step, "sees")) {
			dialogue_say(&run->container, "again");
			goes_on = read_report(run);
		}
	}
	dialogue_say(&run->container, NULL);
}

/* ---- the container's life ---- */

static void delete (const struct run *run)
{
	char state[sizeof(run->bundle->state_root) + sizeof(run->bundle->id) + 1];
	struct dialogue command;

	snprintf(state, sizeof(state), "%s/%s", run->bundle->state_root, run->bundle->id);
	if (access(state, F_OK))
		return;
	begin(run, &command, "delete");
	execute_add(command.argv, "--force");
	execute_add(command.argv, run->bundle->id);
	if (!dialogue_run(&command, run->options->time_limit))
		warnx("%s is left behind: %s", run->bundle->id, command.err);
}

static void start(struct run *run)
{
	struct dialogue command;

	begin(run, &command, "start");
	execute_add(command.argv, run->bundle->id);
	if (!dialogue_run(&command, run->options->time_limit))
		problem(run, "start", &command);
}

static void live(struct run *run)
{
	if (run->created) {
		dialogue_wait(&run->container);
		if (run->container.late || execute_exit_code(run->container.status))
			return;
		/* The time limit starts again. */
		run->container.deadline += run->options->time_limit;
		start(run);
		if (*run->observed->problem)
			return;
	}
	converse(run);
}

static void read_hook_stderr(const struct bundle *bundle, struct observed *observed)
{
	FILE *file = fopen(bundle->hook_stderr, "re");
	size_t length;

	if (!file)
		return;
	length = fread(observed->hook_err, 1, sizeof(observed->hook_err) - 1, file);
	while (length && observed->hook_err[length - 1] == '\n')
		length--;
	observed->hook_err[length] = '\0';
	observed->has_hook_err = true;
	fclose(file);
}

static void run_container(struct run *run)
{
	struct dialogue *container = &run->container;
	struct observed *observed = run->observed;

	if (!dialogue_start(container, run->options->time_limit))
		err(EX_OSERR, "%s", run->options->runtime);
	live(run);
	dialogue_finish(container);
	observed->late = container->late;
	observed->signal = WIFSIGNALED(container->status) ? WTERMSIG(container->status) : 0;
	observed->exit_code = execute_exit_code(container->status);
	/* The exit code of `create` is not the container's. */
	if (run->created && observed->exit_code == 0)
		observed->exit_code = -1;
	memcpy(observed->err, container->err, sizeof(observed->err));
	read_hook_stderr(run->bundle, observed);
	delete (run);
}

void runner_run(const struct options *options, const struct scratch *scratch,
		const struct bundle *bundle, const json_t *resolved, struct observed *ret)
{
	const char *via = json_string_value(json_object_get(resolved, "via"));
	const json_t *under = json_object_get(resolved, "under");
	struct mempolicy policy;
	struct run run = {.options = options,
			  .scratch = scratch,
			  .bundle = bundle,
			  .resolved = resolved,
			  .observed = ret,
			  .created = via && strcmp(via, "create") == 0};

	*ret = (struct observed){.reports = json_array()};
	begin(&run, &run.container, run.created ? "create" : "run");
	execute_add(run.container.argv, "--bundle");
	execute_add(run.container.argv, bundle->dir);
	execute_add(run.container.argv, bundle->id);
	run.container.talks = json_object_get(resolved, "then") != NULL;
	if (under) {
		policy = case_policy(under);
		run.container.policy = &policy;
	}
	run_container(&run);
}

void observed_drop(struct observed *observed)
{
	json_decref(observed->reports);
}

/* ---- the runtime itself ---- */

/* Runs a container without the hook; resolved may be NULL. */
static void try_container(const struct options *options, struct scratch *scratch,
			  const json_t *resolved, struct observed *ret)
{
	struct options without = *options;
	struct bundle bundle;

	without.hook[0] = '\0';
	bundle_make(scratch, &without, resolved, &bundle);
	runner_run(&without, scratch, &bundle, resolved, ret);
	bundle_drop(&bundle);
}

bool runner_works(const struct options *options, struct scratch *scratch, char *err_text,
		  size_t size)
{
	struct observed observed;
	bool works;

	try_container(options, scratch, NULL, &observed);
	works = !observed.late && observed.exit_code == 0 && json_array_size(observed.reports) == 1;
	snprintf(err_text, size, "%s", observed.late ? "it did not end in time" : observed.err);
	observed_drop(&observed);
	return works;
}

bool runner_knows(const struct options *options, struct scratch *scratch)
{
	CLEANUP(cleanup_json)
	json_t *resolved = json_pack("{s:{s:s}}", "memoryPolicy", "mode", "MPOL_LOCAL");
	CLEANUP(cleanup_json) json_t *none = json_integer(MEMPOLICY_DEFAULT);
	struct observed observed;
	const json_t *policy;
	bool ignored;

	try_container(options, scratch, resolved, &observed);
	policy = json_object_get(json_object_get(json_array_get(observed.reports, 0), "policies"),
				 "main");
	ignored = json_equal(json_object_get(policy, "mode"), none);
	observed_drop(&observed);
	return !ignored;
}

/* "runc version 1.1.5+ds1" becomes "runc 1.1.5+ds1", "youki version: 0.7.0" "youki 0.7.0". */
void runner_version(const struct options *options, char *text, size_t size)
{
	struct dialogue command = {.argv = {options->runtime, "--version"}};
	char name[64] = "", version[128] = "";
	CLEANUP(cleanup_free) char *line = NULL;

	if (!dialogue_start(&command, options->time_limit))
		err(EX_OSERR, "%s", options->runtime);
	line = dialogue_line(&command, false);
	dialogue_finish(&command);
	if (line && (sscanf(line, "%63s version%*[: ]%127s", name, version) == 2 ||
		     sscanf(line, "%63s %127s", name, version) == 2))
		snprintf(text, size, "%s %s", name, version);
	else
		snprintf(text, size, "%s", strrchr(options->runtime, '/') + 1);
}
