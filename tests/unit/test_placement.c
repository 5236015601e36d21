/* SPDX-License-Identifier: Apache-2.0 */
/* Where memory is: lines of numa_maps as printed by Linux 6.1, 6.12 and 6.18. test_numa_maps_line.c
 * tests the policies that they show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapping_policies.h"
#include "unit.h"

static const char *const kinds[PAGES_KINDS] = {
	[PAGES_ANONYMOUS] = "anonymous",     [PAGES_FILE] = "file",
	[PAGES_SHARED] = "shared",	     [PAGES_HUGE] = "huge",
	[PAGES_HUGE_SHARED] = "huge-shared",
};

static const struct {
	const char *line;
	const char *pages; /* of 4 KiB */
} recorded[] = {
	/* the process's own */
	{"7f90d4cc3000 bind:3 anon=50 dirty=50 active=0 N3=50 kernelpagesize_kB=4",
	 "anonymous N3=50"},
	{"32a7f000 default heap anon=3 dirty=3 active=0 N1=3 kernelpagesize_kB=4",
	 "anonymous N1=3"},
	{"7ffe7edbd000 default stack anon=3 dirty=3 active=1 N1=3 kernelpagesize_kB=4",
	 "anonymous N1=3"},
	{"7f90d4800000 bind:3 anon=1024 dirty=1024 active=0 N3=1024 kernelpagesize_kB=4",
	 "anonymous N3=1024"},
	{"55ac4150a000 default file=/usr/bin/head anon=1 dirty=1 active=0 N0=1 "
	 "kernelpagesize_kB=4",
	 "anonymous N0=1"},
	{"7f0000000000 interleave:0-1 anon=7 dirty=7 mapmax=2 swapcache=1 active=0 writeback=1 "
	 "N0=4 N1=3 kernelpagesize_kB=4",
	 "anonymous N0=4 N1=3"},
	/* none in memory */
	{"7f90d46c3000 default", ""},
	{"7f90d46a5000 default file=/root/resident.cow", ""},
	/* of files */
	{"55ac414ff000 default file=/usr/bin/head mapped=2 N0=2 kernelpagesize_kB=4", "file N0=2"},
	{"00401000 weighted interleave:0-1 file=/usr/bin/busybox dirty=252 mapmax=6 active=0 "
	 "N0=252 kernelpagesize_kB=4",
	 "file N0=252"},
	{"7f90d46af000 default file=/root/a\\040b\\012c\\011d\\075e mapped=20 mapmax=3 N1=20 "
	 "kernelpagesize_kB=4",
	 "file N1=20"},
	{"7f90d46af000 default file=/SYSV00000000 mapped=2 N1=2 kernelpagesize_kB=4", "file N1=2"},
	{"7f90d46af000 default file=/tmp/memfd:x\\040(deleted) mapped=2 N1=2 kernelpagesize_kB=4",
	 "file N1=2"},
	/* shared memory */
	{"7f90d4684000 default file=/SYSV00000000\\040(deleted) dirty=8 active=0 N1=8 "
	 "kernelpagesize_kB=4",
	 "shared N1=8"},
	{"7f90d468c000 default file=/dev/shm/resident dirty=7 active=0 N0=7 kernelpagesize_kB=4",
	 "shared N0=7"},
	{"7f90d4693000 default file=/memfd:resident\\040(deleted) dirty=6 active=0 N3=6 "
	 "kernelpagesize_kB=4",
	 "shared N3=6"},
	{"7f90d4699000 default file=/dev/zero\\040(deleted) dirty=5 active=0 N1=5 "
	 "kernelpagesize_kB=4",
	 "shared N1=5"},
	/* huge pages */
	{"7f90d4200000 bind:1 file=/anon_hugepage\\040(deleted) huge anon=2 dirty=2 N1=2 "
	 "kernelpagesize_kB=2048",
	 "huge N1=1024"},
	{"7f90d4000000 default file=/anon_hugepage\\040(deleted) huge dirty=1 N3=1 "
	 "kernelpagesize_kB=2048",
	 "huge-shared N3=512"},
	{"7f9000000000 default file=/mnt/huge/db huge mapped=1 mapmax=4 N0=1 "
	 "kernelpagesize_kB=1048576",
	 "huge-shared N0=262144"},
	/* a private mapping of a file, some pages written to */
	{"004ce000 default file=/root/resident anon=2 dirty=4 active=0 N0=4 kernelpagesize_kB=4",
	 "anonymous N0=2 file N0=2"},
	{"004ce000 default file=/root/resident anon=2 dirty=4 active=0 N0=2 N1=2 "
	 "kernelpagesize_kB=4",
	 "anonymous N0=1 N1=1 file N0=1 N1=1 estimated=2"},
	{"7f90d469e000 default file=/root/resident.cow anon=4 dirty=7 active=0 N0=4 N3=3 "
	 "kernelpagesize_kB=4",
	 "anonymous N0=2 N3=2 file N0=2 N3=1 estimated=3"},
	{"7f90d469e000 default file=/root/resident.cow anon=9 mapped=10 N0=8 N1=2 "
	 "kernelpagesize_kB=4",
	 "anonymous N0=7 N1=2 file N0=1 estimated=1"},
	{"7f90d469e000 default file=/root/resident.cow anon=2 mapped=10 N0=9 N1=1 "
	 "kernelpagesize_kB=4",
	 "anonymous N0=1 N1=1 file N0=8 estimated=1"},
	/* the highest node there can be */
	{"7f0000000000 default anon=1 dirty=1 N1023=1 kernelpagesize_kB=4", "anonymous N1023=1"},
};

