/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds where the hook's entry goes in the text of a config.json. Everything else in it stays as it
 * is, byte for byte. edit_write() writes a fixed text at that place.
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
	EDIT_HOOKS,  /* in place of a null for hooks */
	EDIT_ROOT,   /* hooks, into the root object */
	EDIT_FORMS,
};

enum edit_outcome {
	EDIT_PLACE,
	EDIT_THERE,	/* the hook has an entry already */
	EDIT_AMBIGUOUS, /* runtimes would disagree about the hooks: a key is there twice, or has
			   other capital letters; or hooks or the stage has the wrong type */
	EDIT_MEMORY,
	EDIT_OUTCOMES,
};

struct edit {
	unsigned int outcome; /* of enum edit_outcome */
	unsigned int form;
	size_t offset;
	size_t removed; /* how many bytes from there on it replaces */
	bool comma;	/* before it */
};

/*
 * Finds the place in a complete JSON text whose root is an object.
 *
 * hook   the hook's path; an entry of another that ends with its usual name counts, too. NULL: no
 *        entry counts, and another is to be written
 * stage  where it is to go
 */
void edit_find(const char *text, size_t length, const char *hook, enum edit_stage stage,
	       struct edit *ret);

/* Whether an edit is possible in this text: within it, and of a known form. */
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
