/* SPDX-License-Identifier: Apache-2.0 */
/* Invented root directories, for commands that change and read the files of engines. */
#ifndef TESTS_INVENTED_ROOT_H
#define TESTS_INVENTED_ROOT_H

#include <stdbool.h>
#include <sys/types.h>

#define ROOT_HOOK "/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook"
#define ROOT_TEXT 16384

struct root {
	char path[64];
};

/* Makes a root that contains only the hook. */
void root_make(struct root *ret);
void root_drop(const struct root *root);

/* The path, outside of the root, of a file in it; valid until the next call. */
const char *root_path(const struct root *root, const char *file);
/* Writes a file, and makes the folders above it. */
void root_put(const struct root *root, const char *file, const char *text, mode_t mode);
/* The content of a file, valid until the next call; NULL if it does not exist. */
const char *root_get(const struct root *root, const char *file);
/* Reads a file of configs/, with the path of the hook in such a root. */
void root_config(const char *name, char ret[ROOT_TEXT]);
/* Lists all files and links with modes, owners and checksums, one per line; only of /etc, /usr,
 * /var and /srv, because a program that counts lines writes its counts elsewhere. */
void root_list(const struct root *root, char ret[ROOT_TEXT]);

/* Makes /etc, /var/lib and /usr/share/containers appear empty to this process and what it runs. */
void root_hide_own(void);

#endif
