/* SPDX-License-Identifier: Apache-2.0 */
/* What a file holds before it is changed. */
#ifndef CLI_FORMER_H
#define CLI_FORMER_H

/* Larger than any configuration, and than a file of CDI for 1024 nodes. */
#define FORMER_MAX (1024UL * 1024)

enum former_kind {
	FORMER_ABSENT,
	FORMER_TEXT,  /* UTF-8 without NUL */
	FORMER_UNFIT, /* anything else: not to be touched */
};

struct former {
	enum former_kind kind;
	char *text;    /* of TEXT */
	char why[160]; /* of UNFIT: "it is no regular file" */
};

/* Neither waits for a FIFO nor opens a device. *ret is to be dropped with former_drop(). */
void former_read(const char *path, struct former *ret);
void former_drop(struct former *former);

#endif
