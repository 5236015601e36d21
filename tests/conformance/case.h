/* SPDX-License-Identifier: Apache-2.0 */
/* Reads cases from files, checks and chooses them. */
#ifndef CONFORMANCE_CASE_H
#define CONFORMANCE_CASE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "options.h"

struct mempolicy;

struct conformance_case {
	const char *name;
	const char *title;
	const char *source;  /* the sentence or rule that it tests */
	const char *profile; /* "spec", or "strict": this project's promise */
	char file[64];	     /* without ".json" */
	char *known_failure; /* the reason; or NULL */
	json_t *json;	     /* all of it */
};

struct cases {
	struct conformance_case *list;
	size_t count;
};

/* Reads all files of a directory, in the order of their names. Exits if a file is wrong (64). */
void cases_load(const char *directory, struct cases *ret);
void cases_drop(struct cases *cases);

/* Marks the cases that are known to fail, from a file with lines NAME REASON; # begins a comment.
 * Exits if the file is wrong (65) or cannot be read (66). */
void cases_know_failures(struct cases *cases, const char *path);

/*
 * Keeps the wanted cases of the profile. Wanted are names, files or tags up to NULL, or all cases
 * if there are none; a "!" before one of them leaves cases out. Exits if something wanted does not
 * exist (64). Without a hook, the case that decides whether the others are run stays the first.
 */
void cases_choose(struct cases *cases, const struct options *options);

bool case_has_tag(const struct conformance_case *this, const char *tag);
/* Whether the case finds out if the runtime supports linux.memoryPolicy at all. */
bool case_decides(const struct conformance_case *this);

/* Print the cases for people, or as a JSON array. */
void cases_print(const struct cases *cases);
void cases_print_json(const struct cases *cases);

/* Parses a memoryPolicy object that a case expects. Exits if it is not valid (70). */
struct mempolicy case_policy(const json_t *object);

#endif
