/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "error.h"

bool program_is_hook(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return path && strcmp(slash ? slash + 1 : path, PROGRAM_HOOK) == 0;
}

int program_exit_code(enum mempolicy_error_kind kind)
{
	switch (kind) {
	case MEMPOLICY_ERROR_USAGE:
		return EX_USAGE;
	case MEMPOLICY_ERROR_INVALID:
		return EX_DATAERR;
	case MEMPOLICY_ERROR_NO_INPUT:
		return EX_NOINPUT;
	case MEMPOLICY_ERROR_UNSUPPORTED:
		return EX_UNAVAILABLE;
	case MEMPOLICY_ERROR_TIMEOUT:
		return EX_TEMPFAIL;
	case MEMPOLICY_ERROR_PERMISSION:
		return EX_NOPERM;
	default:
		return EX_OSERR;
	}
}

const char *program_error_text(const struct mempolicy_error *error, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s%s%s%s", error->pointer, *error->pointer ? ": " : "",
		 error->message, *error->remedy ? "; " : "", error->remedy);
	return buf;
}

int program_usage_error(const char *program, const char *what, const char *value,
			struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "%s %s", what,
		     mp_error_quote(quoted, sizeof(quoted), value, strlen(value)));
	return mp_error_remedy(err, "see %s --help", program);
}

int program_wrong_option(const char *program, int option, char *const *argv,
			 struct mempolicy_error *err)
{
	const char *argument = argv[optind - 1];

	if (option == ':')
		return program_usage_error(program, "a value is missing after", argument, err);
	/* A letter: argv may stand elsewhere, as letters can share an argument. */
	if (optopt > 0 && optopt < 256)
		return program_usage_error(program, "wrong option",
					   (const char[]){'-', (char)optopt, '\0'}, err);
	return program_usage_error(program, "wrong option", argument, err);
}