static void describe(const struct placement *placement, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t kind = 0; kind < PAGES_KINDS; kind++) {
		bool named = false;

		for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++) {
			unsigned long long bytes = placement->bytes[kind][node];

			if (bytes == 0)
				continue;
			if (!named)
				used += (size_t)snprintf(text + used, size - used, "%s%s",
							 used ? " " : "", kinds[kind]);
			named = true;
			used += (size_t)snprintf(text + used, size - used, " N%u=%llu", node,
						 bytes / 4096);
		}
	}
	if (placement->estimated)
		snprintf(text + used, size - used, " estimated=%llu", placement->estimated / 4096);
}

START_TEST(recorded_lines_are_sorted_by_kind_and_node)
{
	static struct placement placement;
	struct mempolicy_error err;
	const char *line = recorded[_i].line;
	size_t length = strlen(line);
	char text[256];

	assert_accepted(line,
			placement_add_line(&placement, copy_before_guard(line, length), length,
					   &err),
			&err);
	describe(&placement, text, sizeof(text));
	ck_assert_msg(strcmp(text, recorded[_i].pages) == 0, "%s:\n%s\ninstead of\n%s", line, text,
		      recorded[_i].pages);
	ck_assert_uint_eq(placement.mappings, 1);
}
END_TEST

static const char *const no_lines[] = {
	"",
	" ",
	"7f90d4cc3000",
	"7f90d4cc3000 ",
	"xyz default",
	" default",
	"7f90d4cc3000 default anon=1 N1024=1 kernelpagesize_kB=4",
	"7f90d4cc3000 default anon=1 N0=x kernelpagesize_kB=4",
	"7f90d4cc3000 default anon=1 N0=1x kernelpagesize_kB=4",
	"7f90d4cc3000 default anon=1 N0 kernelpagesize_kB=4",
	"7f90d4cc3000 default anon=1 N0=1",
	"7f90d4cc3000 default anon=1 N0=1 kernelpagesize_kB=0",
	"7f90d4cc3000 default anon=1 N0=1 kernelpagesize_kB=",
	"7f90d4cc3000 default anon=2 N0=1 kernelpagesize_kB=4",
	"7f90d4cc3000 default anon= N0=1 kernelpagesize_kB=4",
	"7f90d4cc3000 default N0=18446744073709551616 kernelpagesize_kB=4",
	"7f90d4cc3000 default N0=18446744073709551615 N1=1 kernelpagesize_kB=4",
	"7f90d4cc3000 default N0=18446744073709551615 kernelpagesize_kB=4",
	"7f90d4cc3000 default N0=1 kernelpagesize_kB=18446744073709551615",
};

