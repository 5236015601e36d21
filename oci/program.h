/* SPDX-License-Identifier: Apache-2.0 */
/* What this project's programs have in common: exit codes, errors as text, wrong command lines. */
#ifndef COMMON_PROGRAM_H
#define COMMON_PROGRAM_H

#include <getopt.h>
#include <stdbool.h>

#include "mempolicy.h"
#include "nearest.h"

/* The name under which the hook is installed. */
#define PROGRAM_HOOK "oci-mempolicy-hook"

/* Whether a path, which may be NULL, ends with that name. */
bool program_is_hook(const char *path);

/* Room for any error as text. */
#define PROGRAM_ERROR_TEXT (sizeof(struct mempolicy_error))

/* A kind of error besides the library's: output could not be written. */
#define PROGRAM_ERROR_OUTPUT ((enum mempolicy_error_kind)0x100)

/* The sysexits.h code for a kind of error; never 0, whatever the kind. */
int program_exit_code(enum mempolicy_error_kind kind);

/* Writes "POINTER: MESSAGE; REMEDY", without the parts that are empty. Returns buf. */
const char *program_error_text(const struct mempolicy_error *error, char *buf, size_t size);

/*
 * Fills *err with "WHAT "VALUE"; see SEE"; returns -1.
 *
 * see  where to read more: "oci-mempolicy validate --help", "oci-mempolicy-hook(8)"
 */
int program_usage_error(const char *see, const char *what, const char *value,
			struct mempolicy_error *err);

/* The same for an unknown value. If there is a nearest name, "did you mean DASHES NAME?" replaces
 * see. */
int program_unknown(const char *see, const char *what, const char *value, const char *dashes,
		    const struct nearest *nearest, struct mempolicy_error *err);

/*
 * The same for an option that getopt_long(3) has just rejected.
 *
 * option   the result of getopt_long(3): ':' for a missing value, '?' for anything else. The option
 *          string must begin with ":"
 * options  the long options
 */
int program_wrong_option(const char *see, int option, char *const *argv,
			 const struct option *options, struct mempolicy_error *err);

#endif
