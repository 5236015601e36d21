/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are read as a whole. */
#ifndef MEMPOLICY_FILE_TEXT_H
#define MEMPOLICY_FILE_TEXT_H

#include <sys/types.h>

/* More than any file that is read so has: of those of /proc and /sys, /proc/PID/status grows most,
 * to about 6 KiB with 8192 CPUs and 1024 nodes, unless the lists of them are in tatters. */
#define FILE_TEXT_MAX 65535

/*
 * All of a small file, such as the kernel's in /proc and /sys, with a NUL behind it. The caller
 * frees it. NULL with errno set, to EFBIG for one that is larger than FILE_TEXT_MAX.
 */
char *mp_file_text(const char *path);
/* The first line of it, without the newline. */
char *mp_file_line(const char *path);

/* Reads to the end, or until size bytes are there. Returns how many, or -1 with errno set. */
ssize_t mp_file_text_read(int fd, char *buf, size_t size);

#endif
