/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What configure has done, so that it can be undone: a JSON object in a file. It is written before
 * the files are, so that an interrupted run can be undone, too.
 *
 * {"version": 1, "folders": [PATH...], "files": [{"path", "before", "after", "former", "engines"}]}
 *
 * before and after are texts, or null for no file; former is the previous value of after, if the
 * file was rewritten; engines are those that still need the file. folders are those that were made.
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
	int lock; /* on the folder; -1: not held */
};

/*
 * Reads the record; it is empty if there is none. *ret must be freed with record_drop() either way.
 *
 * folder  /var/lib/oci-mempolicy, or a user's
 * err     INVALID: it is not a record; NO_INPUT; SYSTEM
 */
int record_read(const char *folder, struct record *ret, struct mempolicy_error *err);
/* Makes the folder if it is missing, and waits for its lock. err: SYSTEM */
int record_lock(struct record *record, struct mempolicy_error *err);
/* Writes the record, readable by its owner only: its content may be secret. Removes it when nothing
 * is left to undo. err: SYSTEM, PROGRAM_ERROR_OUTPUT */
int record_write(const struct record *record, struct mempolicy_error *err);
void record_drop(struct record *record);

json_t *record_files(const struct record *record);
json_t *record_folders(const struct record *record);
/* Finds the entry of a path; NULL if there is none. */
json_t *record_find(const struct record *record, const char *path);

/* Records that a file will have the content after. Returns false when out of memory. */
bool record_change(struct record *record, const char *path, const json_t *before,
		   const json_t *after);
/* Records that an engine needs a file, if the file is recorded. Returns false when out of memory.
 */
bool record_use(struct record *record, const char *path, const char *engine);
/* Whether only this engine needs an entry; NULL: always true. */
bool record_is_only_of(const json_t *file, const char *engine);
/* Removes an engine from the entries that other engines need, too. */
void record_leave(struct record *record, const char *engine);

/* Whether configure wrote this text of a file. */
bool record_wrote(const json_t *file, const char *text);

#endif
