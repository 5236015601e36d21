/* SPDX-License-Identifier: Apache-2.0 */
/* A cpuset that changes while a policy is set, or differs between threads: success must not be
 * reported for a policy that resolved to other nodes than reported. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"
#include "suites.h"
#include "victims.h"

#define CGROUPS "/sys/fs/cgroup"
#define CPUSET	CGROUPS "/tracee-tests"

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	ck_assert_msg(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text),
		      "%s: cannot write \"%s\"", path, text);
	close(fd);
}

static void put_into(const char *file, pid_t task)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", task);
	write_file(file, text);
}

static void widen(void)
{
	write_file(CPUSET "/cpuset.mems", "0-1");
}

static void shrink(void)
{
	write_file(CPUSET "/cpuset.mems", "0");
}

static void make_cpuset(void)
{
	mkdir(CPUSET, 0755);
	widen();
}

static bool says_changed(const struct mempolicy_error *err, const struct victim *victim)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "the cpuset of process %d changed from 0-1 to 0 while its memory policy was being "
		 "set",
		 victim->pid);
	return strcmp(err->message, text) == 0;
}

/* The kernel does not keep the requested nodes of MPOL_PREFERRED_MANY. */
static bool says_read_back(const struct mempolicy_error *err, const struct victim *victim)
{
	char text[64];

	snprintf(text, sizeof(text), "memory policy read back from process %d is ", victim->pid);
	return strncmp(err->message, text, strlen(text)) == 0;
}

/* Most of these read back as requested, whatever the cpuset is. */
static const struct {
	enum mempolicy_mode mode;
	unsigned int flags;
} asked[] = {
	{MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES},
	{MEMPOLICY_INTERLEAVE, MEMPOLICY_F_RELATIVE_NODES},
	{MEMPOLICY_PREFERRED_MANY, MEMPOLICY_F_STATIC_NODES},
	{MEMPOLICY_BIND, 0},
	{MEMPOLICY_PREFERRED_MANY, 0},
};

static struct mempolicy policy_before(void)
{
	return make_policy(MEMPOLICY_INTERLEAVE, MEMPOLICY_F_STATIC_NODES, "0-1");
}

static void start(struct victim *victim)
{
	struct mempolicy before = policy_before();

	widen();
	victim_start_under(victim, STATIC, "epoll_wait,futex", &before);
	put_into(CPUSET "/cgroup.procs", victim->pid);
	victim_await_waiting(victim);
}

static struct mempolicy_resolution resolve_for(const struct victim *victim,
					       const struct mempolicy *policy)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_machine machine;
	struct mempolicy_nodes allowed;
	struct mempolicy_error err;

	ck_assert_msg(mempolicy_machine_read(&machine, &err) == 0 &&
			      mempolicy_allowed(victim->pid, &allowed, &err) == 0 &&
			      mempolicy_resolve(policy, &machine, &allowed, NULL, false,
						&resolution, &err) == 0,
		      "%s", err.message);
	return resolution;
}

/* Shrinks the cpuset just before the given call of a function. Returns whether there was such a
 * call. */
static bool shrink_at(unsigned int call, const struct mempolicy *policy, unsigned int *killed)
{
	const struct fault fault = {.function = FAULT_ANY,
				    .call = call,
				    .effect = FAULT_ACTS,
				    .act = shrink};
	struct mempolicy before = policy_before();
	/* How MPOL_PREFERRED_MANY reads back if the cpuset shrank later. */
	struct mempolicy shrunk = make_policy(policy->mode, policy->flags, "0");
	struct timespec deadline = deadline_in(20000);
	struct mempolicy_resolution resolution;
	struct mempolicy_error err;
	struct victim victim;
	unsigned int threads;
	bool hit;
	int result;

	start(&victim);
	resolution = resolve_for(&victim, policy);
	faults_begin(&fault);
	result = mempolicy_apply(victim.pid, victim.pid, &resolution, NULL, NULL, &deadline,
				 &threads, &err);
	hit = faults_end();
	if (result == 0) {
		ck_assert_msg(!hit || !faults_looked_later(),
			      "call %u: the cpuset was looked at later, and passed", call);
		ck_assert(victim_survived(&victim, policy, &shrunk));
	} else {
		ck_assert_msg(says_changed(&err, &victim) || says_read_back(&err, &victim),
			      "call %u: %s", call, err.message);
		if (!victim_survived(&victim, &before, &before)) {
			victim_await_killed(&victim);
			++*killed;
		}
	}
	victim_end(&victim);
	return hit;
}

START_TEST(cpuset_that_shrinks_at_any_call_is_seen)
{
	struct mempolicy policy = make_policy(asked[_i].mode, asked[_i].flags, "0-1");
	unsigned int call = 1, killed = 0;

	make_cpuset();
	while (shrink_at(call, &policy, &killed))
		call++;
	ck_assert_uint_gt(call, 40);
	ck_assert_uint_gt(killed, 10);
	ck_assert_uint_gt(call, killed + 20);
}
END_TEST

/* Applies the resolution, which must fail and leave the victim its earlier policy. Ends the
 * victim. */
static void expect_seen(struct victim *victim, const struct mempolicy_resolution *resolution)
{
	struct mempolicy before = policy_before();
	struct timespec deadline = deadline_in(20000);
	struct mempolicy_error err;
	unsigned int threads;

	ck_assert_int_eq(mempolicy_apply(victim->pid, victim->pid, resolution, NULL, NULL,
					 &deadline, &threads, &err),
			 -1);
	ck_assert_msg(says_changed(&err, victim), "%s", err.message);
	victim_check(victim, &before);
	victim_end(victim);
}

START_TEST(cpuset_that_shrank_before_is_seen)
{
	struct mempolicy policy = make_policy(asked[_i].mode, asked[_i].flags, "0-1");
	struct mempolicy_resolution resolution;
	struct victim victim;

	make_cpuset();
	start(&victim);
	resolution = resolve_for(&victim, &policy);
	shrink();
	expect_seen(&victim, &resolution);
}
END_TEST

/* In threaded cgroups, threads can be moved one by one. */
START_TEST(thread_in_another_cpuset_is_seen)
{
	struct mempolicy policy = make_policy(asked[_i].mode, asked[_i].flags, "0-1");
	struct mempolicy_resolution resolution;
	struct victim victim;

	make_cpuset();
	mkdir(CPUSET "/threads", 0755);
	write_file(CPUSET "/threads/cgroup.type", "threaded");
	start(&victim);
	write_file(CPUSET "/cgroup.subtree_control", "+cpuset");
	write_file(CPUSET "/threads/cpuset.mems", "0");
	put_into(CPUSET "/threads/cgroup.threads", victim.tids[1]);
	resolution = resolve_for(&victim, &policy);
	expect_seen(&victim, &resolution);
}
END_TEST

void add_cpusets(TCase *tcase)
{
	int policies = (int)(sizeof(asked) / sizeof(asked[0]));

	/* An emulated machine is slow. */
	tcase_set_timeout(tcase, 600);
	add_loop_tests(tcase, policies, cpuset_that_shrank_before_is_seen,
		       cpuset_that_shrinks_at_any_call_is_seen, thread_in_another_cpuset_is_seen);
}
