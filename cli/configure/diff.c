/* SPDX-License-Identifier: Apache-2.0 */
#include "diff.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"

#define CONTEXT 3

/* A text as lines; the last may lack its newline. */
struct lines {
	const char **begins; /* count + 1 pointers: the last is the end */
	size_t count;
};

static bool split(const char *text, struct lines *ret)
{
	size_t room = 1;

	*ret = (struct lines){.count = 0};
	for (const char *c = text; *c; c++)
		room += *c == '\n';
	ret->begins = calloc(room + 1, sizeof(*ret->begins));
	if (!ret->begins)
		return false;
	while (*text) {
		ret->begins[ret->count++] = text;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	ret->begins[ret->count] = text;
	return true;
}

static size_t length_of(const struct lines *lines, size_t line)
{
	return (size_t)(lines->begins[line + 1] - lines->begins[line]);
}

static bool same(const struct lines *a, size_t in_a, const struct lines *b, size_t in_b)
{
	size_t length = length_of(a, in_a);

	return length == length_of(b, in_b) &&
	       memcmp(a->begins[in_a], b->begins[in_b], length) == 0;
}

static void print(FILE *out, char sign, const struct lines *lines, size_t from, size_t to)
{
	for (size_t line = from; line < to; line++) {
		size_t length = length_of(lines, line);

		fprintf(out, "%c%.*s", sign, (int)length, lines->begins[line]);
		if (lines->begins[line][length - 1] != '\n')
			fputs("\n\\ No newline at end of file\n", out);
	}
}

/* "3,4"; an empty range names the line before it. */
static void print_range(FILE *out, char sign, size_t first, size_t count)
{
	fprintf(out, " %c%zu", sign, count ? first + 1 : first);
	if (count != 1)
		fprintf(out, ",%zu", count);
}

/* head and tail count the lines that both begin with and end with. */
static void print_hunk(FILE *out, const struct lines *a, const struct lines *b, size_t head,
		       size_t tail)
{
	size_t first = head > CONTEXT ? head - CONTEXT : 0;
	size_t after = tail < CONTEXT ? tail : CONTEXT;
	size_t end_a = a->count - tail, end_b = b->count - tail;

	fputs("@@", out);
	print_range(out, '-', first, end_a + after - first);
	print_range(out, '+', first, end_b + after - first);
	fputs(" @@\n", out);
	print(out, ' ', a, first, head);
	print(out, '-', a, head, end_a);
	print(out, '+', b, head, end_b);
	print(out, ' ', a, end_a, end_a + after);
}

static void print_diff(FILE *out, const char *path, const char *before, const char *after,
		       const struct lines *a, const struct lines *b)
{
	size_t head = 0, tail = 0;

	while (head < a->count && head < b->count && same(a, head, b, head))
		head++;
	while (tail < a->count - head && tail < b->count - head &&
	       same(a, a->count - 1 - tail, b, b->count - 1 - tail))
		tail++;
	if (before && after && head == a->count && head == b->count)
		return;
	fprintf(out, "--- %s\n+++ %s\n", before ? path : "/dev/null", after ? path : "/dev/null");
	print_hunk(out, a, b, head, tail);
}

char *diff_unified(const char *path, const char *before, const char *after)
{
	struct lines a = {.count = 0}, b = {.count = 0};
	char *text = NULL;
	size_t length;
	FILE *out = NULL;

	if (split(before ? before : "", &a) && split(after ? after : "", &b))
		out = open_memstream(&text, &length);
	if (out) {
		print_diff(out, path, before, after, &a, &b);
		if (fclose(out)) {
			free(text);
			text = NULL;
		}
	}
	free(a.begins);
	free(b.begins);
	return text;
}
