/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of processes whose seccomp filter interferes with get_mempolicy(2). */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

/* Sets a policy and then such a filter. Returns the result of seccomp(2). */
static int filter_get_mempolicy(unsigned int action, unsigned int flags)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_get_mempolicy, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {LENGTH(filter), filter};
	unsigned long node_0 = 1;

	if (syscall(SYS_set_mempolicy, MEMPOLICY_INTERLEAVE, &node_0, 65UL) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

/* The call does nothing, and reports success. */
static void pretend(void)
{
	if (filter_get_mempolicy(SECCOMP_RET_ERRNO, 0))
		_exit(EXIT_FAILURE);
}

/* Lets every call continue that another process waits in. */
static void supervise(int listener)
{
	struct seccomp_notif asked = {.id = 0};

	while (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) == 0) {
		struct seccomp_notif_resp answer = {.id = asked.id,
						    .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
		asked = (struct seccomp_notif){.id = 0};
	}
}

/* The call waits until another process has allowed it. */
static void ask_another(void)
{
	int listener =
		filter_get_mempolicy(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);

	if (listener < 0)
		_exit(EXIT_FAILURE);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		supervise(listener);
		_exit(EXIT_FAILURE);
	}
}

static pid_t start(void (*prepare)(void))
{
	int ends[2];
	char byte = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prepare();
		if (write(ends[1], &byte, 1) == 1)
			pause();
		_exit(EXIT_FAILURE);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return child;
}

static void note(void *data, pid_t tid, const struct mempolicy *policy)
{
	(void)tid;
	mempolicy_format(policy, data, 256);
}

static int get(pid_t child, char text[256], struct mempolicy_error *err)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += 5;
	return mempolicy_get_traced(child, child, &deadline, note, text, err);
}

START_TEST(what_a_filter_makes_up_is_not_taken_for_a_policy)
{
	pid_t child = start(pretend);
	char text[256] = "nothing", expected[256];
	struct mempolicy_error err = {.message = ""};
	int result = get(child, text, &err);

	snprintf(expected, sizeof(expected), FORBIDDEN("get_mempolicy in process %d"), child);
	ck_assert_str_eq(text, "nothing");
	assert_refused("made up", result, &err, MEMPOLICY_ERROR_PERMISSION, expected);
	ck_assert_int_eq(kill(child, 0), 0);
	end_child(child);
}
END_TEST

START_TEST(a_policy_that_is_not_read_back_is_taken_back)
{
	struct mempolicy policy = {.mode = MEMPOLICY_BIND, .nodes = nodes_of("0")}, shown;
	struct mempolicy_error err = {.message = ""};

	pretend();
	assert_refused("set", mempolicy_set(&policy, false, NULL, &err), &err,
		       MEMPOLICY_ERROR_SYSTEM,
		       "memory policy read back from this thread is MPOL_DEFAULT, not MPOL_BIND:0; "
		       "its cpuset may have changed meanwhile; try again");
	assert_accepted("shown", mempolicy_get_shown(getpid(), gettid(), &shown, &err), &err);
	ck_assert_int_eq(shown.mode, MEMPOLICY_DEFAULT);
}
END_TEST

START_TEST(a_call_that_a_supervisor_allows_is_waited_for)
{
	pid_t child = start(ask_another);
	char text[256] = "nothing";
	struct mempolicy_error err = {.message = ""};

	assert_accepted("supervised", get(child, text, &err), &err);
	ck_assert_str_eq(text, "MPOL_INTERLEAVE:0");
	end_child(child);
}
END_TEST

static void be_strict(void)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		_exit(EXIT_FAILURE);
}

static volatile char selector;

static void dispatch_calls(void)
{
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector))
		_exit(EXIT_FAILURE);
}

static const struct {
	void (*prepare)(void);
	const char *what;
} deadly[] = {
	{be_strict, "seccomp's strict mode"},
	{dispatch_calls, "syscall user dispatch"},
};

/* Signals readiness without a system call, and makes none afterwards. */
static pid_t start_spinning(void (*prepare)(void))
{
	char *is_ready = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;

	ck_assert_ptr_ne(is_ready, MAP_FAILED);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prepare();
		selector = SYSCALL_DISPATCH_FILTER_BLOCK;
		__atomic_store_n(is_ready, 1, __ATOMIC_RELEASE);
		for (;;)
			;
	}
	while (!__atomic_load_n(is_ready, __ATOMIC_ACQUIRE) && kill(child, 0) == 0)
		usleep(1000);
	munmap(is_ready, 1);
	return child;
}

START_TEST(a_process_that_would_die_of_it_is_left_alone)
{
	pid_t child = start_spinning(deadly[_i].prepare);
	char text[256] = "nothing", expected[256];
	struct mempolicy_error err = {.message = ""};
	int result = get(child, text, &err);

	snprintf(expected, sizeof(expected),
		 "thread %d of process %d would not survive a system call made in it: it "
		 "uses %s; run a program that does not",
		 child, child, deadly[_i].what);
	assert_refused(deadly[_i].what, result, &err, MEMPOLICY_ERROR_UNSUPPORTED, expected);
	ck_assert_int_eq(waitpid(child, NULL, WNOHANG), 0);
	end_child(child);
}
END_TEST

void add_filtered(TCase *tcase)
{
	add_tests(tcase, what_a_filter_makes_up_is_not_taken_for_a_policy,
		  a_policy_that_is_not_read_back_is_taken_back,
		  a_call_that_a_supervisor_allows_is_waited_for);
	add_loop_tests(tcase, (int)LENGTH(deadly), a_process_that_would_die_of_it_is_left_alone);
}
