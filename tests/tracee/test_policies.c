/* SPDX-License-Identifier: Apache-2.0 */
/* Every mode and flag, read back by every thread of the process itself. */
#include <linux/mempolicy.h>

#include "suites.h"
#include "victims.h"

struct policy {
	enum mempolicy_mode mode;
	unsigned int flags;
	const char *nodes;
	unsigned int found; /* mode and flags from get_mempolicy(2) */
	const char *found_nodes;
};

static const struct policy policies[] = {
	{MEMPOLICY_DEFAULT, 0, "", MPOL_DEFAULT, ""},
	{MEMPOLICY_LOCAL, 0, "", MPOL_LOCAL, ""},
	{MEMPOLICY_BIND, 0, "0", MPOL_BIND, "0"},
	{MEMPOLICY_BIND, MEMPOLICY_F_STATIC_NODES, "0", MPOL_BIND | MPOL_F_STATIC_NODES, "0"},
	{MEMPOLICY_BIND, MEMPOLICY_F_RELATIVE_NODES, "0", MPOL_BIND | MPOL_F_RELATIVE_NODES, "0"},
	{MEMPOLICY_BIND, MEMPOLICY_F_NUMA_BALANCING, "0", MPOL_BIND | MPOL_F_NUMA_BALANCING, "0"},
	{MEMPOLICY_BIND, MEMPOLICY_F_NUMA_BALANCING | MEMPOLICY_F_STATIC_NODES, "0",
	 MPOL_BIND | MPOL_F_NUMA_BALANCING | MPOL_F_STATIC_NODES, "0"},
	{MEMPOLICY_INTERLEAVE, 0, "0", MPOL_INTERLEAVE, "0"},
	{MEMPOLICY_INTERLEAVE, MEMPOLICY_F_STATIC_NODES, "0", MPOL_INTERLEAVE | MPOL_F_STATIC_NODES,
	 "0"},
	{MEMPOLICY_INTERLEAVE, MEMPOLICY_F_RELATIVE_NODES, "0",
	 MPOL_INTERLEAVE | MPOL_F_RELATIVE_NODES, "0"},
	{MEMPOLICY_PREFERRED, 0, "0", MPOL_PREFERRED, "0"},
	{MEMPOLICY_PREFERRED, MEMPOLICY_F_STATIC_NODES, "0", MPOL_PREFERRED | MPOL_F_STATIC_NODES,
	 "0"},
	/* Since Linux 5.14 the kernel reports this as MPOL_LOCAL. */
	{MEMPOLICY_PREFERRED, 0, "", MPOL_LOCAL, ""},
	{MEMPOLICY_PREFERRED_MANY, 0, "0", MPOL_PREFERRED_MANY, "0"},
	{MEMPOLICY_PREFERRED_MANY, MEMPOLICY_F_NUMA_BALANCING, "0",
	 MPOL_PREFERRED_MANY | MPOL_F_NUMA_BALANCING, "0"},
	{MEMPOLICY_WEIGHTED_INTERLEAVE, 0, "0", 6, "0"},
	{MEMPOLICY_WEIGHTED_INTERLEAVE, MEMPOLICY_F_STATIC_NODES, "0", 6 | MPOL_F_STATIC_NODES,
	 "0"},
};
#define POLICIES (sizeof(policies) / sizeof(policies[0]))

static void set_and_look(const struct policy *policy, enum linkage linkage)
{
	struct mempolicy wanted = make_policy(policy->mode, policy->flags, policy->nodes);
	struct mempolicy found =
		make_policy((enum mempolicy_mode)policy->found, 0, policy->found_nodes);
	struct mempolicy before =
		make_policy(policy->mode == MEMPOLICY_BIND ? MEMPOLICY_INTERLEAVE : MEMPOLICY_BIND,
			    0, "0");
	struct victim victim;

	victim_start_under(&victim, linkage, "futex,epoll_wait,spin_general", &before);
	victim_check(&victim, &before);
	apply(&victim, &wanted);
	victim_check(&victim, &found);
	victim_end(&victim);
}

START_TEST(every_thread_has_the_policy)
{
	set_and_look(&policies[_i], STATIC);
	set_and_look(&policies[_i], DYNAMIC);
}
END_TEST

/* The tests above would not notice if the first policy stayed. */
START_TEST(policies_follow_one_another)
{
	struct victim victim;

	victim_start(&victim, STATIC, "epoll_wait,calls");
	for (size_t i = 0; i < 3 * POLICIES; i++) {
		const struct policy *policy = &policies[i * 7 % POLICIES];
		struct mempolicy wanted = make_policy(policy->mode, policy->flags, policy->nodes);
		struct mempolicy found =
			make_policy((enum mempolicy_mode)policy->found, 0, policy->found_nodes);

		apply(&victim, &wanted);
		victim_check(&victim, &found);
	}
	victim_end(&victim);
}
END_TEST

void add_policies(TCase *tcase)
{
	add_loop_tests(tcase, (int)POLICIES, every_thread_has_the_policy);
	add_tests(tcase, policies_follow_one_another);
}
