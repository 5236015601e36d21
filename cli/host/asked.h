/* SPDX-License-Identifier: Apache-2.0 */
/* What another program prints. */
#ifndef CLI_ASKED_H
#define CLI_ASKED_H

#include <stdbool.h>
#include <stddef.h>

/* What is kept of an answer. */
#define ASKED_MAX 65536
/* A version, such as "28.5.2". */
#define ASKED_VERSION 32

struct asked {
	bool started;
	int exit_code;	 /* 128 + signal when killed */
	char *out, *err; /* both end with NUL; NULL when it was not started */
};

/* Runs a program, found by PATH, with nothing on its standard input; kills it after so many
 * seconds. *ret is to be dropped with asked_drop(). */
void ask(const char *const argv[], unsigned int seconds, struct asked *ret);
void asked_drop(struct asked *asked);

/* The first word like a version of what PROGRAM --version prints; false if there is none. */
bool ask_version(const char *program, char ret[ASKED_VERSION]);

/* Whether a version is at least so; false for one that is no version. */
bool version_is_from(const char *version, unsigned long major, unsigned long minor);

#endif
