/* SPDX-License-Identifier: Apache-2.0 */
/* Tables within a width: real ones of this machine, and one of a machine with many nodes. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cleanup.h"
#include "cli.h"
#include "table.h"

#define OUTPUT_SIZE 4096

static struct libscols_table *many_nodes(void)
{
	struct libscols_table *table = table_new();

	table_column(table, "NODE", SCOLS_FL_RIGHT);
	table_column(table, "CPUS", SCOLS_FL_WRAP);
	for (int i = 0; i < 6; i++) {
		char name[8];

		snprintf(name, sizeof(name), "TO %d", i);
		table_column(table, name, SCOLS_FL_RIGHT);
	}
	for (int i = 0; i < 2; i++) {
		struct libscols_line *line =
			table_line(table,
				   (const char *const[]){i ? "1" : "0",
							 i ? "16-31" : "0-3,8-11,32-35,40-43",
							 NULL});

		for (size_t to = 0; to < 6; to++)
			table_cell(line, 2 + to, "%d", to == (size_t)i ? 10 : 21);
	}
	return table;
}

/* Each run of newlines and spaces at the beginning of a line becomes one space. */
static void squeeze(char *text)
{
	char *to = text;

	for (const char *from = text; *from;) {
		if (*from == '\n') {
			from += strspn(from, "\n ");
			*to++ = ' ';
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

/* Versions of libsmartcols differ in the spaces at the ends of lines. */
static void strip(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		while (*from == '\n' && to > text && to[-1] == ' ')
			to--;
		*to++ = *from;
	}
	*to = '\0';
}

/* Captures what a program prints with this in its environment; the test's own standard output is
 * lost. */
static void print_within(const char *columns, char ret[OUTPUT_SIZE])
{
	CLEANUP(table_drop) struct libscols_table *table = many_nodes();
	int file = memfd_create("output", MFD_CLOEXEC);
	struct mempolicy_error err;
	ssize_t got;

	ck_assert_int_eq(setenv("COLUMNS", columns, 1), 0);
	ck_assert(fflush(stdout) == 0 && dup2(file, STDOUT_FILENO) >= 0);
	ck_assert_int_eq(table_print(table, &err), 0);
	ck_assert_int_eq(fflush(stdout), 0);
	got = pread(file, ret, OUTPUT_SIZE - 1, 0);
	ck_assert_int_ge(got, 0);
	ret[got] = '\0';
	close(file);
	strip(ret);
}

static const struct {
	const char *columns, *expected;
} widths[] = {
	{"80", "NODE CPUS                 TO 0 TO 1 TO 2 TO 3 TO 4 TO 5\n"
	       "   0 0-3,8-11,32-35,40-43   10   21   21   21   21   21\n"
	       "   1 16-31                  21   10   21   21   21   21\n"},
	/* Numbers are not split. */
	{"51", "NODE CPUS            TO 0 TO 1 TO 2 TO 3 TO 4 TO 5\n"
	       "   0 0-3,8-11,32-35,   10   21   21   21   21   21\n"
	       "     40-43\n"
	       "   1 16-31             21   10   21   21   21   21\n"},
	{"40", "NODE CPUS            TO 0 TO 1 TO 2 TO 3\n"
	       "   0 0-3,8-11,32-35,   10   21   21   21\n"
	       "     40-43\n"
	       "   1 16-31             21   10   21   21\n"
	       "\n"
	       "NODE TO 4 TO 5\n"
	       "   0   21   21\n"
	       "   1   21   21\n"},
	/* Neither value is a number of columns. */
	{"", "NODE CPUS                 TO 0 TO 1 TO 2 TO 3 TO 4 TO 5\n"
	     "   0 0-3,8-11,32-35,40-43   10   21   21   21   21   21\n"
	     "   1 16-31                  21   10   21   21   21   21\n"},
	{"-1", "NODE CPUS                 TO 0 TO 1 TO 2 TO 3 TO 4 TO 5\n"
	       "   0 0-3,8-11,32-35,40-43   10   21   21   21   21   21\n"
	       "   1 16-31                  21   10   21   21   21   21\n"},
};

START_TEST(a_table_fits_its_width)
{
	char output[OUTPUT_SIZE];

	print_within(widths[_i].columns, output);
	ck_assert_str_eq(output, widths[_i].expected);
}
END_TEST

/* The width is given by COLUMNS, or by the terminal. */
static const char *const narrow[] = {
	"COLUMNS=80 \"$0\" topology",
	"COLUMNS=40 \"$0\" topology",
	"COLUMNS=80 \"$0\" inspect --pid $$",
	"COLUMNS=40 \"$0\" inspect --pid $$",
	"stty cols 40; unset COLUMNS; \"$0\" topology",
};

START_TEST(tables_of_commands_fit)
{
	struct command command;
	char *rest, *line;
	unsigned int tables = 0;
	bool table = false;

	command_init(&command, "/bin/sh", "-c", narrow[_i], PROGRAM, NULL);
	command.terminal = strncmp(narrow[_i], "stty", 4) == 0;
	command_run(&command);
	ck_assert_int_eq(command.exit_code, 0);
	for (rest = command.out; (line = strsep(&rest, "\n"));) {
		line[strcspn(line, "\r")] = '\0';
		tables += strncmp(line, "NODE ", 5) == 0;
		table = strncmp(line, "NODE ", 5) == 0 || (table && line[0] == ' ');
		if (table)
			ck_assert_msg(strlen(line) <= (strstr(narrow[_i], "80") ? 80 : 40), "%s",
				      line);
	}
	ck_assert_uint_ge(tables, strstr(narrow[_i], "80") ? 1 : 2);
}
END_TEST

/* A path longer than a line is not broken. */
static const char *const sentences[] = {
	"COLUMNS=40 \"$0\" explain --no-host --policy bind:0-3",
	"stty cols 40; unset COLUMNS; \"$0\" explain --no-host --policy bind:0-3",
	"COLUMNS=40 \"$0\" doctor",
	("stty cols 40; unset COLUMNS; NO_COLOR=1 \"$0\" validate " DATA
	 "/validate/preferred-several"),
	"stty cols 40; unset COLUMNS; NO_COLOR=1 \"$0\" explain --policy interleave:0",
};

START_TEST(sentences_break_between_words)
{
	CLEANUP(cleanup_free) char *whole = NULL;
	struct command command, narrowed;
	char *rest, *line, *to;
	const char *program = strstr(sentences[_i], "\"$0\"");
	unsigned int broken = 0;

	command_init(&command, "/bin/sh", "-c", program, PROGRAM, NULL);
	command_run(&command);
	command_init(&narrowed, "/bin/sh", "-c", sentences[_i], PROGRAM, NULL);
	narrowed.terminal = strncmp(sentences[_i], "stty", 4) == 0;
	command_run(&narrowed);
	ck_assert_int_eq(narrowed.exit_code, command.exit_code);
	whole = to = calloc(1, COMMAND_OUTPUT);
	/* Joined again, the text is unchanged: only spaces became newlines. */
	for (rest = narrowed.out; (line = strsep(&rest, "\n"));) {
		const char *word = line + strspn(line, " ");

		line[strcspn(line, "\r")] = '\0';
		ck_assert_msg(!*word || word[strlen(word) - 1] != ' ', "\"%s\"", line);
		ck_assert_msg(strlen(line) <= 40 || strchr(word, '/'), "%s", line);
		broken++;
		to = stpcpy(stpcpy(to, word), *word ? " " : "");
	}
	ck_assert_uint_gt(broken, 4);
	squeeze(command.out);
	ck_assert_str_eq(whole, command.out);
}
END_TEST

void add_output(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(widths), a_table_fits_its_width);
	add_loop_tests(tcase, LENGTH(narrow), tables_of_commands_fit);
	add_loop_tests(tcase, LENGTH(sentences), sentences_break_between_words);
}
