/* SPDX-License-Identifier: Apache-2.0 */
#include "serve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "facts.h"
#include "oci.h"
#include "process.h"
#include "remedy.h"
#include "watchdog.h"

/* ---- what is requested ---- */

static int read_state(struct serving *serving, struct mempolicy_error *err)
{
	int result = reading_state(&serving->reading, &serving->state, err);

	if (*serving->state.id)
		serving->report.id = serving->state.id;
	watchdog_name(serving->report.id);
	return result;
}

/* In a user namespace that a root runtime made, the hook may be unable to read root's files. */
static bool is_closed_by_user_namespace(const struct serving *serving,
					const struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	enum target_stage stage;

	return err->sys_errno == EACCES && process_in_user_namespace() &&
	       target_stage(serving->state.pid, &stage, &ignored) == 0 &&
	       stage == TARGET_CREATE_CONTAINER;
}

static int cannot_open(struct serving *serving, struct mempolicy_error *err)
{
	if (!err->sys_errno)
		return -1;
	if (!is_closed_by_user_namespace(serving, err))
		return mp_error_remedy(err,
				       "the runtime names this bundle in the container's state; "
				       "it must be readable to the hook");
	if (!serving->options->after_create_runtime)
		return mp_error_remedy(
			err, "in this user namespace it may not be read: register the hook at "
			     "createRuntime as well, and give this entry --after-create-runtime");
	serving->report.stage = target_stage_name(TARGET_CREATE_CONTAINER);
	serving->report.outcome = OUTCOME_UNVERIFIED;
	return 0;
}

/* Whether the policy is not possible here. In each of these cases init was left untouched, also if
 * there was no second process: init is not traced then. */
static bool cannot_be_had(const struct serving *serving, enum mempolicy_error_kind also,
			  const struct mempolicy_error *err)
{
	return err->kind == MEMPOLICY_ERROR_UNSUPPORTED || err->kind == also ||
	       (err->kind == MEMPOLICY_ERROR_SYSTEM && serving->reading.fork_errno);
}

/*
 * A container that requests no policy must not fail because the default one is not possible on this
 * machine, within its limits, or with the rest of its config.json.
 *
 * also  the kind of error that means so here, besides UNSUPPORTED
 */
static int leave_out_default(struct serving *serving, enum mempolicy_error_kind also,
			     struct mempolicy_error *err)
{
	struct report *report = &serving->report;

	place_error(&serving->config.asked.place, err);
	if (serving->config.asked.place.kind != PLACE_DEFAULT || !cannot_be_had(serving, also, err))
		return -1;
	report->place = serving->config.asked.place;
	report->notation = serving->config.asked.notation;
	report->has_notation = serving->config.defect.kind == DEFECT_NONE;
	report->outcome = OUTCOME_NONE;
	report->left_out = true;
	remedy_add(err, false);
	report->has_resolution = false;
	report->resolution = (struct mempolicy_resolution){.degraded = false};
	return 0;
}

/* Fills in the outcome where nothing is left to do. */
static int read_config(struct serving *serving, struct mempolicy_error *err)
{
	char path[PATH_MAX + sizeof("/config.json")];
	CLEANUP(cleanup_fd) int fd = -1;

	snprintf(path, sizeof(path), "%s/config.json", serving->state.bundle);
	fd = oci_config_open(path, err);
	if (fd < 0)
		return cannot_open(serving, err);
	if (reading_config(&serving->reading, fd, path, &serving->config, err))
		return leave_out_default(serving,
					 serving->config.defect.kind < DEFECT_KINDS
						 ? MEMPOLICY_ERROR_UNSUPPORTED
						 : MEMPOLICY_ERROR_INVALID,
					 err);
	if (!serving->config.asked.asks)
		serving->report.outcome = OUTCOME_NONE;
	return 0;
}

static int check_policy(struct serving *serving, struct mempolicy_error *err)
{
	struct report *report = &serving->report;

	report->place = serving->config.asked.place;
	report->notation = serving->config.asked.notation;
	report->has_notation = true;
	report->requested = report->notation.policy;
	report->has_requested = !report->notation.word.kind;
	return mempolicy_notation_check(&report->notation, err);
}

/* ---- whose policy it is, and what it resolves to ---- */

static struct target_claim claim(const struct serving *serving)
{
	return (struct target_claim){.status = serving->state.status,
				     .pid = serving->state.pid,
				     .namespaces = serving->config.namespaces};
}