START_TEST(what_is_no_line_is_refused_and_adds_nothing)
{
	static const struct placement nothing;
	static struct placement placement;
	struct mempolicy_error err;
	const char *line = no_lines[_i];
	char text[256];

	snprintf(text, sizeof(text), "not a line of numa_maps: \"%s\"", line);
	assert_refused(line, placement_add_line(&placement, line, strlen(line), &err), &err,
		       MEMPOLICY_ERROR_SYSTEM, text);
	ck_assert_int_eq(memcmp(&placement, &nothing, sizeof(nothing)), 0);
}
END_TEST

static void place(struct placement *placement, enum page_kind kind, const char *mib)
{
	unsigned int node = 0;

	for (const char *at = mib; *at; at++, node++)
		placement->bytes[kind][node] = (unsigned long long)(*at - '0') << 20;
}

/* Digits are MiB on nodes 0, 1, ... */
static const struct {
	const char *anonymous, *huge, *nodes;
	double locality, evenness;
	const char *weights;
} judged[] = {
	{"8200", "", "0", 0.8, 1, NULL},   {"8200", "", "0-1", 1, 0.7, NULL},
	{"5500", "", "0-1", 1, 1, NULL},   {"9000", "", "0-2", 1, 1.0 / 3, NULL},
	{"3100", "", "0-1", 1, 1, "31"},   {"1300", "", "0-1", 1, 0.5, "31"},
	{"4420", "", "0-1", 0.8, 1, NULL}, {"1000", "0003", "3", 0.75, 1, NULL},
	{"0000", "", "0-1", 1, 1, NULL},   {"0050", "", "0-1", 0, 1, NULL},
};

START_TEST(own_memory_is_judged)
{
	static struct placement placement;
	struct weights weights = {{0}};
	struct mempolicy_nodes nodes = nodes_of(judged[_i].nodes);

	place(&placement, PAGES_ANONYMOUS, judged[_i].anonymous);
	place(&placement, PAGES_HUGE, judged[_i].huge);
	/* These do not count. */
	place(&placement, PAGES_FILE, "9999");
	place(&placement, PAGES_SHARED, "9999");
	place(&placement, PAGES_HUGE_SHARED, "9999");
	for (size_t i = 0; judged[_i].weights && judged[_i].weights[i]; i++)
		weights.of[i] = (unsigned char)(judged[_i].weights[i] - '0');
	ck_assert_double_eq_tol(placement_locality(&placement, &nodes), judged[_i].locality, 1e-9);
	ck_assert_double_eq_tol(placement_evenness(&placement, &nodes,
						   judged[_i].weights ? &weights : NULL),
				judged[_i].evenness, 1e-9);
}
END_TEST

START_TEST(placements_add_up)
{
	static struct placement sum, part;

	place(&sum, PAGES_FILE, "12");
	place(&part, PAGES_FILE, "031");
	sum.estimated = 1;
	part.estimated = 2;
	part.mappings = 5;
	placement_add(&sum, &part);
	ck_assert_uint_eq(sum.bytes[PAGES_FILE][0], 1 << 20);
	ck_assert_uint_eq(sum.bytes[PAGES_FILE][1], 5 << 20);
	ck_assert_uint_eq(sum.bytes[PAGES_FILE][2], 1 << 20);
	ck_assert_uint_eq(sum.estimated, 3);
	ck_assert_uint_eq(sum.mappings, 5);
}
END_TEST

