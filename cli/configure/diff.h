/* SPDX-License-Identifier: Apache-2.0 */
/* The difference of two texts, as diff -u shows it. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

/*
 * Returns a unified diff with one hunk: configure changes one place of a file, or all of it. The
 * caller frees it. NULL when out of memory, "" if the texts are equal.
 *
 * path    of both
 * before  NULL: there is no file, shown as /dev/null; the same for after
 */
char *diff_unified(const char *path, const char *before, const char *after);

#endif
