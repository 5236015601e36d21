/* SPDX-License-Identifier: Apache-2.0 */
#include "version.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"

#define VERSION_SECONDS 10

/* Reads "28.5" of "28.5.2"; returns false without two numbers. */
static bool parse_version(const char *text, unsigned long *ret_major, unsigned long *ret_minor)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	*ret_major = strtoul(text, &end, 10);
	if (end[0] != '.' || !isdigit((unsigned char)end[1]))
		return false;
	*ret_minor = strtoul(end + 1, NULL, 10);
	return true;
}

enum version_answer version_ask(const char *program, char ret[VERSION_TEXT])
{
	const char *const argv[] = {program, "--version", NULL};
	struct child_output output;
	unsigned long major, minor;
	bool found = false;

	child_run(argv, VERSION_SECONDS, CHILD_ERRORS_KEPT, &output);
	ret[0] = '\0';
	for (const char *c = output.out; c && *c && !found; c++) {
		/* Not within a word, such as a path. */
		found = (c == output.out || strchr(" v,", c[-1])) &&
			parse_version(c, &major, &minor);
		if (found)
			snprintf(ret, VERSION_TEXT, "%.*s", (int)strspn(c, "0123456789."), c);
	}
	child_output_drop(&output);
	if (found)
		return VERSION_FOUND;
	return output.sys_errno == ENOENT ? VERSION_NO_PROGRAM : VERSION_NONE;
}

bool version_is_from(const char *version, unsigned long major, unsigned long minor)
{
	unsigned long its_major, its_minor;

	return parse_version(version, &its_major, &its_minor) &&
	       (its_major > major || (its_major == major && its_minor >= minor));
}