static void add_lines(struct mapping_policies *policies, const char *const lines[])
{
	for (size_t i = 0; lines[i]; i++) {
		struct mapping mapping;
		struct mempolicy_error err;

		assert_accepted(lines[i], mapping_read(lines[i], strlen(lines[i]), &mapping, &err),
				&err);
		assert_accepted(lines[i], mapping_policies_add(policies, &mapping, &err), &err);
	}
}

START_TEST(policies_of_mappings_are_told_from_the_threads)
{
	static const char *const lines[] = {
		"7f01 weighted interleave:0-1 anon=2 dirty=2 N0=2 kernelpagesize_kB=4",
		"7f02 bind:0 file=/bin/sleep mapped=3 N1=3 kernelpagesize_kB=4",
		"7f03 prefer (many):0-1 anon=1 N3=1 kernelpagesize_kB=4",
		"7f04 prefer:1 anon=1 N1=1 kernelpagesize_kB=4",
		"7f05 weighted interleave:0-1 file=/memfd:x\\040(deleted) N0=1 N3=1 kernelpagesize_kB=2048 huge",
		"7f06 bind:0 anon=9 N0=9 kernelpagesize_kB=4",
		NULL,
	};
	static const struct {
		const char *text;
		unsigned long mappings;
		unsigned long long bytes, outside;
	} expected[] = {{"weighted interleave:0-1", 2, 8192 + 2 * 2097152ULL, 0},
			{"prefer (many):0-1", 1, 4096, 4096},
			{"prefer:1", 1, 4096, 4096}};
	struct mapping_policies policies = {.count = 0}, sum = {.count = 0};
	struct mempolicy_nodes node0 = {{1}};
	struct mempolicy_error err;

	add_lines(&policies, lines);
	ck_assert_str_eq(policies.thread, "bind:0");
	assert_accepted("merge", mapping_policies_merge(&sum, &policies, &err), &err);
	ck_assert_uint_eq(sum.count, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < sum.count; i++) {
		ck_assert_str_eq(sum.list[i].text, expected[i].text);
		ck_assert_uint_eq(sum.list[i].mappings, expected[i].mappings);
		ck_assert_uint_eq(mapping_policy_bytes(&sum.list[i]), expected[i].bytes);
		ck_assert_uint_eq(mapping_policy_outside(&sum.list[i], &node0),
				  expected[i].outside);
	}
	mapping_policies_drop(&policies);
	mapping_policies_drop(&sum);
}
END_TEST

/* A process can have any number of them. */
START_TEST(many_policies_of_mappings_are_counted_together)
{
	struct mapping_policies policies = {.count = 0};

	for (int i = 0; i < 2 * MAPPING_POLICIES_MAX; i++) {
		char line[80];
		const char *const lines[] = {line, NULL};

		snprintf(line, sizeof(line), "7f01 bind:%d anon=1 N0=1 kernelpagesize_kB=4", i);
		add_lines(&policies, lines);
	}
	ck_assert_uint_eq(policies.count, MAPPING_POLICIES_MAX + 1);
	ck_assert_str_eq(policies.list[MAPPING_POLICIES_MAX].text, "others");
	ck_assert_uint_eq(policies.list[MAPPING_POLICIES_MAX].mappings, MAPPING_POLICIES_MAX);
	mapping_policies_drop(&policies);
}
END_TEST

void add_placement(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(recorded), recorded_lines_are_sorted_by_kind_and_node);
	add_loop_tests(tcase, LENGTH(no_lines), what_is_no_line_is_refused_and_adds_nothing);
	add_tests(tcase, placements_add_up);
	add_loop_tests(tcase, LENGTH(judged), own_memory_is_judged);
	add_tests(tcase, policies_of_mappings_are_told_from_the_threads,
		  many_policies_of_mappings_are_counted_together);
}
