/* SPDX-License-Identifier: Apache-2.0 */
/* The config.json that an argument names: of a bundle, as a file, or on standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "oci.h"

struct input {
	char *path; /* of the file; "-" for standard input */
	char *name; /* the same for output: escaped between quotes, if it is no plain text */
	char *text; /* not NUL-terminated */
	size_t length;
	struct oci_config config;
	json_t *root; /* all of it; NULL where jansson cannot read it */
};

/*
 * Reads config.json; *ret is to be dropped with input_drop() in any case. ret->name is set even on
 * failure; so is text where its content can be
 * looked at. Messages do not repeat the name.
 *
 * operand  a bundle's directory, a file, a pipe, or "-"
 * err      NO_INPUT, INVALID, SYSTEM
 */
int input_read(const char *operand, struct input *ret, struct mempolicy_error *err);
void input_drop(struct input *input);

#endif
