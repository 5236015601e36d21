/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the hook's entries go in the text of a config.json, all else of which stays as it is, byte
 * for byte. Only places are found here; edit_write() puts fixed texts there.
 */
#ifndef RUNTIME_EDIT_H
#define RUNTIME_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum edit_stage { EDIT_CREATE_RUNTIME, EDIT_CREATE_CONTAINER, EDIT_STAGES };

/* What is written at a place. */
enum edit_form {
	EDIT_ENTRY,  /* into the array of a stage */
	EDIT_ARRAY,  /* in place of a stage's null */
	EDIT_MEMBER, /* a stage, into hooks */
	EDIT_HOOKS,  /* in place of the null of hooks, with each stage */
	EDIT_ROOT,   /* hooks, into the whole */
	EDIT_FORMS,
};

struct edit_place {
	size_t offset;
	size_t removed; /* bytes from there on that it takes the place of */
	unsigned int form;
	unsigned int stage; /* of enum edit_stage */
	bool comma;	    /* before it */
};

enum edit_outcome {
	EDIT_PLACES,
	EDIT_THERE,	/* the hook has an entry already */
	EDIT_AMBIGUOUS, /* runtimes would differ in which hooks count: a key that stands twice, or
			   in other letters, or hooks or a stage of another type */
	EDIT_MEMORY,
	EDIT_OUTCOMES,
};

struct edit {
	unsigned int outcome; /* of enum edit_outcome */
	unsigned int count;
	struct edit_place places[EDIT_STAGES];
};

/*
 * Finds the places in a complete JSON text whose whole is an object.
 *
 * hook    the hook's path; an entry of another that ends with its usual name counts, too
 * stages  a bit for each stage that is wanted
 */
void edit_find(const char *text, size_t length, const char *hook, unsigned int stages,
	       struct edit *ret);

/* Whether an edit can be one of this text: in order, within it, with known forms. */
bool edit_check(const struct edit *edit, size_t length);

/*
 * Writes the text with the entries.
 *
 * entries  for each stage, a JSON object; NULL for a stage that is not wanted
 */
void edit_write(FILE *to, const char *text, size_t length, const struct edit *edit,
		const char *const entries[EDIT_STAGES]);

#endif