/* What node words are resolved with. Where init is not proven, this process's own CPUs count: it
 * was started with those of init, or of the runtime. */
static struct facts_of facts_of(const struct serving *serving,
				const struct mempolicy_machine *machine)
{
	const struct config_record *config = &serving->config;
	struct facts_of of = {
		.machine = machine,
		.cpus = config->has_cpus ? &config->cpus : NULL,
		.proc_pid = serving->target.proc_pid,
	};

	of.usable = mempolicy_nodes_and(&serving->report.allowed, &machine->with_memory);
	if (config->has_mems)
		of.usable = mempolicy_nodes_and(&of.usable, &config->mems);
	return of;
}

static int resolve_word(struct serving *serving, const struct facts_of *of,
			struct mempolicy_error *err)
{
	struct report *report = &serving->report;

	if (report->notation.word.kind &&
	    facts_resolve(&report->notation.word, of, &report->requested.nodes, err))
		return -1;
	report->has_requested = true;
	return 0;
}

/* Node words may also refer to nodes without memory. */
static int read_machine(const struct serving *serving, struct mempolicy_machine *ret,
			struct mempolicy_error *err)
{
	if (serving->report.notation.word.kind || serving->options->require_local)
		return mempolicy_machine_read(ret, err);
	return target_machine(&serving->report.requested.nodes, ret, err);
}

static int resolve(struct serving *serving, struct mempolicy_error *err)
{
	struct report *report = &serving->report;
	const struct target *target = &serving->target;
	struct mempolicy_machine machine;
	char mems[MEMPOLICY_NODES_TEXT];
	struct facts_of of;

	report->stage = target_stage_name(target->stage);
	if (read_machine(serving, &machine, err))
		return -1;
	report->allowed = target->has_allowed ? target->allowed : machine.with_memory;
	report->has_allowed = true;
	of = facts_of(serving, &machine);
	if (resolve_word(serving, &of, err))
		return -1;
	mempolicy_nodes_format(&serving->config.mems, mems, sizeof(mems));
	if (mempolicy_resolve(&report->requested, &machine, &report->allowed,
			      serving->config.has_mems ? mems : NULL,
			      serving->options->allow_degraded, &report->resolution, err))
		return -1;
	report->has_resolution = true;
	if (!serving->options->require_local)
		return 0;
	return facts_check_local(&report->resolution.effective, &of, err);
}

/* ---- in place already ---- */

/* Whether this process has the policy. At createContainer it is a child of init, and inherited the
 * policy of the thread that started it. */
static int is_inherited(const struct serving *serving, bool *ret, struct mempolicy_error *err)
{
	struct mempolicy current;

	*ret = false;
	if (serving->target.stage != TARGET_CREATE_CONTAINER)
		return 0;
	if (mempolicy_get_own(&current, err))
		return -1;
	*ret = mempolicy_equal(&current, &serving->report.resolution.readback);
	return 0;
}

/* numa_maps shows a thread's effective nodes. */
static bool thread_has_it(const struct serving *serving, pid_t proc_tid)
{
	struct mempolicy shown, wanted = serving->report.resolution.request;
	struct mempolicy_error ignored;

	wanted.nodes = serving->report.resolution.effective;
	return mempolicy_get_shown(serving->target.proc_pid, proc_tid, &shown, &ignored) == 0 &&
	       mempolicy_equal(&shown, &wanted);
}

/* Whether /proc shows that every thread of init has the policy, without stopping init. */
static bool all_threads_have_it(const struct serving *serving)
{
	char path[32];
	CLEANUP(cleanup_dir) DIR *dir = NULL;
	const struct dirent *entry;
	unsigned int threads = 0;

	if (serving->target.threads == 1)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/task", serving->target.proc_pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			if (!thread_has_it(serving, (pid_t)strtol(entry->d_name, NULL, 10)))
				return false;
			threads++;
		}
	return threads == serving->target.threads;
}

/*
 * A parent that cannot be proven to be init is left alone. But this process inherited its policy
 * either from init, or from the runtime, as init did; so it can still verify the policy. That is
 * how a container of crun without a pid namespace is verified at createContainer, where crun names
 * no pid (see target_find()).
 */
