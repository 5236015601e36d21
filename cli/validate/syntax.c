/* SPDX-License-Identifier: Apache-2.0 */
#include "syntax.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "locate.h"

/* What is reported about a text. */
struct complaint {
	size_t offset;
	const char *reason, *remedy;
	struct location opening; /* of what the reason names, to be added to it; or line is 0 */
};

/* Whether an offset is inside a string; *ret_quote is where the string begins. */
static bool in_string(const char *text, size_t offset, size_t *ret_quote)
{
	bool inside = false;

	for (size_t at = 0; at < offset; at++) {
		if (text[at] == '"') {
			inside = !inside;
			*ret_quote = at;
		} else if (inside && text[at] == '\\') {
			at++;
		}
	}
	return inside;
}

/* The last bracket that opens this level, 1 for the outermost; *ret_depth is how many brackets are
 * open at the end of the text. */
static size_t last_opening(const char *text, size_t length, size_t level, size_t *ret_depth)
{
	size_t found = 0, depth = 0;
	bool inside = false;

	for (size_t at = 0; at < length; at++) {
		if (text[at] == '"') {
			inside = !inside;
		} else if (inside) {
			at += text[at] == '\\';
		} else if (text[at] == '{' || text[at] == '[') {
			if (++depth == level)
				found = at;
		} else if (text[at] == '}' || text[at] == ']') {
			depth--;
		}
	}
	*ret_depth = depth;
	return found;
}

/* Whether a bracket may close where the text ends: not after a comma or within a number. */
static bool can_close(const char *text, size_t length, char bracket)
{
	CLEANUP(cleanup_free) char *closed = malloc(length + 1);
	CLEANUP(cleanup_free) uint64_t *nesting = malloc(SCAN_NESTING(length + 1));
	struct scan_error error;

	if (!closed || !nesting)
		return false;
	memcpy(closed, text, length);
	closed[length] = bracket;
	/* Brackets around it may still be open. */
	return scan(closed, length + 1, nesting, NULL, 0, &error) == 0 ||
	       error.reason == SCAN_TRUNCATED;
}

/* Names the innermost bracket that is open where the text ends too early. */
static void name_open_bracket(const char *text, size_t length, struct complaint *complaint)
{
	bool object;
	size_t depth, at;

	last_opening(text, length, 0, &depth);
	if (depth == 0)
		return;
	at = last_opening(text, length, depth, &depth);
	object = text[at] == '{';
	if (!can_close(text, length, object ? '}' : ']')) {
		complaint->reason =
			object ? "it ends within the object" : "it ends within the array";
		complaint->remedy = "complete it, or restore the file if it was cut short";
		complaint->opening = locate_offset(text, at);
		return;
	}
	complaint->offset = at;
	if (object) {
		complaint->reason = "the object that begins here is not closed";
		complaint->remedy = "close it with \"}\", or restore the file if it was cut short";
	} else {
		complaint->reason = "the array that begins here is not closed";
		complaint->remedy = "close it with \"]\", or restore the file if it was cut short";
	}
}

/* The last byte before an offset that is not a space; 0 if there is none. */
static char before(const char *text, size_t offset)
{
	while (offset > 0 && strchr(" \t\r\n", text[offset - 1]))
		offset--;
	if (offset == 0)
		return '\0';
	return text[offset - 1];
}

static bool is_utf16(const char *text, size_t length)
{
	return length >= 2 &&
	       (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0 ||
		text[0] == '\0' || text[1] == '\0');
}

/* Recognizes habits from other languages, where something else begins than JSON allows. */
static void name_habit(const char *text, size_t length, enum scan_reason reason,
		       struct complaint *complaint)
{
	char byte = '\0';

	if (complaint->offset < length)
		byte = text[complaint->offset];
	if ((byte == '}' || byte == ']') && before(text, complaint->offset) == ',') {
		complaint->reason = "there is a comma before a closing bracket";
		complaint->remedy = "remove the comma";
	} else if (byte == '/' || byte == '#') {
		complaint->reason = "JSON has no comments";
		complaint->remedy = "remove the comment";
	} else if (byte == '"' && (reason == SCAN_OBJECT || reason == SCAN_ARRAY)) {
		complaint->reason = "a comma is missing before this";
		complaint->remedy = "add the comma";
	} else if (reason == SCAN_WORD) {
		complaint->remedy = "put a string between double quotes";
	} else if (byte == '\'') {
		complaint->reason = "a string needs double quotes, not single ones";
		complaint->remedy = "put it between double quotes";
	}
}

static bool ends_line(char byte)
{
	return byte == '\n' || byte == '\r';
}

static struct complaint complaint_of(const char *text, size_t length,
				     const struct scan_error *found)
{
	struct complaint complaint = {found->offset,
				      scan_reason_text(found->reason),
				      "correct the file",
				      {0, 0}};
	size_t quote = 0;

	if (length == 0) {
		complaint.reason = "it is empty";
		complaint.remedy = "check whether the program that should have written it failed";
	} else if (found->reason == SCAN_BOM) {
		complaint.remedy = "save the file as UTF-8 without a byte order mark";
	} else if (is_utf16(text, length)) {
		complaint.offset = 0;
		complaint.reason = "it is encoded as UTF-16";
		complaint.remedy = "save the file as UTF-8";
	} else if ((found->reason == SCAN_TRUNCATED ||
		    (found->reason == SCAN_CONTROL && ends_line(text[found->offset]))) &&
		   in_string(text, found->offset, &quote)) {
		complaint.offset = quote;
		complaint.reason =
			found->reason == SCAN_TRUNCATED
				? "the string that begins here is not closed"
				: "the string that begins here is not closed on its line";
		complaint.remedy = "close it with a double quote";
	} else if (found->reason == SCAN_TRUNCATED) {
		name_open_bracket(text, length, &complaint);
	} else {
		name_habit(text, length, found->reason, &complaint);
	}
	return complaint;
}

size_t syntax_error(const char *text, size_t length, const struct scan_error *found,
		    struct mempolicy_error *err)
{
	struct complaint complaint = complaint_of(text, length, found);

	if (complaint.opening.line)
		mp_error_set(
			err, MEMPOLICY_ERROR_INVALID, "",
			"invalid config.json: not JSON: %s that begins at line %zu, column %zu",
			complaint.reason, complaint.opening.line, complaint.opening.column);
	else
		mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "invalid config.json: not JSON: %s",
			     complaint.reason);
	mp_error_remedy(err, "%s", complaint.remedy);
	return complaint.offset;
}
