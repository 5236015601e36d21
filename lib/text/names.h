/* SPDX-License-Identifier: Apache-2.0 */
/* The names of modes and flags in config.json. */
#ifndef MEMPOLICY_NAMES_H
#define MEMPOLICY_NAMES_H

#include <stddef.h>

struct name {
	const char *text;
	unsigned int value; /* of enum mempolicy_mode, or of enum mempolicy_flag */
};

/* In the order in which messages list them; the last has no text. */
extern const struct name mp_names_modes[], mp_names_flags[];

/* Finds a name; text may contain NUL. NULL if there is none. */
const struct name *mp_names_find(const struct name *names, const char *text, size_t length);

/* "MPOL_DEFAULT, MPOL_BIND, ...". Returns buf. */
const char *mp_names_list(const struct name *names, char *buf, size_t size);

#endif
