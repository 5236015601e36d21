/* SPDX-License-Identifier: Apache-2.0 */
/* How a program of this project answers: exit codes, errors as text, wrong command lines. */
#ifndef COMMON_PROGRAM_H
#define COMMON_PROGRAM_H

#include <stdbool.h>

#include "mempolicy.h"

/* The hook's name, under which it is installed. */
#define PROGRAM_HOOK "oci-mempolicy-hook"

/* Whether a path, which may be NULL, ends with that name. */
bool program_is_hook(const char *path);

/* Room for any error as text. */
#define PROGRAM_ERROR_TEXT (sizeof(struct mempolicy_error))

/* The sysexits.h code for a kind of error; never 0, whatever the kind. */
int program_exit_code(enum mempolicy_error_kind kind);

/* "POINTER: MESSAGE; REMEDY", without what is empty. Returns buf. */
const char *program_error_text(const struct mempolicy_error *error, char *buf, size_t size);

/*
 * Fills *err with "WHAT "VALUE"; see PROGRAM --help"; returns -1.
 *
 * program  "oci-mempolicy-hook", "oci-mempolicy validate"
 */
int program_usage_error(const char *program, const char *what, const char *value,
			struct mempolicy_error *err);

/*
 * The same for what getopt_long(3) has just refused.
 *
 * option   what it returned: ':' for a missing value, '?' for the rest. Its option string must
 *          begin with ":", and the values of long options must be 256 or more
 */
int program_wrong_option(const char *program, int option, char *const *argv,
			 struct mempolicy_error *err);

#endif
