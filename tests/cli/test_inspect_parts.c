/* SPDX-License-Identifier: Apache-2.0 */
/* Pure parts of oci-mempolicy inspect: what cgroups count, and why memory is on other nodes. */
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "inspection.h"
#include "invented.h"

#define MIB 1048576ULL

/* ---- cgroups ---- */

START_TEST(memory_by_node_is_read_from_both_versions)
{
	static const char v2[] =
		"anon N0=8192 N3=4096\nfile N0=0 N3=12288\nfile_mapped N0=1 N3=1\n";
	static const char v1[] = "total=9 N0=9 N3=0\nfile=1 N0=1 N3=0\nanon=1 N0=1 N3=0\n"
				 "hierarchical_total=6 N0=2 N3=4\nhierarchical_file=3 N0=0 N3=3\n"
				 "hierarchical_anon=3 N0=2 N3=1\n";
	static const struct {
		const char *text;
		unsigned long long unit;
	} texts[] = {{v2, 1}, {v1, 4096}};

	for (size_t i = 0; i < 2; i++) {
		struct cgroup_memory memory = {.has_nodes = false};

		cgroup_memory_parse_nodes(texts[i].text, texts[i].unit, &memory);
		ck_assert(memory.has_nodes);
		ck_assert_uint_eq(memory.anonymous[0], 8192);
		ck_assert_uint_eq(memory.anonymous[3], 4096);
		ck_assert_uint_eq(memory.file[0], 0);
		ck_assert_uint_eq(memory.file[3], 12288);
	}
}
END_TEST

START_TEST(pages_that_were_moved_are_counted)
{
	static const char text[] = "anon 4096\nnuma_pages_migrated 7\nnuma_pte_updates 100\n"
				   "pgdemote_kswapd 1\npgdemote_direct 2\npgdemote_khugepaged 4\n"
				   "pgdemote_proactive 8\n";
	struct moved moved = {.by = MOVED_CGROUP}, before = {.by = MOVED_CGROUP, .migrated = 5},
		     later = {.by = MOVED_CGROUP, .migrated = 9, .demoted = 20},
		     machine = {.by = MOVED_MACHINE}, since;

	ck_assert(cgroup_memory_parse_moved(text, &moved));
	ck_assert_uint_eq(moved.migrated, 7);
	ck_assert_uint_eq(moved.demoted, 15);
	ck_assert(!cgroup_memory_parse_moved("anon 4096\nfile 0\n", &moved));
	since = moved_since(&moved, &before);
	ck_assert_uint_eq(since.migrated, 2);
	ck_assert_uint_eq(since.demoted, 15);
	/* Counters of another cgroup, or of the machine. */
	since = moved_since(&moved, &later);
	ck_assert_uint_eq(since.migrated + since.demoted, 0);
	since = moved_since(&moved, &machine);
	ck_assert_uint_eq(since.migrated + since.demoted, 0);
}
END_TEST

static const struct {
	const char *one, *other, *common;
} paths[] = {
	{"/a/b", "/a/b", "/a/b"},     {"/a/b", "/a/b/init.scope", "/a/b"},
	{"/a/b/x", "/a/b/y", "/a/b"}, {"/a/bc", "/a/bd", "/a"},
	{"/a/b", "/a/bc", "/a"},      {"/a", "/b", ""},
	{"/a/b/c", "/a/b", "/a/b"},   {"/a", "/", ""},
};
#define PATHS ((int)(sizeof(paths) / sizeof(paths[0])))

START_TEST(a_container_is_the_cgroup_that_all_are_in)
{
	char path[32];

	snprintf(path, sizeof(path), "%s", paths[_i].one);
	cgroup_memory_common(path, paths[_i].other);
	ck_assert_str_eq(path, paths[_i].common);
}
END_TEST

/* ---- why memory is on other nodes ---- */

/* A process under MPOL_PREFERRED_MANY with MPOL_F_NUMA_BALANCING on node 0. */
struct found {
	struct invented invented;
	struct container container;
	struct inspected_thread thread;
	struct inspected_process process;
	struct inspection inspection;
};

static struct found *find(void)
{
	struct found *found = calloc(1, sizeof(*found));
	struct inspection *inspection = &found->inspection;

	ck_assert_ptr_nonnull(found);
	invent_cxl(&found->invented);
	inspection->machine = found->invented.machine;
	inspection->container = &found->container;
	inspection->judged = (struct mempolicy){.mode = MEMPOLICY_PREFERRED_MANY,
						.flags = MEMPOLICY_F_NUMA_BALANCING,
						.nodes = {{1}}};
	inspection->nodes = inspection->judged.nodes;
	found->thread = (struct inspected_thread){.tid = 7,
						  .by = BY_NUMA_MAPS,
						  .policy = inspection->judged};
	found->process =
		(struct inspected_process){.pid = 7, .threads = &found->thread, .count = 1};
	inspection->processes = &found->process;
	inspection->count = 1;
	return found;
}

/* Expects reasons such as "mappingPolicy earlier?", with a question mark after one that is not
 * certain. */
static void assert_reasons(struct found *found, const char *expected)
{
	struct reasons *reasons = &found->inspection.reasons;
	char text[256] = "";

	reasons_find(&found->inspection, reasons);
	for (size_t i = 0; i < reasons->count; i++) {
		ck_assert_uint_eq(reasons->list[i].certain, reasons->list[i].has_bytes);
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s%s", i ? " " : "",
			 reason_name(reasons->list[i].kind), reasons->list[i].certain ? "" : "?");
	}
	ck_assert_str_eq(text, expected);
}

