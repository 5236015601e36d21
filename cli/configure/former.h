/* SPDX-License-Identifier: Apache-2.0 */
/* The content of a file before it is changed. */
#ifndef CLI_FORMER_H
#define CLI_FORMER_H

/* Larger than any configuration, and than a CDI file for 1024 nodes. */
#define FORMER_MAX (1024UL * 1024)

enum former_kind {
	FORMER_ABSENT,
	FORMER_TEXT,  /* UTF-8 without NUL */
	FORMER_UNFIT, /* anything else: must not be touched */
};

struct former {
	enum former_kind kind;
	char *text;    /* for TEXT */
	char why[160]; /* for UNFIT: "it is not a regular file" */
};

/* Does not block on a FIFO. *ret must be freed with former_drop(). */
void former_read(const char *path, struct former *ret);
void former_drop(struct former *former);

#endif
