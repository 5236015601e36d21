/* SPDX-License-Identifier: Apache-2.0 */
/* How a program of this project answers: exit codes, errors as text, wrong command lines. */
#ifndef COMMON_PROGRAM_H
#define COMMON_PROGRAM_H

#include <getopt.h>
#include <stdbool.h>

#include "mempolicy.h"
#include "nearest.h"

/* The hook's name, under which it is installed. */
#define PROGRAM_HOOK "oci-mempolicy-hook"

/* Whether a path, which may be NULL, ends with that name. */
bool program_is_hook(const char *path);

/* Room for any error as text. */
#define PROGRAM_ERROR_TEXT (sizeof(struct mempolicy_error))

/* A kind of error beside those of the library: output could not be written. */
#define PROGRAM_ERROR_OUTPUT ((enum mempolicy_error_kind)0x100)

/* The sysexits.h code for a kind of error; never 0, whatever the kind. */
int program_exit_code(enum mempolicy_error_kind kind);

/* "POINTER: MESSAGE; REMEDY", without what is empty. Returns buf. */
const char *program_error_text(const struct mempolicy_error *error, char *buf, size_t size);

/*
 * Fills *err with "WHAT "VALUE"; see SEE"; returns -1.
 *
 * see  what tells more: "oci-mempolicy validate --help", "oci-mempolicy-hook(8)"
 */
int program_usage_error(const char *see, const char *what, const char *value,
			struct mempolicy_error *err);

/* The same of something that is not known, with the nearest name, if there is one, in the place of
 * see: "did you mean DASHES NAME?". */
int program_unknown(const char *see, const char *what, const char *value, const char *dashes,
		    const struct nearest *nearest, struct mempolicy_error *err);

/*
 * The same for what getopt_long(3) has just refused.
 *
 * option   what it returned: ':' for a missing value, '?' for the rest. Its option string must
 *          begin with ":"
 * options  its long options
 */
int program_wrong_option(const char *see, int option, char *const *argv,
			 const struct option *options, struct mempolicy_error *err);

#endif