START_TEST(what_lies_where_it_should_needs_no_reason)
{
	struct found *found = find();

	found->inspection.placement.bytes[PAGES_ANONYMOUS][0] = MIB;
	assert_reasons(found, "");
	/* Without nodes to judge by, there are no reasons either. */
	found->process.outside = MIB;
	found->inspection.nodes = (struct mempolicy_nodes){{0}};
	assert_reasons(found, "");
	free(found);
}
END_TEST

START_TEST(policies_of_mappings_explain_what_they_hold)
{
	struct found *found = find();
	struct mapping_policy policy = {.text = "bind:1", .own = {[1] = 2 * MIB}};

	found->inspection.mapping_policies = (struct mapping_policies){.count = 1, .list = &policy};
	found->process.outside = found->process.bound_outside = 2 * MIB;
	assert_reasons(found, "mappingPolicy");
	ck_assert_uint_eq(found->inspection.reasons.list[0].bytes, 2 * MIB);
	ck_assert_str_eq(found->inspection.reasons.list[0].text,
			 "2.0 MiB: the program itself set another policy for this memory, such as "
			 "bind:1, with mbind(2).");
	/* They do not explain all of it. */
	found->process.outside = 3 * MIB;
	assert_reasons(found, "mappingPolicy earlier?");
	free(found);
}
END_TEST

START_TEST(another_policy_explains_what_its_process_has)
{
	struct found *found = find();

	found->thread.policy = (struct mempolicy){.mode = MEMPOLICY_DEFAULT};
	found->process.outside = MIB;
	assert_reasons(found, "otherPolicy");
	/* A policy that is not known explains nothing. */
	found->thread.by = BY_NOTHING;
	assert_reasons(found, "earlier?");
	free(found);
}
END_TEST

START_TEST(what_may_have_been_is_what_the_kernel_counts)
{
	struct found *found = find();
	struct inspection *inspection = &found->inspection;

	found->process.outside = MIB;
	inspection->foreign[1] = 5; /* not a node of the policy */
	inspection->machine.numa_balancing = 0;
	inspection->machine.demotion = 0;
	inspection->cgroup.moved = (struct moved){MOVED_CGROUP, 11, 12};
	assert_reasons(found, "earlier?");
	inspection->foreign[0] = 5;
	inspection->machine.numa_balancing = 1;
	inspection->machine.demotion = 1;
	assert_reasons(found, "nodesFull? numaBalancing? demotion? earlier?");
	/* MPOL_BIND does not fall back to other nodes. */
	inspection->judged.mode = found->thread.policy.mode = MEMPOLICY_BIND;
	assert_reasons(found, "numaBalancing? demotion? earlier?");
	inspection->judged.flags = found->thread.policy.flags = 0;
	inspection->cgroup.moved.demoted = 0;
	assert_reasons(found, "earlier?");
	free(found);
}
END_TEST

START_TEST(files_of_others_are_told_by_what_is_charged)
{
	struct found *found = find();
	struct inspection *inspection = &found->inspection;

	inspection->placement.bytes[PAGES_FILE][1] = 3 * MIB;
	inspection->placement.bytes[PAGES_SHARED][2] = MIB;
	assert_reasons(found, "files shared");
	inspection->cgroup.has_nodes = true;
	inspection->cgroup.file[1] = MIB;
	assert_reasons(found, "filesOfOthers shared");
	ck_assert_uint_eq(inspection->reasons.list[0].bytes, 2 * MIB);
	ck_assert_uint_eq(inspection->reasons.file_outside, 3 * MIB);
	/* All of it is charged to this container. */
	inspection->cgroup.file[1] = 3 * MIB;
	assert_reasons(found, "files shared");
	free(found);
}
END_TEST

/* ---- pictures ---- */

static size_t count_of(const char *text, const char *what)
{
	size_t found = 0;

	for (; (text = strstr(text, what)); text++)
		found++;
	return found;
}

/* Draws a picture; the caller frees it. */
static char *picture_of(const struct inspection *inspection)
{
	char path[] = "/tmp/inspect.XXXXXX";
	struct mempolicy_error err;
	char *text = NULL;
	size_t size = 0;
	FILE *file;

	close(mkstemp(path));
	ck_assert_int_eq(inspection_draw(inspection, path, &err), 0);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(getdelim(&text, &size, '\0', file), 0);
	fclose(file);
	unlink(path);
	return text;
}

START_TEST(a_colour_has_one_meaning_and_lines_end_with_the_picture)
{
	struct found *found = find();
	char id[120] = "", *picture;

	memset(id, 'x', sizeof(id) - 1);
	found->container.state.id = id;
	for (int kind = 0; kind < PAGES_KINDS; kind++)
		found->inspection.placement.bytes[kind][1] = MIB;
	picture = picture_of(&found->inspection);
	/* Only distances are orange. */
	ck_assert_uint_eq(count_of(picture, "fill=\"#e69f00\""), 9);
	ck_assert_uint_eq(count_of(picture, "xxx...</text>"), 1);
	ck_assert_uint_eq(count_of(picture, id), 0);
	free(picture);
	id[64] = '\0';
	picture = picture_of(&found->inspection);
	ck_assert_uint_eq(count_of(picture, id), 1);
	free(picture);
	free(found);
}
END_TEST

void add_inspect_parts(TCase *tcase)
{
	add_tests(tcase, memory_by_node_is_read_from_both_versions,
		  pages_that_were_moved_are_counted);
	add_loop_tests(tcase, PATHS, a_container_is_the_cgroup_that_all_are_in);
	add_tests(tcase, what_lies_where_it_should_needs_no_reason,
		  policies_of_mappings_explain_what_they_hold,
		  another_policy_explains_what_its_process_has,
		  what_may_have_been_is_what_the_kernel_counts,
		  files_of_others_are_told_by_what_is_charged,
		  a_colour_has_one_meaning_and_lines_end_with_the_picture);
}
