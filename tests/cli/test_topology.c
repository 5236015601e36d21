/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy topology compared with /sys; its picture, of invented machines. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "invented.h"
#include "svg.h"
#include "table.h"
#include "topology_svg.h"

#define PICTURE_SIZE 16384

/* Draws with draw(), which gets the name of a file to draw into, and reads that file. */
static void picture_of(const struct machine *machine, char text[PICTURE_SIZE])
{
	char path[] = "/tmp/cli-XXXXXX";
	struct mempolicy_error err;
	struct command command;
	int fd = mkstemp(path);
	ssize_t length;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(topology_draw(machine, path, &err), 0);
	/* It is a new file now. */
	close(fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = read(fd, text, PICTURE_SIZE - 1);
	ck_assert_int_gt(length, 0);
	text[length] = '\0';
	command_init(&command, "xmllint", "--noout", path, NULL);
	command_run(&command);
	assert_ended(&command, 0, "", "");
	close(fd);
	unlink(path);
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;

	for (; (text = strstr(text, what)); text++)
		found++;
	return found;
}

START_TEST(a_picture_shows_each_node_and_distance)
{
	char text[PICTURE_SIZE];
	struct invented cxl;

	invent_cxl(&cxl);
	cxl.nodes[2].available = cxl.nodes[2].total / 4;
	picture_of(&cxl.machine, text);
	ck_assert_uint_eq(count(text, ">node 0: CPUs and memory<"), 1);
	ck_assert_uint_eq(count(text, ">node 1: CPUs and memory<"), 1);
	ck_assert_uint_eq(count(text, ">node 2: memory only<"), 1);
	ck_assert_uint_eq(count(text, ">CPUs 4-7<"), 1);
	ck_assert_uint_eq(count(text, ">8.0 GiB, 4.0 GiB available<"), 2);
	ck_assert_uint_eq(count(text, ">16 GiB, 4.0 GiB available<"), 1);
	ck_assert_uint_eq(count(text, ">10<"), 3);
	ck_assert_uint_eq(count(text, ">24<"), 2);
	/* The largest node's bar is 260 wide, the others' half of that. */
	ck_assert_uint_eq(count(text, "width=\"260.0\" height=\"20.0\" fill=\"" SVG_FAINT), 1);
	ck_assert_uint_eq(count(text, "width=\"130.0\" height=\"20.0\" fill=\"" SVG_FAINT), 2);
	ck_assert_uint_eq(count(text, "width=\"195.0\" height=\"20.0\" fill=\"" SVG_BLUE), 1);
	ck_assert_uint_eq(count(text, "width=\"65.0\" height=\"20.0\" fill=\"" SVG_BLUE), 2);
}
END_TEST

START_TEST(a_picture_shows_nodes_without_memory)
{
	char text[PICTURE_SIZE];
	struct invented four;

	invent_four(&four);
	four.nodes[1].total = four.nodes[1].available = 0;
	four.nodes[2].total = four.nodes[2].available = four.nodes[2].cpu_count = 0;
	picture_of(&four.machine, text);
	ck_assert_uint_eq(count(text, ">node 1: CPUs only<"), 1);
	ck_assert_uint_eq(count(text, ">node 2: empty<"), 1);
	ck_assert_uint_eq(count(text, " available<"), 2);
}
END_TEST

START_TEST(text_of_a_picture_is_escaped)
{
	char *text = NULL;
	size_t size;
	struct svg svg = {.file = open_memstream(&text, &size)};

	svg_text(&svg, 1, 2, "end", 9, "%s", "<a href=\"x\">&\x01\n\xc3\xa9</a>");
	ck_assert_int_eq(fclose(svg.file), 0);
	ck_assert_str_eq(
		text,
		"<text x=\"1.0\" y=\"2.0\" text-anchor=\"end\" font-size=\"9\" fill=\"" SVG_INK
		"\">&lt;a href=&quot;x&quot;&gt;&amp; \n\xc3\xa9&lt;/a&gt;</text>\n");
	free(text);
}
END_TEST

static void assert_size(unsigned long long bytes, const char *text)
{
	char buf[TABLE_SIZE_TEXT];

	ck_assert_str_eq(table_size(buf, bytes), text);
}

START_TEST(sizes_are_for_people)
{
	assert_size(0, "0 KiB");
	assert_size(4096, "4 KiB");
	assert_size(1048575, "1024 KiB");
	assert_size(1048576, "1.0 MiB");
	assert_size(10 * 1048576ULL, "10 MiB");
	assert_size(7ULL << 30 | 1ULL << 29, "7.5 GiB");
	assert_size(3ULL << 40, "3.0 TiB");
}
END_TEST

START_TEST(the_table_shows_this_machine)
{
	struct command command, expected;
	char line[128];

	command_init(&expected, "/bin/sh", "-c",
		     "cd /sys/devices/system/node/node0 && printf '%s %s' \"$(cat cpulist)\" "
		     "\"$(cut -d' ' -f1 distance)\"",
		     NULL);
	command_run(&expected);
	run_program(&command, "topology");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(strncmp(command.out, "NODE KIND            CPUS", 25), 0);
	snprintf(line, sizeof(line), "\n   0 CPUs and memory %.*s", (int)strcspn(expected.out, " "),
		 expected.out);
	ck_assert_ptr_nonnull(strstr(command.out, line));
	ck_assert_ptr_nonnull(strstr(command.out, strchr(expected.out, ' ')));
	ck_assert_ptr_nonnull(strstr(command.out, "\nautomatic NUMA balancing: "));
}
END_TEST

/* MemTotal of node 0, in bytes. */
static long long total_of_sys(void)
{
	struct command command;

	command_init(&command, "awk", "$3 == \"MemTotal:\" {printf \"%.0f\", $4 * 1024}",
		     "/sys/devices/system/node/node0/meminfo", NULL);
	command_run(&command);
	return strtoll(command.out, NULL, 10);
}

START_TEST(json_has_the_sizes_of_sys)
{
	long long before = total_of_sys(), after;
	json_int_t total, free_bytes, available;
	struct command command;
	json_t *json;

	run_program(&command, "topology", "--json");
	after = total_of_sys();
	json = output_json(&command);
	ck_assert_int_eq(json_unpack(json, "{s:[{s:{s:I, s:I, s:I!}}]}", "nodes", "memory", "total",
				     &total, "free", &free_bytes, "available", &available),
			 0);
	/* A virtual machine's memory can grow and shrink while it runs. */
	ck_assert_int_ge(total, before < after ? before : after);
	ck_assert_int_le(total, before < after ? after : before);
	ck_assert_int_lt(free_bytes, total);
	/* There is some page cache: at least this program's own file. */
	ck_assert_int_gt(available, free_bytes);
	ck_assert_int_lt(available, total);
	json_decref(json);
}
END_TEST

START_TEST(json_is_what_features_tells_of_the_host)
{
	struct command command;
	json_t *topology, *features;

	run_program(&command, "topology", "--json");
	topology = output_json(&command);
	run_program(&command, "features", "--host");
	features = output_json(&command);
	/* Sizes change. */
	for (int i = 0; i < 2; i++) {
		const json_t *nodes =
			json_object_get(i ? json_object_get(features, "host") : topology, "nodes");

		ck_assert_int_eq(json_object_del(json_array_get(nodes, 0), "memory"), 0);
	}
	ck_assert(json_equal(topology, json_object_get(features, "host")));
	json_decref(topology);
	json_decref(features);
}
END_TEST

START_TEST(a_picture_may_go_to_standard_output)
{
	struct command command;

	run_program(&command, "topology", "--svg", "-");
	ck_assert_str_eq(command.err, "");
	ck_assert_int_eq(command.exit_code, 0);
	ck_assert_ptr_eq(strstr(command.out, "<?xml "), command.out);
	ck_assert_str_eq(strstr(command.out, "</svg>"), "</svg>\n");
	run_program(&command, "topology", "--svg", "-", "--json");
	assert_ended(
		&command, 64, "",
		"oci-mempolicy topology: --json and --svg - both write to standard output; name a "
		"file for the picture\n");
}
END_TEST

START_TEST(a_picture_that_cannot_be_written_is_an_error)
{
	struct command command;

	run_program(&command, "topology", "--svg", "/nowhere/machine.svg");
	assert_ended(&command, 74, "",
		     "oci-mempolicy topology: cannot write /nowhere/machine.svg: No such file or "
		     "directory\n");
	run_program(&command, "topology", "--svg", "/dev/full");
	assert_ended(&command, 74, "",
		     "oci-mempolicy topology: cannot write /dev/full: No space left on device\n");
}
END_TEST

void add_topology(TCase *tcase)
{
	add_tests(tcase, a_picture_shows_each_node_and_distance,
		  a_picture_shows_nodes_without_memory, text_of_a_picture_is_escaped,
		  sizes_are_for_people, the_table_shows_this_machine, json_has_the_sizes_of_sys,
		  json_is_what_features_tells_of_the_host, a_picture_may_go_to_standard_output,
		  a_picture_that_cannot_be_written_is_an_error);
}
