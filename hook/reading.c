/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "channel.h"
#include "error.h"
#include "reader.h"
#include "watchdog.h"

/*
 * fork(2), except that the child's end sends no signal: the tracer sleeps until SIGCHLD, which must
 * come from traced threads only. The reader dies with the tracer.
 */
static pid_t fork_silently(void)
{
	pid_t parent = getpid();
	pid_t child = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != parent)
			_exit(1);
	}
	return child;
}

bool reading_start(const struct hook_options *options, const struct timespec *deadline,
		   struct reading *ret)
{
	int ends[2];
	pid_t child;

	*ret = (struct reading){.options = options, .deadline = *deadline, .channel = -1};
	child = channel_open(ends) ? -1 : fork_silently();
	if (child < 0) {
		ret->fork_errno = errno;
		return false;
	}
	/* Each process keeps only its own end, so that it notices when the other process ends. */
	ret->reader = child;
	ret->channel = ends[child ? 0 : 1];
	close(ends[child ? 1 : 0]);
	if (child == 0) {
		reader_run(ret->channel, options, deadline);
		exit(EX_OK);
	}
	return true;
}

void reading_alone(struct reading *reading)
{
	confine_alone(&reading->unconfined);
}

/* ---- its answers ---- */

static int timed_out(const char *what, const char *remedy, struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_TIMEOUT, "", "timed out reading %s", what);
	return mp_error_remedy(err, "%s, or allow more time with --timeout", remedy);
}

static int state_timed_out(struct mempolicy_error *err)
{
	return timed_out("the OCI state: standard input was not closed",
			 "the runtime must close its end", err);
}

static int config_timed_out(const char *path, struct mempolicy_error *err)
{
	return timed_out(path, "check for a disk that does not respond", err);
}

/* Returns 0 or an errno, which may be ETIMEDOUT. */
static int receive(const struct reading *reading, void *ret_record, size_t size)
{
	while (channel_receive(reading->channel, ret_record, size)) {
		if (errno != EINTR)
			return errno;
		if (watchdog_passed(&reading->deadline))
			return ETIMEDOUT;
	}
	return 0;
}

static int lost(int sys_errno, struct mempolicy_error *err)
{
	mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno,
			   "the process that reads config.json ended or sent an invalid answer");
	return mp_error_remedy(err, "look in the kernel log for the reason (out of memory?)");
}

int reading_state(struct reading *reading, struct state_record *ret, struct mempolicy_error *err)
{
	int sys_errno = 0;

	if (reading->reader)
		sys_errno = receive(reading, ret, sizeof(*ret));
	else
		reader_read_state(&reading->deadline, ret);
	if (sys_errno || !record_check_state(ret))
		ret->id[0] = '\0';
	if (sys_errno == ETIMEDOUT || (!sys_errno && ret->sys_errno == ETIMEDOUT))
		return state_timed_out(err);
	if (sys_errno || !record_check_state(ret))
		return lost(sys_errno ? sys_errno : EPROTO, err);
	if (ret->sys_errno)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ret->sys_errno,
					  "cannot read standard input");
	return ret->defect.kind ? oci_defect_error(&ret->defect, err) : 0;
}

static int config_error(const struct config_record *record, struct mempolicy_error *err)
{
	if (record->defect.kind == DEFECT_POLICIES_DIFFER)
		return asking_differ(&record->asked, err);
	oci_defect_error(&record->defect, err);
	return place_error(&record->asked.place, err);
}

int reading_config(struct reading *reading, int config, const char *path, struct config_record *ret,
		   struct mempolicy_error *err)
{
	int sys_errno = 0;

	if (!reading->reader)
		reader_read_config(config, reading->options, &reading->unconfined, ret);
	else if (channel_send_fd(reading->channel, config))
		sys_errno = errno;
	else
		sys_errno = receive(reading, ret, sizeof(*ret));
	if (sys_errno == ETIMEDOUT)
		return config_timed_out(path, err);
	if (sys_errno || !record_check_config(ret))
		return lost(sys_errno ? sys_errno : EPROTO, err);
	if (ret->sys_errno == ENOMEM)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "reading %s", path);
	if (ret->sys_errno)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, ret->sys_errno,
					  "cannot read %s", path);
	/* Checked only here, so that it does not affect a container that requests no policy. */
	if (ret->asked.asks && ret->unconfined.step)
		return confine_error(&ret->unconfined, err);
	return ret->defect.kind ? config_error(ret, err) : 0;
}

int reading_check_apart(const struct reading *reading, struct mempolicy_error *err)
{
	if (!reading->fork_errno)
		return 0;
	mp_error_set_errno(
		err, MEMPOLICY_ERROR_SYSTEM, reading->fork_errno,
		"cannot start a second process, which reads config.json apart from the one that "
		"traces the container's init");
	return mp_error_remedy(
		err, "leave room for one more process in the container's pids limit "
		     "(linux.resources.pids.limit, pids.max of its cgroup) and in RLIMIT_NPROC");
}

void reading_abandon(const struct reading *reading)
{
	if (reading->reader)
		kill(reading->reader, SIGKILL);
}

int reading_end(struct reading *reading, struct mempolicy_error *err)
{
	/* This tells a reader that waits for config.json that none will come. */
	if (reading->channel >= 0)
		close(reading->channel);
	reading->channel = -1;
	while (reading->reader && waitpid(reading->reader, NULL, __WALL) < 0 && errno == EINTR)
		if (watchdog_passed(&reading->deadline))
			return timed_out("config.json", "check for a stopped process", err);
	reading->reader = 0;
	return 0;
}
