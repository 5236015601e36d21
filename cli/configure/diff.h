/* SPDX-License-Identifier: Apache-2.0 */
/* How two texts differ, as diff -u shows it. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

/*
 * A unified diff with one hunk: configure changes one place of a file, or all of it. The caller
 * frees it; NULL when out of memory, "" where they are equal.
 *
 * path    of both
 * before  NULL: there is no such file; shown as /dev/null, like a NULL after
 */
char *diff_unified(const char *path, const char *before, const char *after);

#endif
