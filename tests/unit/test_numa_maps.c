/* SPDX-License-Identifier: Apache-2.0 */
/* Policies and memory of real processes: children of the test. */
#include <linux/mempolicy.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mapping_policies.h"
#include "procfs.h"
#include "unit.h"

#define OWN_MIB 16UL

/* A child that has signaled that it is ready, and waits to be killed. */
struct child {
	pid_t pid;
	int ready; /* of a pipe */
};

static void child_start(struct child *child, void (*prepare)(void), void (*wait)(void))
{
	int ends[2];
	char byte = 0;

	ck_assert_int_eq(pipe(ends), 0);
	child->pid = fork();
	ck_assert_int_ge(child->pid, 0);
	if (child->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prepare();
		if (write(ends[1], &byte, 1) == 1)
			wait();
		_exit(EXIT_FAILURE);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	close(ends[0]);
}

/* It must have lived until now. */
static void child_end(const struct child *child)
{
	int status;

	ck_assert_int_eq(waitpid(child->pid, &status, WNOHANG), 0);
	ck_assert_int_eq(kill(child->pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void wait_for_signal(void)
{
	pause();
}

static void bind_to_node_0(void)
{
	unsigned long node_0 = 1;

	if (syscall(SYS_set_mempolicy, MPOL_BIND | MPOL_F_STATIC_NODES, &node_0, 65UL))
		_exit(EXIT_FAILURE);
}

static void *interleave_and_wait(void *ready)
{
	unsigned long node_0 = 1;

	if (syscall(SYS_set_mempolicy, MPOL_INTERLEAVE, &node_0, 65UL))
		_exit(EXIT_FAILURE);
	pthread_barrier_wait(ready);
	pause();
	return NULL;
}

static void two_threads(void)
{
	static pthread_barrier_t ready;
	pthread_t thread;

	bind_to_node_0();
	pthread_barrier_init(&ready, NULL, 2);
	if (pthread_create(&thread, NULL, interleave_and_wait, &ready))
		_exit(EXIT_FAILURE);
	pthread_barrier_wait(&ready);
}

static void nothing(void)
{
}

/* NOLINTBEGIN(clang-analyzer-security.insecureAPI.vfork,clang-analyzer-unix.Vfork): the parent of
 * vfork(2) cannot be stopped while the child lives. */
static void in_vfork(void)
{
	if (vfork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(EXIT_FAILURE);
	}
}

/* NOLINTEND(clang-analyzer-security.insecureAPI.vfork,clang-analyzer-unix.Vfork) */

static struct timespec in_milliseconds(long milliseconds)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += milliseconds / 1000;
	deadline.tv_nsec += milliseconds % 1000 * 1000000;
	deadline.tv_sec += deadline.tv_nsec / 1000000000;
	deadline.tv_nsec %= 1000000000;
	return deadline;
}

/* "TID-OF-MAIN+N POLICY, ..." */
struct found {
	pid_t pid;
	char text[512];
};

static void note_policy(void *data, pid_t tid, const struct mempolicy *policy)
{
	struct found *found = data;
	size_t used = strlen(found->text);
	char text[256];

	mempolicy_format(policy, text, sizeof(text));
	snprintf(found->text + used, sizeof(found->text) - used, "%s%s %s", used ? ", " : "",
		 tid == found->pid ? "main" : "other", text);
}

#define TWO_POLICIES "main MPOL_BIND|MPOL_F_STATIC_NODES:0, other MPOL_INTERLEAVE:0"

START_TEST(policies_are_shown_without_stopping)
{
	struct child child;
	struct mempolicy policy;
	struct mempolicy_error err;
	struct found found = {.text = ""};

	child_start(&child, two_threads, wait_for_signal);
	found.pid = child.pid;
	assert_accepted("main", mempolicy_get_shown(child.pid, child.pid, &policy, &err), &err);
	note_policy(&found, child.pid, &policy);
	/* Thread ids are consecutive here, unless other programs start threads. */
	for (pid_t tid = child.pid + 1; tid < child.pid + 1000; tid++)
		if (mempolicy_get_shown(child.pid, tid, &policy, &err) == 0)
			note_policy(&found, tid, &policy);
	ck_assert_str_eq(found.text, TWO_POLICIES);
	child_end(&child);
}
END_TEST

START_TEST(policies_are_read_by_stopping)
{
	struct timespec deadline = in_milliseconds(5000);
	struct child child;
	struct mempolicy_error err;
	struct found found = {.text = ""};

	child_start(&child, two_threads, wait_for_signal);
	found.pid = child.pid;
	assert_accepted("read",
			mempolicy_get_traced(child.pid, child.pid, &deadline, note_policy, &found,
					     &err),
			&err);
	ck_assert_str_eq(found.text, TWO_POLICIES);
	child_end(&child);
}
END_TEST

/* It signals readiness before it calls vfork(2); only its state shows the call. */
static void await_uninterruptible(pid_t pid)
{
	struct proc_status status = {.state = '\0'};
	struct mempolicy_error err;

	for (int i = 0; i < 20000 && status.state != 'D'; i++) {
		usleep(1000);
		ck_assert_msg(mp_proc_status_of(pid, &status, &err) == 0, "%s", err.message);
	}
	ck_assert_int_eq(status.state, 'D');
}

START_TEST(a_process_that_cannot_be_stopped_lives_on)
{
	struct timespec deadline;
	struct child child;
	struct mempolicy_error err;
	struct found found = {.text = ""};
	struct proc_status status;
	char text[256];

	child_start(&child, nothing, in_vfork);
	await_uninterruptible(child.pid);
	/* On a busy machine, it takes time until the wait begins. */
	deadline = in_milliseconds(1000);
	snprintf(text, sizeof(text),
		 "timed out waiting for thread %d of process %d to stop; find out why it is not "
		 "running (frozen cgroup, blocked disk or network file system)",
		 child.pid, child.pid);
	assert_refused("vfork",
		       mempolicy_get_traced(child.pid, child.pid, &deadline, note_policy, &found,
					    &err),
		       &err, MEMPOLICY_ERROR_TIMEOUT, text);
	ck_assert_str_eq(found.text, "");
	ck_assert_int_eq(kill(child.pid, 0), 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), 0);
	/* And it is detached at once. */
	assert_accepted("status", mp_proc_status_of(child.pid, &status, &err), &err);
	ck_assert_int_eq(status.tracer, 0);
	kill(child.pid, SIGKILL);
}
END_TEST

static unsigned long count_lines(pid_t pid)
{
	char path[64];
	unsigned long lines = 0;
	FILE *file;
	int c;

	snprintf(path, sizeof(path), "/proc/%d/numa_maps", pid);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	while ((c = getc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

static void own_memory(void)
{
	char *memory = mmap(NULL, OWN_MIB << 20, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED)
		_exit(EXIT_FAILURE);
}

START_TEST(memory_of_a_process_is_read)
{
	struct mapping_policies policies = {.count = 0};
	static struct placement before, after;
	struct mempolicy_machine machine;
	struct mempolicy_error err;
	struct child small, large;
	unsigned long long bytes = 0;

	assert_accepted("machine", mempolicy_machine_read(&machine, &err), &err);
	child_start(&small, nothing, wait_for_signal);
	child_start(&large, own_memory, wait_for_signal);
	assert_accepted("small", placement_read(small.pid, &before, &policies, &err), &err);
	assert_accepted("large", placement_read(large.pid, &after, &policies, &err), &err);
	mapping_policies_drop(&policies);
	ck_assert_uint_eq(after.mappings, count_lines(large.pid));
	for (size_t node = 0; node < MEMPOLICY_MAX_NODES; node++)
		bytes += after.bytes[PAGES_ANONYMOUS][node] - before.bytes[PAGES_ANONYMOUS][node];
	/* Give or take a few pages. */
	ck_assert_uint_eq((bytes + (1 << 19)) >> 20, OWN_MIB);
	ck_assert_double_eq(placement_locality(&after, &machine.with_memory), 1);
	child_end(&small);
	child_end(&large);
}
END_TEST

START_TEST(a_process_that_is_gone_is_told)
{
	struct mapping_policies policies = {.count = 0};
	static struct placement placement;
	struct mempolicy policy;
	struct mempolicy_error err;
	pid_t gone = fork();
	char text[128];

	if (gone == 0)
		_exit(EXIT_SUCCESS);
	ck_assert_int_eq(wait_for(gone), 0);
	snprintf(text, sizeof(text), "/proc/%d/numa_maps: No such file or directory", gone);
	assert_refused("memory", placement_read(gone, &placement, &policies, &err), &err,
		       MEMPOLICY_ERROR_SYSTEM, text);
	ck_assert_int_eq(mempolicy_get_shown(gone, gone, &policy, &err), -1);
}
END_TEST

void add_numa_maps(TCase *tcase)
{
	add_tests(tcase, policies_are_shown_without_stopping, policies_are_read_by_stopping,
		  a_process_that_cannot_be_stopped_lives_on, memory_of_a_process_is_read,
		  a_process_that_is_gone_is_told);
}
