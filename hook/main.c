/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy-hook: reads, decides, acts, reports. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cleanup.h"
#include "confine.h"
#include "error.h"
#include "input.h"
#include "oci.h"
#include "options.h"
#include "policy.h"
#include "report.h"
#include "target.h"

/* What main() owns until it ends. */
struct run {
	struct options options;
	struct timespec deadline;
	struct mempolicy_error unconfined; /* why, if it could not be confined */
	struct oci_state state;
	struct oci_config config;
	struct target target;
	struct report report;
};

static int read_state(struct run *run, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length;
	int result;

	if (input_read(&run->deadline, &text, &length, err))
		return -1;
	result = oci_state_parse(text, length, &run->state, err);
	run->report.id = run->state.id;
	return result;
}

static int read_config(struct run *run, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length;

	if (oci_config_read(run->state.bundle, &text, &length, err))
		return -1;
	confine_to_tracing(&run->unconfined);
	return oci_config_parse(text, length, &run->config, err);
}

static int read_policy(struct run *run, struct mempolicy_error *err)
{
	struct report *report = &run->report;

	/* Only here, since a container that asks for no policy is not to suffer from it. */
	if (run->unconfined.kind) {
		*err = run->unconfined;
		return -1;
	}
	if (policy_from_json(run->config.memory_policy, &report->requested, err))
		return -1;
	report->has_requested = true;
	return mempolicy_check(&report->requested, err);
}

static int find_target(struct run *run, struct mempolicy_error *err)
{
	if (target_find(&run->state, &run->config, &run->target, err))
		return -1;
	run->report.stage = target_stage_name(run->target.stage);
	return 0;
}

static int resolve(struct run *run, struct mempolicy_error *err)
{
	struct report *report = &run->report;
	struct mempolicy_machine machine;

	if (mempolicy_machine_read(&machine, err))
		return -1;
	report->allowed = run->target.has_allowed ? run->target.allowed : machine.with_memory;
	report->has_allowed = true;
	if (mempolicy_resolve(&report->requested, &machine, &report->allowed, run->config.cpu_mems,
		    run->options.allow_degraded, &report->resolution, err))
		return -1;
	report->has_resolution = true;
	return 0;
}

/* At createContainer this process is a child of init, and has inherited its policy. */
static int is_in_place(const struct run *run, bool *ret, struct mempolicy_error *err)
{
	struct mempolicy current;

	*ret = false;
	if (run->target.stage != TARGET_CREATE_CONTAINER)
		return 0;
	if (mempolicy_get(&current, err))
		return -1;
	*ret = mempolicy_equal(&current, &run->report.resolution.readback);
	return 0;
}

static int apply(struct run *run, struct mempolicy_error *err)
{
	if (mempolicy_apply(run->target.pid, run->target.proc_pid, &run->report.resolution, NULL,
		    NULL, &run->deadline, &run->report.threads, err) == 0)
		return 0;
	if (err->kind == MEMPOLICY_ERROR_PERMISSION && run->config.in_user_namespace &&
		run->target.stage == TARGET_CREATE_CONTAINER)
		error_remedy(err,
			"in a user namespace, init can be reached from outside only: if root "
			"started the runtime, register the hook at createRuntime as well; else "
			"start the runtime itself under the policy, with numactl(8)");
	return -1;
}

static int serve(struct run *run, struct mempolicy_error *err)
{
	bool in_place;

	if (read_state(run, err) || read_config(run, err))
		return -1;
	run->report.outcome = OUTCOME_NONE;
	if (!run->config.memory_policy)
		return 0;
	if (read_policy(run, err) || find_target(run, err) || resolve(run, err) ||
		is_in_place(run, &in_place, err))
		return -1;
	run->report.outcome = in_place ? OUTCOME_IN_PLACE : OUTCOME_APPLIED;
	return in_place ? 0 : apply(run, err);
}

/* A runtime that cannot write all of the state may fail for that, and hide what was wrong. */
static void drain(const struct timespec *deadline)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct mempolicy_error ignored;
	size_t length;

	input_read(deadline, &text, &length, &ignored);
}

/* A runtime may start a hook without the standard descriptors: what is opened later must not take
 * their numbers. Others, which it may have left open, are none of the hook's business. */
static void settle_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	closefrom(STDERR_FILENO + 1);
}

int main(int argc, char **argv)
{
	struct run run = {.options = OPTIONS_DEFAULT};
	int wrong_usage, log_fd, exit_code;

	settle_descriptors();
	/* A caller's SIG_IGN is inherited; it would hide the stops of a traced process. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	clock_gettime(CLOCK_MONOTONIC, &run.report.started);
	run.deadline = run.report.started;
	wrong_usage = options_parse(argc, argv, &run.options, &run.report.error);
	run.deadline.tv_sec += run.options.timeout;
	if (wrong_usage) {
		drain(&run.deadline);
		return report_write(&run.report, &run.options, -1);
	}
	if (run.options.action != OPTIONS_RUN) {
		(run.options.action == OPTIONS_HELP ? options_print_help : options_print_version)();
		return fflush(stdout) ? EX_IOERR : EX_OK;
	}
	log_fd = report_open(&run.options);
	confine(&run.unconfined);
	if (serve(&run, &run.report.error))
		run.report.outcome = OUTCOME_FAILED;
	exit_code = report_write(&run.report, &run.options, log_fd);
	oci_config_drop(&run.config);
	oci_state_drop(&run.state);
	return exit_code;
}
