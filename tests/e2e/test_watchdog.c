/* SPDX-License-Identifier: Apache-2.0 */
/* Every wait ends at --timeout or soon after, whatever the hook waits for. */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "clock.h"
#include "direct.h"
#include "procfs.h"
#include "suites.h"

#define TIMEOUT	   "--timeout=1"
#define TIMEOUT_MS 1000
/* The last of the three steps comes two seconds later; one more second for a busy machine. */
#define LATEST_MS (TIMEOUT_MS + 3000)

#define STATE_LATE                                                                                 \
	"timed out reading the OCI state: standard input was not closed; the runtime must close "  \
	"its end, or allow more time with --timeout"

#define INTERRUPTS_NOT                                                                                 \
	"timed out in a system call that cannot be interrupted; check for a frozen process or a dead " \
	"file system"

static void expect_in_time(long taken)
{
	ck_assert_int_ge(taken, TIMEOUT_MS - 1);
	ck_assert_int_le(taken, LATEST_MS);
}

START_TEST(standard_input_that_stays_open_times_out)
{
	double started;
	struct command command;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "{", 1), 1);
	command_init(&command, scratch.hook, TIMEOUT, NULL);
	command.stdin_fd = ends[0];
	started = seconds_now();
	command_run(&command);
	expect_in_time(milliseconds_since(started));
	direct_expect_error(&command, EX_TEMPFAIL, STATE_LATE);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* ---- a reader that does not run ---- */

