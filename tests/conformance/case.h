/* SPDX-License-Identifier: Apache-2.0 */
/* The cases: read from files, checked, chosen. */
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
	const char *source;  /* the sentence or rule it stands for */
	const char *profile; /* "spec", or "strict": this project's promise */
	char file[64];	     /* without ".json" */
	char *known_failure; /* the reason; or NULL */
	json_t *json;	     /* all of it */
};

struct cases {
	struct conformance_case *list;
	size_t count;
};

/* Reads all files of a directory, in the order of their names. A file that is wrong ends the
 * program (64). */
void cases_load(const char *directory, struct cases *ret);
void cases_drop(struct cases *cases);

/* Notes which are known to fail: a file of lines NAME REASON; # begins a comment. One that is
 * wrong, or cannot be read, ends the program (65, 66). */
void cases_know_failures(struct cases *cases, const char *path);

/*
 * Keeps those of the profile that are wanted: names, files or tags up to NULL, or everything if
 * there are none. A "!" before one of them leaves cases out. Something wanted that is not there
 * ends the program (64). Without a hook, the case that decides whether others make sense stays the
 * first.
 */
void cases_choose(struct cases *cases, const struct options *options);

bool case_has_tag(const struct conformance_case *this, const char *tag);
/* Whether it finds out if the runtime knows linux.memoryPolicy at all. */
bool case_decides(const struct conformance_case *this);

/* For people, or as an array of JSON. */
void cases_print(const struct cases *cases);
void cases_print_json(const struct cases *cases);

/* A memoryPolicy object that a case wants to see in force: one that is wrong ends the program (70).
 */
struct mempolicy case_policy(const json_t *object);

#endif
