/* SPDX-License-Identifier: Apache-2.0 */
/* The cases: read from files, checked, chosen. */
#ifndef CONFORMANCE_CASE_H
#define CONFORMANCE_CASE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "mempolicy.h"

struct conformance_case {
	const char *name;
	const char *title;
	const char *source; /* the sentence or rule it stands for */
	char file[64];	    /* without ".json" */
	json_t *json;	    /* all of it */
};

struct cases {
	struct conformance_case *list;
	size_t count;
};

/*
 * Reads all files of a directory, in the order of their names, and keeps what is wanted: names,
 * files or tags up to NULL, or everything if there are none. A "!" before one of them leaves cases
 * out. A file that is wrong, and something wanted that is not there, end the program (64).
 */
void cases_load(const char *directory, char **wanted, struct cases *ret);
void cases_drop(struct cases *cases);
void cases_print(const struct cases *cases);

/* A memoryPolicy object that a case wants to see in force: one that is wrong ends the program (70).
 */
struct mempolicy case_policy(const json_t *object);

#endif
