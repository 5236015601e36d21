/* SPDX-License-Identifier: Apache-2.0 */
#include "driver.h"

#include <check.h>
#include <elf.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"

/* A child that sends no SIGCHLD at its end, as the reader, is reported as a clone; the child that
 * probes the kernel's features is reported as a fork. */
#define OPTIONS                                                                                    \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL)
#define SYSCALL_STOP (SIGTRAP | 0x80)

/* The registers of a system call's result and of its third argument. */
#if defined(__x86_64__)
#define RESULT rax
#define THIRD  rdx
#elif defined(__aarch64__)
#define RESULT regs[0]
#define THIRD  regs[2]
#endif

void driver_open(struct driver *driver, const char *folder, const struct fault *fault)
{
	*driver = (struct driver){.address.sun_family = AF_UNIX, .fault = *fault};
	snprintf(driver->address.sun_path, sizeof(driver->address.sun_path), "%s/driver", folder);
	driver->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(driver->listener, (struct sockaddr *)&driver->address,
			      sizeof(driver->address)),
			 0);
	ck_assert_int_eq(listen(driver->listener, 1), 0);
}

void driver_close(const struct driver *driver)
{
	close(driver->listener);
	unlink(driver->address.sun_path);
}

struct process *driver_aimed(struct driver *driver)
{
	return &driver->of[driver->fault.at];
}

/* ---- at a stop ---- */

static void registers(pid_t pid, enum __ptrace_request request, struct user_regs_struct *values)
{
	struct iovec all = {values, sizeof(*values)};

	ck_assert_int_eq(ptrace(request, pid, NT_PRSTATUS, &all), 0);
}

static void set_result(pid_t pid, long value)
{
	struct user_regs_struct values;

	registers(pid, PTRACE_GETREGSET, &values);
	values.RESULT = (unsigned long)value;
	registers(pid, PTRACE_SETREGSET, &values);
}

static void set_third(pid_t pid, unsigned long value)
{
	struct user_regs_struct values;

	registers(pid, PTRACE_GETREGSET, &values);
	values.THIRD = value;
	registers(pid, PTRACE_SETREGSET, &values);
}

/* Until the call ends. */
static void replace_third(struct process *process, const struct call *call, long value)
{
	process->third = call->args[2];
	set_third(process->pid, (unsigned long)value);
}

static void have_effect(struct driver *driver, struct process *process, const struct call *call,
			bool is_now)
{
	const struct fault *fault = &driver->fault;

	if (is_now && fault->act)
		fault->act(driver);
	if (is_now && fault->effect == RETURNS)
		set_result(process->pid, fault->value);
	if (is_now && fault->effect == RESIZES)
		replace_third(process, call, fault->value);
	if (driver->hit && fault->effect == READS_SHORT && process == driver_aimed(driver) &&
	    call->number == SYS_read && call->args[2] > (unsigned long)fault->value)
		replace_third(process, call, fault->value);
}

/* Returns whether the process shall go on. */
static bool enter(struct driver *driver, struct process *process,
		  const struct __ptrace_syscall_info *info)
{
	const struct fault *fault = &driver->fault;
	struct call *call = &process->calls[process->count];
	bool is_now;

	*call = (struct call){(long)info->entry.nr,
			      {(unsigned long)info->entry.args[0],
			       (unsigned long)info->entry.args[1],
			       (unsigned long)info->entry.args[2]}};
	ck_assert_msg(++process->count < CALLS_MAX, "it keeps making call %ld", call->number);
	is_now = process == driver_aimed(driver) &&
		 (!fault->counts_some || call->number == fault->number) &&
		 driver->counted++ == fault->call;
	driver->hit = driver->hit || is_now;
	have_effect(driver, process, call, is_now);
	return !is_now || fault->effect != STAYS;
}

static bool pass_call(struct driver *driver, struct process *process)
{
	struct __ptrace_syscall_info info;

	/* Fails if the process was killed meanwhile. */
	if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) <= 0)
		return true;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		return enter(driver, process, &info);
	if (info.op == PTRACE_SYSCALL_INFO_EXIT && process->third)
		set_third(process->pid, process->third), process->third = 0;
	return true;
}

/* ---- a hook from start to end ---- */

/* Returns the news of a process; its pid is 0 if there are none. */
static siginfo_t news(const struct process *process, int options)
{
	siginfo_t info = {.si_pid = 0};

	/* Fails if there is nothing to wait for. */
	waitid(P_PID, (id_t)process->pid, &info, options | WNOHANG | __WALL);
	return info;
}

