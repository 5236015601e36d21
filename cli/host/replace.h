/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a file all at once: whoever reads it meanwhile finds the former one, or all of this one.
 */
#ifndef CLI_REPLACE_H
#define CLI_REPLACE_H

#include <sys/stat.h>

#include "mempolicy.h"

/*
 * The folder must be there. What is made on the way is called PATH.XXXXXX, which engines take no
 * notice of where they look for .json, .yaml, .conf and .toml.
 *
 * like  whose mode and owner the file gets; NULL: 0644, whatever the umask is
 * err   PROGRAM_ERROR_OUTPUT; SYSTEM, out of memory
 */
int replace_file(const char *path, const char *text, size_t length, const struct stat *like,
		 struct mempolicy_error *err);

#endif
