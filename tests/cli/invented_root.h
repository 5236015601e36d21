/* SPDX-License-Identifier: Apache-2.0 */
/* Root directories that are not there, for what changes and reads the files of engines. */
#ifndef TESTS_INVENTED_ROOT_H
#define TESTS_INVENTED_ROOT_H

#include <stdbool.h>
#include <sys/types.h>

#define ROOT_HOOK "/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook"
#define ROOT_TEXT 16384

struct root {
	char path[64];
};

/* One with nothing but the hook. */
void root_make(struct root *ret);
void root_drop(const struct root *root);

/* The path outside of a file within; lives until the next call. */
const char *root_path(const struct root *root, const char *file);
/* Writes a file, and folders above it. */
void root_put(const struct root *root, const char *file, const char *text, mode_t mode);
/* What a file holds; lives until the next call. NULL: there is none. */
const char *root_get(const struct root *root, const char *file);
/* A file of configs/ with the hook where it is in such a root. */
void root_config(const char *name, char ret[ROOT_TEXT]);
/* All files and links with modes, owners and sums, a line each; of /etc, /usr, /var and /srv, since
 * a program that counts lines leaves its counts elsewhere. */
void root_list(const struct root *root, char ret[ROOT_TEXT]);

/* This process, and what it runs, sees /etc, /var/lib and /usr/share/containers empty. */
void root_hide_own(void);

#endif
