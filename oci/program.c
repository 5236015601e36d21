/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

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
	if (kind == PROGRAM_ERROR_OUTPUT)
		return EX_IOERR;
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

int program_usage_error(const char *see, const char *what, const char *value,
			struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "%s %s", what,
		     mp_error_quote(quoted, sizeof(quoted), value, strlen(value)));
	return mp_error_remedy(err, "see %s", see);
}

int program_unknown(const char *see, const char *what, const char *value, const char *dashes,
		    const struct nearest *nearest, struct mempolicy_error *err)
{
	program_usage_error(see, what, value, err);
	if (!nearest->name)
		return -1;
	return mp_error_remedy(err, "did you mean %s%s?", dashes, nearest->name);
}

/* getopt_long(3) accepts an abbreviated long option, unless it is ambiguous. */
static int unknown_option(const char *see, const char *argument, const struct option *options,
			  struct mempolicy_error *err)
{
	char word[ERROR_QUOTED];
	struct nearest nearest = {.word = word};
	size_t begin_so = 0;

	snprintf(word, sizeof(word), "%s", argument + strlen("--"));
	word[strcspn(word, "=")] = '\0';
	for (; options->name; options++) {
		begin_so += strncmp(options->name, word, strlen(word)) == 0;
		nearest_offer(&nearest, options->name);
	}
	if (begin_so > 1)
		return program_usage_error(see, "more than one option begins with", argument, err);
	return program_unknown(see, "unknown option", argument, "--", &nearest, err);
}

static bool is_known(const struct option *options, int value)
{
	for (; options->name; options++)
		if (options->val == value)
			return true;
	return false;
}

int program_wrong_option(const char *see, int option, char *const *argv,
			 const struct option *options, struct mempolicy_error *err)
{
	const char *argument = argv[optind - 1];

	if (option == ':')
		return program_usage_error(see, "a value is missing after", argument, err);
	if (!optopt)
		return unknown_option(see, argument, options, err);
	if (is_known(options, optopt))
		return program_usage_error(see, "option takes no value:", argument, err);
	/* A letter: the argument may contain several, so only the letter is named. */
	return program_usage_error(see, "unknown option", (const char[]){'-', (char)optopt, '\0'},
				   err);
}