/* Opens a standard input for the hook that provides nothing until it is closed. */
static int open_silence(char fifo[128])
{
	int fd;

	snprintf(fifo, 128, "%s/fifo-%d", scratch.dir, getpid());
	ck_assert_int_eq(mkfifo(fifo, 0644), 0);
	fd = open(fifo, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

static bool is_hook(pid_t pid)
{
	char path[64];
	struct stat running, hook;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return stat(path, &running) == 0 && stat(scratch.hook, &hook) == 0 &&
	       running.st_ino == hook.st_ino && running.st_dev == hook.st_dev;
}

/* Returns a hook that is the child of a hook, or 0 if there is none. */
static pid_t look_for_reader(void)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	pid_t found = 0;

	ck_assert_ptr_nonnull(proc);
	while (!found && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		struct proc_status status;
		struct mempolicy_error ignored;

		if (pid && is_hook(pid) && mp_proc_status_of(pid, &status, &ignored) == 0 &&
		    is_hook(status.parent))
			found = pid;
	}
	closedir(proc);
	return found;
}

/* Whether it is in read(2) of standard input. */
static bool is_reading(pid_t pid)
{
	char path[64], text[64] = "", reading[16];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	snprintf(reading, sizeof(reading), "%d 0x0 ", SYS_read);
	file = fopen(path, "re");
	if (file && !fgets(text, sizeof(text), file))
		text[0] = '\0';
	if (file)
		fclose(file);
	return strncmp(text, reading, strlen(reading)) == 0;
}

static pid_t stop_reader(void)
{
	pid_t reader = 0;

	for (int i = 0; i < COMMAND_SECONDS * 100 && !(reader && is_reading(reader)); i++) {
		usleep(10000);
		reader = look_for_reader();
	}
	ck_assert_msg(reader && is_reading(reader), "the hook has no reader");
	ck_assert_int_eq(kill(reader, SIGSTOP), 0);
	return reader;
}

/* It was killed although it is stopped, and nobody waited for it. */
static void expect_dead(pid_t reader)
{
	for (int i = 0; i < COMMAND_SECONDS * 100 && is_hook(reader); i++)
		usleep(10000);
	ck_assert(!is_hook(reader));
}

START_TEST(a_reader_that_does_not_run_times_out)
{
	double started = seconds_now();
	struct command command;
	char fifo[128];
	int silence = open_silence(fifo);
	pid_t reader;

	command_init(&command, scratch.hook, TIMEOUT, NULL);
	command.stdin_fd = open(fifo, O_RDONLY | O_CLOEXEC);
	command_start(&command);
	reader = stop_reader();
	/* If the reader ran, it would find that standard input is empty. */
	close(silence);
	command_finish(&command);
	close(command.stdin_fd);
	expect_in_time(milliseconds_since(started));
	direct_expect_error(&command, EX_TEMPFAIL, STATE_LATE);
	expect_dead(reader);
}
END_TEST

START_TEST(a_reader_that_does_not_run_stops_the_container)
{
	char fifo[128], text[COMMAND_OUTPUT], runtime_says[32];
	int silence = open_silence(fifo);
	double started;
	struct bundle bundle;
	pid_t reader;

	bundle_open_asking(&bundle, _i, &bind_0);
	bundle_add_hook(&bundle, stages[_i / RUNTIMES].names[0], "/bin/sh",
			json_pack("[s, s, s, s, s, s, s]", "sh", "-c",
				  "cat >/dev/null; fifo=$1; shift; exec \"$@\" <$fifo", "sh", fifo,
				  scratch.hook, TIMEOUT));
	started = seconds_now();
	bundle_start(&bundle);
	reader = stop_reader();
	close(silence);
	bundle_finish(&bundle);
	ck_assert_int_le(milliseconds_since(started), LATEST_MS);
	hook_text(&bundle, text, sizeof(text));
	ck_assert_str_eq(text, HOOK_NAME ": " STATE_LATE);
	snprintf(runtime_says, sizeof(runtime_says),
		 bundle.runtime == RUNC ? "exit status %d, " : "(exit code: %d)", EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(bundle.command.err, runtime_says));
	ck_assert_int_ne(bundle.command.exit_code, 0);
	ck_assert_str_eq(bundle.command.out, "");
	expect_dead(reader);
	bundle_close(&bundle);
}
END_TEST

/* ---- an init that cannot be stopped ---- */

/* Runs the hook for an init that is a child of this test. Returns how long it took. */
static long run_for(pid_t init, struct bundle *bundle, struct command *command)
{
	double started;

	bundle_open(bundle, RUNC);
	bundle_set_text(bundle, "linux", "namespaces", "[{'type': 'pid'}]");
	bundle_ask(bundle, &bind_0);
	bundle_write(bundle);
	started = seconds_now();
	direct_run(command, direct_state(bundle, "creating", init), TIMEOUT, NULL);
	return milliseconds_since(started);
}

/* Starts a process with two threads, one of which executes a program once a byte is written to
 * *ret_input. */
static pid_t start_threads(int *ret_input)
{
	int input[2], output[2];
	char byte;
	pid_t pid;

	ck_assert_int_eq(pipe2(input, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(output, O_CLOEXEC), 0);
	pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		dup2(input[0], STDIN_FILENO);
		dup2(output[1], STDOUT_FILENO);
		execl(INIT_BUILT, "init", "execute", "/bin/true", NULL);
		_exit(127);
	}
	ck_assert_int_eq(read(output[0], &byte, 1), 1);
	*ret_input = input[1];
	return pid;
}

static pid_t other_thread(pid_t pid)
{
	char path[32];
	DIR *task;
	const struct dirent *entry;
	pid_t other = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	task = opendir(path);
	ck_assert_ptr_nonnull(task);
	while ((entry = readdir(task))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid && tid != pid)
			other = tid;
	}
	closedir(task);
	ck_assert_int_ne(other, 0);
	return other;
}

static void await_end(pid_t pid, pid_t tid)
{
	struct proc_status status = {.state = '?'};
	struct mempolicy_error err;
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", pid, tid);
	for (int i = 0; i < COMMAND_SECONDS * 100 && status.state != 'Z'; i++) {
		usleep(10000);
		ck_assert_int_eq(mp_proc_status_read(task, &status, &err), 0);
	}
	ck_assert_int_eq(status.state, 'Z');
}

/*
 * A thread that executes a program waits for the other threads to end, which is complete only when
 * their tracer, here this test, has seen it. Until then PTRACE_SEIZE waits, too, and resumes
 * waiting after any signal (cred_guard_mutex in the kernel).
 */