static int verify_unproven(struct serving *serving, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	const struct target_claim claimed = claim(serving);
	bool inherited;

	if (err->kind != MEMPOLICY_ERROR_USAGE ||
	    target_unproven(&claimed, &serving->target, &ignored) || resolve(serving, &ignored) ||
	    is_inherited(serving, &inherited, &ignored) || !inherited)
		return -1;
	serving->report.outcome = OUTCOME_IN_PLACE;
	return 0;
}

/* The error is not about the place of the policy, so it does not name that. */
static int cannot_prove(struct serving *serving, struct mempolicy_error *err)
{
	if (verify_unproven(serving, err) == 0)
		return 0;
	if (serving->config.asked.place.kind != PLACE_DEFAULT)
		return -1;
	return leave_out_default(serving, MEMPOLICY_ERROR_USAGE, err);
}

/* ---- applying it ---- */

/* Proves init again once it is stopped, when no other process can take its place. */
static int prove_again(void *data, struct mempolicy_error *err)
{
	const struct serving *serving = data;
	const struct target_claim claimed = claim(serving);

	return target_prove(&claimed, &serving->target, err);
}

static int apply(struct serving *serving, struct mempolicy_error *err)
{
	const struct target *target = &serving->target;
	struct confine_failure unconfined;

	if (reading_check_apart(&serving->reading, err))
		return -1;
	report_open(serving->options, &serving->channels);
	confine_tracer(target->pid, &unconfined);
	if (unconfined.step)
		return confine_error(&unconfined, err);
	return mempolicy_apply(target->pid, target->proc_pid, &serving->report.resolution,
			       prove_again, serving, &serving->deadline, &serving->report.threads,
			       err);
}

/*
 * If the threads may not be traced, or not by this process, only the policy of the thread that runs
 * the hooks is known, and decides. In runc (1.1 to 1.5), the only runtime whose init has several
 * threads, that is the thread which executes the user's program: runc's init begins with
 * runtime.LockOSThread().
 */
static int take_effect(struct serving *serving, struct mempolicy_error *err)
{
	struct report *report = &serving->report;
	bool inherited;

	if (is_inherited(serving, &inherited, err))
		return -1;
	if (!inherited || !all_threads_have_it(serving)) {
		report->outcome = OUTCOME_APPLIED;
		if (apply(serving, err) == 0)
			return 0;
		if (!inherited ||
		    (err->reason != MEMPOLICY_REASON_NOT_TRACEABLE && !serving->reading.fork_errno))
			return -1;
	}
	report->outcome = OUTCOME_IN_PLACE;
	return 0;
}

/* Fills in the outcome where nothing is left to do. */
static int find_and_resolve(struct serving *serving, struct mempolicy_error *err)
{
	const struct target_claim claimed = claim(serving);

	if (check_policy(serving, err) || target_check_status(&claimed, err))
		return place_error(&serving->report.place, err);
	if (target_find(&claimed, &serving->target, err))
		return cannot_prove(serving, err);
	return resolve(serving, err) ? leave_out_default(serving, MEMPOLICY_ERROR_INVALID, err) : 0;
}

static bool is_decided(const struct serving *serving)
{
	return serving->report.outcome != OUTCOME_FAILED;
}

static int go(struct serving *serving, struct mempolicy_error *err)
{
	struct mempolicy_error ignored;
	int result = 0;

	if (read_state(serving, err) || read_config(serving, err))
		return -1;
	/* The reader ends in the meantime. */
	if (!is_decided(serving))
		result = find_and_resolve(serving, err);
	if (reading_end(&serving->reading, result ? &ignored : err))
		return -1;
	if (result == 0 && !is_decided(serving) && take_effect(serving, err))
		result = leave_out_default(serving, MEMPOLICY_ERROR_INVALID, err);
	return result;
}

void serve(struct serving *serving)
{
	serving->target.folder = -1;
	if (!reading_start(serving->options, &serving->deadline, &serving->reading)) {
		report_open(serving->options, &serving->channels);
		reading_alone(&serving->reading);
	}
	if (go(serving, &serving->report.error)) {
		serving->report.outcome = OUTCOME_FAILED;
		remedy_add(&serving->report.error,
			   serving->config.in_user_namespace &&
				   serving->target.stage == TARGET_CREATE_CONTAINER);
		reading_abandon(&serving->reading);
	}
	target_drop(&serving->target);
	watchdog_settle(report_exit_code(&serving->report));
}