static void note_end(const struct driver *driver, struct process *process)
{
	siginfo_t info = news(process, WEXITED | WNOWAIT);

	/* It may only have stopped meanwhile: stops of a traced process are always reported. */
	if (!info.si_pid || info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED)
		return;
	process->has_ended = true;
	process->exit_code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
	/* Its parent is notified only afterwards, unless it is this process. */
	if (process->pid != driver->runtime)
		waitpid(process->pid, NULL, __WALL);
}

static bool is_alive(const struct process *process)
{
	return process->pid && !process->has_ended;
}

/* Checks each of them. */
static struct process *find_stopped(struct driver *driver, int *ret_code)
{
	for (size_t i = 0; i < PROCESSES; i++) {
		struct process *process = &driver->of[i];
		siginfo_t info;

		if (!is_alive(process))
			continue;
		info = news(process, WSTOPPED);
		*ret_code = info.si_status;
		if (info.si_pid)
			return process;
		note_end(driver, process);
	}
	return NULL;
}

/* Returns the next process that stops, with the stop's signal and event, or NULL when all have
 * ended. */
static struct process *await_stop(struct driver *driver, int *ret_code)
{
	const struct timespec slice = {.tv_nsec = 100000000};
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	for (int slices = 0; slices < COMMAND_SECONDS * 10;) {
		struct process *process = find_stopped(driver, ret_code);

		if (process || (!is_alive(&driver->of[TRACER]) && !is_alive(&driver->of[READER])))
			return process;
		slices += sigtimedwait(&chld, NULL, &slice) < 0;
	}
	ck_abort_msg("the hook hangs: %s",
		     is_alive(&driver->of[TRACER]) ? "its tracer does" : "its reader is left");
}

/* A system call must be skipped before a seccomp filter sees it, so the decision is made before it
 * is entered. */
static void go_on(struct driver *driver, const struct process *process, int signal_number)
{
	bool leave_out = driver->fault.effect == RETURNS && process == driver_aimed(driver) &&
			 process->count == driver->fault.call;

	/* Fails if the process was killed. */
	ptrace(leave_out ? PTRACE_SYSEMU : PTRACE_SYSCALL, process->pid, 0, signal_number);
}

static void follow_reader(struct driver *driver)
{
	unsigned long pid;

	/* Fails if the tracer was killed. */
	if (ptrace(PTRACE_GETEVENTMSG, driver->of[TRACER].pid, 0, &pid))
		return;
	ck_assert_int_eq(driver->of[READER].pid, 0);
	driver->of[READER].pid = (pid_t)pid;
}

static void pass_stop(struct driver *driver, struct process *process, int code)
{
	if (code == SYSCALL_STOP && !pass_call(driver, process))
		return;
	if (code >> 8 == PTRACE_EVENT_CLONE)
		follow_reader(driver);
	/* Otherwise it is the start of the reader, the end of execve(2), or a signal. */
	go_on(driver, process, code == SYSCALL_STOP || code >> 8 ? 0 : code);
}

static void begin(struct driver *driver, pid_t pid)
{
	for (size_t i = 0; i < PROCESSES; i++) {
		struct process *process = &driver->of[i];

		process->pid = i == TRACER ? pid : 0;
		process->has_ended = false;
		process->exit_code = 0;
		process->count = process->third = 0;
	}
	driver->hit = false;
	driver->counted = 0;
}

static void trace(struct driver *driver, int connection)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	struct process *process;
	int code;

	ck_assert_int_eq(getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size), 0);
	begin(driver, peer.pid);
	ck_assert_int_eq(ptrace(PTRACE_SEIZE, peer.pid, 0, OPTIONS), 0);
	ck_assert_int_eq(write(connection, "", 1), 1);
	close(connection);
	while ((process = await_stop(driver, &code)))
		pass_stop(driver, process, code);
	if (driver->hit && driver->fault.afterwards)
		driver->fault.afterwards(driver);
}

void driver_serve(struct driver *driver, pid_t runtime)
{
	struct pollfd polled[] = {{.fd = driver->listener, .events = POLLIN},
				  {.fd = pidfd_open(runtime, 0), .events = POLLIN}};
	sigset_t chld, old;

	/* Blocked, to be waited for. */
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &old);
	driver->runtime = runtime;
	while (poll(polled, 2, COMMAND_SECONDS * 1000) > 0 && (polled[0].revents & POLLIN))
		trace(driver, accept4(driver->listener, NULL, NULL, SOCK_CLOEXEC));
	close(polled[1].fd);
	sigprocmask(SIG_SETMASK, &old, NULL);
}
