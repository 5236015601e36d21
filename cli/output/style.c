/* SPDX-License-Identifier: Apache-2.0 */
#include "style.h"

#include <langinfo.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static enum { AUTO, ALWAYS, NEVER } colours;

int style_choose(const char *when)
{
	static const char *const names[] = {
		[AUTO] = "auto", [ALWAYS] = "always", [NEVER] = "never"};

	for (unsigned int i = AUTO; i <= NEVER; i++)
		if (strcmp(when, names[i]) == 0) {
			colours = i;
			return 0;
		}
	return -1;
}

bool style_terminal(void)
{
	return isatty(STDOUT_FILENO);
}

bool style_colours(void)
{
	const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (colours != AUTO)
		return colours == ALWAYS;
	return style_terminal() && !(no_color && *no_color) && terminal &&
	       strcmp(terminal, "dumb") != 0;
}

bool style_unicode(void)
{
	return style_terminal() && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

size_t style_width(void)
{
	const char *columns = getenv("COLUMNS");
	unsigned long number = columns ? strtoul(columns, NULL, 10) : 0;
	struct winsize size;

	if (number > 0 && number < USHRT_MAX)
		return number;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? 0 : size.ws_col;
}

const char *style(const char *colour)
{
	return style_colours() ? colour : "";
}
