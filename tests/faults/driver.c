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

#define OPTIONS	     (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)
#define SYSCALL_STOP (SIGTRAP | 0x80)

/* The registers of a system call's result and of its third argument. */
#if defined(__x86_64__)
#define RESULT rax
#define THIRD  rdx
#elif defined(__aarch64__)
#define RESULT regs[0]
#define THIRD  regs[2]
#endif

/* Of one hook, while it is traced. */
struct step {
	struct driver *driver;
	unsigned long third; /* to be put back when the call ends; 0: nothing */
};

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

/* ---- at a stop ---- */

static void registers(pid_t hook, enum __ptrace_request request, struct user_regs_struct *values)
{
	struct iovec all = {values, sizeof(*values)};

	ck_assert_int_eq(ptrace(request, hook, NT_PRSTATUS, &all), 0);
}

static void set_result(pid_t hook, long value)
{
	struct user_regs_struct values;

	registers(hook, PTRACE_GETREGSET, &values);
	values.RESULT = (unsigned long)value;
	registers(hook, PTRACE_SETREGSET, &values);
}

static void set_third(pid_t hook, unsigned long value)
{
	struct user_regs_struct values;

	registers(hook, PTRACE_GETREGSET, &values);
	values.THIRD = value;
	registers(hook, PTRACE_SETREGSET, &values);
}

static void shorten(struct step *step, const struct __ptrace_syscall_info *info)
{
	const struct driver *driver = step->driver;

	if (info->entry.nr != SYS_read || info->entry.args[2] <= (unsigned long)driver->fault.value)
		return;
	step->third = info->entry.args[2];
	set_third(driver->hook, (unsigned long)driver->fault.value);
}

static void enter(struct step *step, const struct __ptrace_syscall_info *info)
{
	struct driver *driver = step->driver;
	const struct fault *fault = &driver->fault;
	long number = (long)info->entry.nr;
	bool is_now = (!fault->counts_some || number == fault->number) &&
		      driver->counted++ == fault->call;

	ck_assert_uint_lt(driver->count, CALLS_MAX);
	driver->calls[driver->count++] = (struct call){
		number, {(unsigned long)info->entry.args[0], (unsigned long)info->entry.args[1]}};
	driver->hit = driver->hit || is_now;
	if (is_now && fault->effect == ACTS)
		fault->act(driver);
	if (is_now && fault->effect == RETURNS)
		set_result(driver->hook, fault->value);
	if (driver->hit && fault->effect == READS_SHORT)
		shorten(step, info);
}

static void pass_call(struct step *step)
{
	struct __ptrace_syscall_info info;
	pid_t hook = step->driver->hook;

	/* It fails if the hook was killed meanwhile. */
	if (ptrace(PTRACE_GET_SYSCALL_INFO, hook, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		enter(step, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT && step->third)
		set_third(hook, step->third), step->third = 0;
}

/* ---- the way of a hook ---- */

/* The next stop, or the end: whether it has ended. */
static bool await_stop(struct driver *driver, int *ret_status)
{
	siginfo_t next;

	ck_assert_int_eq(
		waitid(P_PID, (id_t)driver->hook, &next, WEXITED | WSTOPPED | WNOWAIT | __WALL), 0);
	if (next.si_code == CLD_TRAPPED || next.si_code == CLD_STOPPED) {
		ck_assert_int_eq(waitpid(driver->hook, ret_status, __WALL), driver->hook);
		return WIFEXITED(*ret_status) || WIFSIGNALED(*ret_status);
	}
	driver->exit_code = next.si_code == CLD_EXITED ? next.si_status : 128 + next.si_status;
	/* Its parent learns of it afterwards only; unless that is this process. */
	if (driver->hook != driver->runtime)
		waitpid(driver->hook, ret_status, __WALL);
	return true;
}

/* A call that is not to be made must be known for that before it is entered: so it is left out
 * before a seccomp filter could see it. */
static void go_on(const struct driver *driver, int signal_number)
{
	bool leave_out = driver->fault.effect == RETURNS && driver->count == driver->fault.call;

	/* It fails if the hook was killed. */
	ptrace(leave_out ? PTRACE_SYSEMU : PTRACE_SYSCALL, driver->hook, 0, signal_number);
}

static void trace(struct driver *driver, int connection)
{
	struct step step = {.driver = driver};
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int status;

	ck_assert_int_eq(getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size), 0);
	driver->hook = peer.pid;
	driver->hit = false;
	driver->count = driver->counted = 0;
	ck_assert_int_eq(ptrace(PTRACE_SEIZE, peer.pid, 0, OPTIONS), 0);
	ck_assert_int_eq(write(connection, "", 1), 1);
	close(connection);
	while (!await_stop(driver, &status)) {
		int signal_number = WSTOPSIG(status);

		if (signal_number == SYSCALL_STOP)
			pass_call(&step);
		/* Else the end of execve(2), or a signal for the hook. */
		go_on(driver, signal_number == SYSCALL_STOP || status >> 16 ? 0 : signal_number);
	}
	if (driver->hit && driver->fault.afterwards)
		driver->fault.afterwards(driver);
}

void driver_serve(struct driver *driver, pid_t runtime)
{
	struct pollfd polled[] = {{.fd = driver->listener, .events = POLLIN},
		{.fd = pidfd_open(runtime, 0), .events = POLLIN}};

	driver->runtime = runtime;
	while (poll(polled, 2, COMMAND_SECONDS * 1000) > 0 && (polled[0].revents & POLLIN))
		trace(driver, accept4(driver->listener, NULL, NULL, SOCK_CLOEXEC));
	close(polled[1].fd);
}
