/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the config.json of an argument: of a bundle, a file, or standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "oci.h"

struct input {
	char *path; /* of the file; "-" for standard input */
	char *name; /* for output: quoted and escaped if it is not plain text */
	char *text; /* not NUL-terminated */
	size_t length;
	struct oci_config config;
	json_t *root; /* all of it; NULL where jansson cannot read it */
};

/*
 * Reads config.json. *ret must be freed with input_drop() either way. ret->name is set even on
 * failure, and so is ret->text if the content could be read. Messages do not repeat the name.
 *
 * operand  a bundle's directory, a file, a pipe, or "-"
 * err      NO_INPUT, INVALID, SYSTEM
 */
int input_read(const char *operand, struct input *ret, struct mempolicy_error *err);
void input_drop(struct input *input);

#endif
