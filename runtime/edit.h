/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the hook's entry goes in the text of a config.json, all else of which stays as it is, byte
 * for byte. Only the place is found here; edit_write() puts a fixed text there.
 */
#ifndef RUNTIME_EDIT_H
#define RUNTIME_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum edit_stage { EDIT_CREATE_RUNTIME, EDIT_CREATE_CONTAINER, EDIT_STAGES };

/* What is written. */
enum edit_form {
	EDIT_ENTRY,  /* into the array of a stage */
	EDIT_ARRAY,  /* in place of a stage's null */
	EDIT_MEMBER, /* a stage, into hooks */
	EDIT_HOOKS,  /* in place of the null of hooks */
	EDIT_ROOT,   /* hooks, into the whole */
	EDIT_FORMS,
};

enum edit_outcome {
	EDIT_PLACE,
	EDIT_THERE,	/* the hook has an entry already */
	EDIT_AMBIGUOUS, /* runtimes would differ in which hooks count: a key that stands twice, or
			   in other letters, or hooks or the stage of another type */
	EDIT_MEMORY,
	EDIT_OUTCOMES,
};

struct edit {
	unsigned int outcome; /* of enum edit_outcome */
	unsigned int form;
	size_t offset;
	size_t removed; /* bytes from there on that it takes the place of */
	bool comma;	/* before it */
};

/*
 * Finds the place in a complete JSON text whose whole is an object.
 *
 * hook   the hook's path; an entry of another that ends with its usual name counts, too. NULL: no
 *        entry counts, and another is to be written
 * stage  where it is to go
 */
void edit_find(const char *text, size_t length, const char *hook, enum edit_stage stage,
	       struct edit *ret);

/* Whether an edit can be one of this text: within it, with a known form. */
bool edit_check(const struct edit *edit, size_t length);

/* What is to be written. */
struct edit_entry {
	enum edit_stage stage;
	const char *text; /* a JSON object */
};

/* Writes the text with the entry. */
void edit_write(FILE *to, const char *text, size_t length, const struct edit *edit,
		const struct edit_entry *entry);

#endif
