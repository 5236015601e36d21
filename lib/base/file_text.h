/* SPDX-License-Identifier: Apache-2.0 */
/* Reading whole files. */
#ifndef MEMPOLICY_FILE_TEXT_H
#define MEMPOLICY_FILE_TEXT_H

#include <sys/types.h>

/* More than any file read this way. The largest in /proc and /sys is /proc/PID/status, with about 6
 * KiB for 8192 CPUs and 1024 nodes, unless their lists are very fragmented. */
#define FILE_TEXT_MAX 65535

/*
 * Returns the content of a small file, such as those in /proc and /sys, followed by a NUL. The
 * caller frees it. On failure returns NULL with errno set, to EFBIG if it is larger than
 * FILE_TEXT_MAX.
 */
char *mp_file_text(const char *path);
/* Returns only the first line of the file, without the newline. */
char *mp_file_line(const char *path);

/* Reads up to size bytes, or to the end of the file. Returns how many were read, or -1 with errno
 * set. */
ssize_t mp_file_text_read(int fd, char *buf, size_t size);

#endif
