/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc shows about processes. */
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"
#include "unit.h"

static struct proc_status status_of(pid_t pid)
{
	struct proc_status status = {.levels = 0};
	struct mempolicy_error err;

	assert_accepted("status", mp_proc_status_of(pid, &status, &err), &err);
	return status;
}

static pid_t start_sleeper(unsigned long clone_flags)
{
	pid_t child = (pid_t)syscall(SYS_clone, clone_flags | SIGCHLD, 0, 0, 0, 0);

	ck_assert_int_ge(child, 0);
	if (child == 0)
		while (1)
			pause();
	return child;
}

START_TEST(a_process_reads_about_itself)
{
	struct proc_status self;
	struct mempolicy_nodes allowed = {{0}};
	struct mempolicy_error err;

	assert_accepted("self", mp_proc_status_read("self", &self, &err), &err);
	ck_assert_int_eq(self.state, 'R');
	ck_assert_int_eq(self.parent, getppid());
	ck_assert_int_eq(self.tracer, 0);
	ck_assert_uint_ge(self.levels, 1);
	ck_assert_int_eq(self.ids[self.levels - 1], getpid());
	ck_assert(self.has_allowed);
	ck_assert_int_eq(syscall(SYS_get_mempolicy, NULL, &allowed, KERNEL_MAXNODE, 0,
				 KERNEL_F_MEMS_ALLOWED),
			 0);
	ck_assert(mempolicy_nodes_equal(&self.allowed, &allowed));
}
END_TEST

START_TEST(a_process_in_a_nested_pid_namespace_has_a_number_in_each)
{
	pid_t child = start_sleeper(CLONE_NEWPID);
	struct proc_status self = status_of(getpid()), status = status_of(child);

	ck_assert_uint_eq(status.levels, self.levels + 1);
	ck_assert_int_eq(status.ids[self.levels - 1], child);
	ck_assert_int_eq(status.ids[self.levels], 1);
	ck_assert_int_eq(status.parent, getpid());
	end_child(child);
}
END_TEST

START_TEST(a_traced_process_names_its_tracer)
{
	pid_t child = start_sleeper(0);

	ck_assert_int_eq(ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_EXITKILL), 0);
	ck_assert_int_eq(status_of(child).tracer, getpid());
	end_child(child);
}
END_TEST

START_TEST(a_dead_process_shows_as_dead)
{
	pid_t child = start_sleeper(0);
	siginfo_t info;

	kill(child, SIGKILL);
	ck_assert_int_eq(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	ck_assert_int_eq(status_of(child).state, 'Z');
	wait_for(child);
}
END_TEST

START_TEST(what_the_kernel_never_writes_is_an_error_of_the_system)
{
	char no_levels[] = "State:\tS (sleeping)\n",
	     beyond[] = "NSpid:\t7\nMems_allowed_list:\t0-1024\n";
	struct proc_status status;
	struct mempolicy_error err;

	assert_refused("no NSpid", mp_proc_status_parse("/proc/7/status", no_levels, &status, &err),
		       &err, MEMPOLICY_ERROR_SYSTEM,
		       "/proc/7/status has no NSpid line (it was added in Linux 4.1)");
	assert_refused(
		"beyond 1023", mp_proc_status_parse("/proc/7/status", beyond, &status, &err), &err,
		MEMPOLICY_ERROR_SYSTEM,
		"/proc/7/status: Mems_allowed_list: position 3: a node above 1023, the highest "
		"possible");
}
END_TEST

START_TEST(a_process_that_is_gone_is_reported)
{
	struct proc_status status;
	struct mempolicy_error err;
	bool same;

	assert_refused("none", mp_proc_status_of(0, &status, &err), &err, MEMPOLICY_ERROR_SYSTEM,
		       "/proc/0/status: No such file or directory");
	ck_assert_int_eq(err.sys_errno, ENOENT);
	assert_refused("none", mp_proc_same_link(getpid(), 0, "ns/mnt", &same, &err), &err,
		       MEMPOLICY_ERROR_SYSTEM, "/proc/0/ns/mnt: No such file or directory");
}
END_TEST

START_TEST(the_nodes_a_process_may_use_are_those_of_its_cpuset)
{
	struct mempolicy_nodes asked = {{0}}, allowed = {{0}};
	struct mempolicy_error err;

	ck_assert_int_eq(syscall(SYS_get_mempolicy, NULL, &asked, KERNEL_MAXNODE, 0,
				 KERNEL_F_MEMS_ALLOWED),
			 0);
	assert_accepted("self", mempolicy_allowed(getpid(), &allowed, &err), &err);
	ck_assert(mempolicy_nodes_equal(&allowed, &asked));
	assert_refused("none", mempolicy_allowed(0, &allowed, &err), &err, MEMPOLICY_ERROR_SYSTEM,
		       "/proc/0/status: No such file or directory");
	ck_assert_int_eq(err.sys_errno, ENOENT);
}
END_TEST

/* Checks both functions. */
static void assert_shared(pid_t pid, const char *link, bool expected)
{
	struct mempolicy_error err;
	char path[32];
	int folder;
	bool same;

	assert_accepted(link, mp_proc_same_link(getpid(), pid, link, &same, &err), &err);
	ck_assert_msg(same == expected, "%s", link);
	folder = mp_proc_open_namespaces(pid);
	ck_assert_int_ge(folder, 0);
	snprintf(path, sizeof(path), "/proc/self/%s", link);
	same = mp_proc_namespace(folder, link + strlen("ns/")) == mp_proc_namespace(AT_FDCWD, path);
	ck_assert_msg(same == expected, "%s by number", link);
	close(folder);
}

START_TEST(namespaces_are_told_apart)
{
	pid_t child = start_sleeper(CLONE_NEWUTS | CLONE_NEWIPC);

	assert_shared(getpid(), "ns/uts", true);
	assert_shared(child, "ns/uts", false);
	assert_shared(child, "ns/ipc", false);
	assert_shared(child, "ns/mnt", true);
	assert_shared(child, "ns/net", true);
	assert_shared(child, "ns/pid", true);
	end_child(child);
}
END_TEST

START_TEST(a_folder_of_namespaces_outlives_its_process_and_is_empty_then)
{
	pid_t child = start_sleeper(0);
	int folder = mp_proc_open_namespaces(child);

	ck_assert_uint_ne(mp_proc_namespace(folder, "uts"), 0);
	end_child(child);
	ck_assert_uint_eq(mp_proc_namespace(folder, "uts"), 0);
	ck_assert_int_eq(mp_proc_open_namespaces(child), -1);
	close(folder);
}
END_TEST

void add_procfs(TCase *tcase)
{
	add_tests(tcase, a_process_reads_about_itself,
		  a_process_in_a_nested_pid_namespace_has_a_number_in_each,
		  a_traced_process_names_its_tracer, a_dead_process_shows_as_dead,
		  what_the_kernel_never_writes_is_an_error_of_the_system,
		  a_process_that_is_gone_is_reported,
		  the_nodes_a_process_may_use_are_those_of_its_cpuset, namespaces_are_told_apart,
		  a_folder_of_namespaces_outlives_its_process_and_is_empty_then);
}
