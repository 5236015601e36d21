/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What configure has done, so that it can be undone: a JSON object in a file. It is written before
 * files are, so that it also knows of what was interrupted.
 *
 * {"version": 1, "folders": [PATH...], "files": [{"path", "before", "after", "former", "engines"}]}
 *
 * before and after are texts, or null where there is no file; former is what after was before it
 * was written anew; engines are those that still need the file. folders are those that were made.
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include <jansson.h>
#include <stdbool.h>

#include "mempolicy.h"

struct record {
	char *folder; /* that holds it */
	char *path;
	json_t *root;
	int lock; /* of the folder; -1 while there is none */
};

/*
 * Reads it; an empty one if there is none. *ret is to be dropped with record_drop() in any case.
 *
 * folder  /var/lib/oci-mempolicy, or a user's
 * err     INVALID, it is none of ours; NO_INPUT; SYSTEM
 */
int record_read(const char *folder, struct record *ret, struct mempolicy_error *err);
/* Makes the folder where it is missing, and waits until no other holds it. err: SYSTEM */
int record_lock(struct record *record, struct mempolicy_error *err);
/* Writes it, for its owner alone: what it holds may be secret. Removes file and folder where
 * nothing is left to undo. err: SYSTEM */
int record_write(const struct record *record, struct mempolicy_error *err);
void record_drop(struct record *record);

json_t *record_files(const struct record *record);
json_t *record_folders(const struct record *record);
/* The entry of a path; NULL if there is none. */
json_t *record_find(const struct record *record, const char *path);

/* That a file is now to hold after, for an engine. False when out of memory. */
bool record_change(struct record *record, const char *path, const json_t *before,
		   const json_t *after);
/* That an engine needs it, if it is recorded. False when out of memory. */
bool record_use(struct record *record, const char *path, const char *engine);
/* Whether an entry is needed by this engine alone, or by any where that is NULL. */
bool record_is_only_of(const json_t *file, const char *engine);
/* That an engine needs none of those any more that others need, too. */
void record_leave(struct record *record, const char *engine);

/* Whether the text of a file is one that configure wrote. */
bool record_wrote(const json_t *file, const char *text);

#endif
