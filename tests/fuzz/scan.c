/* SPDX-License-Identifier: Apache-2.0 */
/* The scanner compared with jansson, which parses the whole text: the verdict, and the parts. */
#include "scan.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "policy.h"

#define FLAGS (JSON_DECODE_ANY | POLICY_JSON_FLAGS)
#define PARTS 8

static const struct scan_part wanted[PARTS] = {
	{.depth = 0},
	SCAN_PART("a"),
	SCAN_PART("a", "b"),
	SCAN_PART("a", "b", "c"),
	SCAN_PART("a", "", "\xc3\xa9\xf0\x9f\x98\x80"),
	SCAN_PART("linux", "memoryPolicy"),
	SCAN_PART("linux", "resources", "cpu", "mems"),
	SCAN_PART("linux", "namespaces"),
};

/* Errors of jansson that scan() leaves to the later reader of the part. */
static bool is_of_no_account(const json_error_t *reason)
{
	switch (json_error_code(reason)) {
	case json_error_invalid_utf8:
	case json_error_numeric_overflow:
	case json_error_stack_overflow:
	case json_error_null_byte_in_key:
		return true;
	case json_error_invalid_syntax:
		return strncmp(reason->text, "invalid Unicode ", 16) == 0;
	default:
		return false;
	}
}

static void check_error(const char *text, size_t size, const struct scan_error *error)
{
	size_t lines = 1;

	if (error->offset > size || !*scan_reason_text(error->reason))
		fuzz_fail("at byte %zu of %zu: reason %d", error->offset, size, (int)error->reason);
	if (error->reason == SCAN_TRUNCATED && error->offset != size)
		fuzz_fail("incomplete at byte %zu of %zu", error->offset, size);
	for (size_t i = 0; i < error->offset; i++)
		lines += text[i] == '\n';
	if (error->line != lines || error->column < 1 || error->column > error->offset + 1)
		fuzz_fail("at line %zu of %zu, column %zu", error->line, lines, error->column);
}

/* Finds the part with jansson. */
static const json_t *get(const json_t *value, const struct scan_part *part)
{
	for (size_t i = 0; i < part->depth; i++)
		value = json_object_get(value, part->path[i]);
	return value;
}

static void check_part(const json_t *root, const struct scan_part *part)
{
	json_t *found = NULL;

	if (part->text) {
		found = json_loadb(part->text, part->length, FLAGS, NULL);
		if (!found || strchr(" \t\r\n", *part->text) ||
		    strchr(" \t\r\n", part->text[part->length - 1]))
			fuzz_fail("a part is not one value: %.*s", (int)part->length, part->text);
	}
	if (!found != !get(root, part) || (found && !json_equal(found, (json_t *)get(root, part))))
		fuzz_fail("differs from what jansson finds by %zu keys: %.*s", part->depth,
			  (int)part->length, part->text ? part->text : "");
	json_decref(found);
}

/* What was cut off cannot have been superfluous. */
static void check_cut_short(const char *text, const struct scan_part *root, uint64_t *nesting)
{
	struct scan_error error;

	if (!strchr("{[\"", *root->text))
		return;
	if (scan(text, (size_t)(root->text - text) + root->length - 1, nesting, NULL, 0, &error) ==
	    0)
		fuzz_fail("complete without its last byte");
	if (error.reason != SCAN_TRUNCATED)
		fuzz_fail("incomplete: %s", scan_reason_text(error.reason));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_guarded(data, size);
	uint64_t *nesting = malloc(SCAN_NESTING(size));
	struct scan_part parts[PARTS];
	struct scan_error error;
	json_error_t reason;
	json_t *root = json_loadb(text, size, FLAGS, &reason);

	memcpy(parts, wanted, sizeof(parts));
	if (scan(text, size, nesting, parts, PARTS, &error)) {
		check_error(text, size, &error);
		/* jansson overlooks a NUL after a number or a word. */
		if (root && (error.offset == size || text[error.offset] != '\0'))
			fuzz_fail("refused, and accepted by jansson: %s",
				  scan_reason_text(error.reason));
	} else {
		if (!root && !is_of_no_account(&reason))
			fuzz_fail("accepted, and refused by jansson: %s", reason.text);
		for (size_t i = 0; root && i < PARTS; i++)
			check_part(root, &parts[i]);
		check_cut_short(text, &parts[0], nesting);
	}
	json_decref(root);
	free(nesting);
	return 0;
}