START_TEST(a_trace_that_no_signal_interrupts_ends)
{
	int input, status;
	pid_t init = start_threads(&input), other = other_thread(init);
	struct bundle bundle;
	struct command command;

	ck_assert_int_eq(ptrace(PTRACE_SEIZE, other, 0, 0), 0);
	ck_assert_int_eq(write(input, "", 1), 1);
	await_end(init, other);
	expect_in_time(run_for(init, &bundle, &command));
	direct_expect_error(&command, EX_TEMPFAIL, "%s: " INTERRUPTS_NOT, bundle.id);
	/* The program ends as it would have without the hook. */
	ck_assert_int_eq(waitpid(other, NULL, __WALL), other);
	ck_assert_int_eq(waitpid(init, &status, 0), init);
	ck_assert_int_eq(status, 0);
	bundle_close(&bundle);
}
END_TEST

/* A cgroup whose processes can be frozen. */
struct freezer {
	char dir[128];
	char file[160];
	const char *frozen, *thawed;
};

static void write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	ck_assert_msg(fd >= 0, "%s", path);
	ck_assert_int_gt(dprintf(fd, "%s", text), 0);
	close(fd);
}

static void freeze(struct freezer *freezer, pid_t pid)
{
	bool v1 = access("/sys/fs/cgroup/freezer", F_OK) == 0;
	char path[160], text[16];

	freezer->frozen = v1 ? "FROZEN" : "1";
	freezer->thawed = v1 ? "THAWED" : "0";
	snprintf(freezer->dir, sizeof(freezer->dir), "/sys/fs/cgroup%s/e2e-%d",
		 v1 ? "/freezer" : "", getpid());
	snprintf(freezer->file, sizeof(freezer->file), "%s/%s", freezer->dir,
		 v1 ? "freezer.state" : "cgroup.freeze");
	ck_assert_int_eq(mkdir(freezer->dir, 0755), 0);
	snprintf(path, sizeof(path), "%s/cgroup.procs", freezer->dir);
	snprintf(text, sizeof(text), "%d", pid);
	write_to(path, text);
	write_to(freezer->file, freezer->frozen);
}

/* An init that cannot be detached is killed when the hook ends, because the hook may not send
 * signals. A hook that may send them waits for init's death, and is ended by the watchdog's second
 * step. */
static void expect_frozen(const struct command *command, const struct bundle *bundle, pid_t init)
{
	if (CONFINED)
		direct_expect_error(
			command, EX_TEMPFAIL,
			"%s: timed out waiting for thread %d of process %d to stop; it was killed; "
			"find out why it is not running (frozen cgroup, blocked disk or network "
			"file system), or allow more time with --timeout",
			bundle->id, init, init);
	else
		direct_expect_error(command, EX_TEMPFAIL, "%s: " INTERRUPTS_NOT, bundle->id);
}

START_TEST(an_init_that_is_frozen_times_out)
{
	struct freezer freezer;
	struct witness witness;
	struct bundle bundle;
	struct command command;
	int status;
	long taken;

	witness_start(&witness, CLONE_NEWPID);
	freeze(&freezer, witness.pid);
	taken = run_for(witness.pid, &bundle, &command);
	write_to(freezer.file, freezer.thawed);
	ck_assert_int_eq(waitpid(witness.pid, &status, 0), witness.pid);
	ck_assert_int_eq(rmdir(freezer.dir), 0);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	expect_in_time(taken);
	expect_frozen(&command, &bundle, witness.pid);
	bundle_close(&bundle);
}
END_TEST

void add_watchdog(TCase *tcase)
{
	add_tests(tcase, standard_input_that_stays_open_times_out,
		  a_reader_that_does_not_run_times_out, a_trace_that_no_signal_interrupts_ends,
		  an_init_that_is_frozen_times_out);
	add_loop_tests(tcase, 2 * RUNTIMES, a_reader_that_does_not_run_stops_the_container);
}
