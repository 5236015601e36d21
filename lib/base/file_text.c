/* SPDX-License-Identifier: Apache-2.0 */
#include "file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

ssize_t mp_file_text_read(int fd, char *buf, size_t size)
{
	size_t used = 0;
	ssize_t got = 1;

	while (got > 0 && used < size) {
		got = read(fd, buf + used, size - used);
		if (got > 0)
			used += (size_t)got;
	}
	return got < 0 ? -1 : (ssize_t)used;
}

static char *fail(char *text, int sys_errno)
{
	free(text);
	errno = sys_errno;
	return NULL;
}

char *mp_file_text(const char *path)
{
	CLEANUP(cleanup_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	/* Not on the stack: the RLIMIT_STACK of a container may apply. */
	char *text = fd < 0 ? NULL : malloc(FILE_TEXT_MAX + 1);
	ssize_t length;

	if (!text)
		return NULL;
	length = mp_file_text_read(fd, text, FILE_TEXT_MAX + 1);
	if (length < 0)
		return fail(text, errno);
	if (length > FILE_TEXT_MAX)
		return fail(text, EFBIG);
	text[length] = '\0';
	return text;
}

char *mp_file_line(const char *path)
{
	char *text = mp_file_text(path);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}
