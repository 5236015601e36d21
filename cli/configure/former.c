/* SPDX-License-Identifier: Apache-2.0 */
#include "former.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "file_text.h"

static void unfit(struct former *ret, const char *why)
{
	ret->kind = FORMER_UNFIT;
	snprintf(ret->why, sizeof(ret->why), "%s", why);
}

static void not_opened(const char *path, struct former *ret)
{
	struct stat status;

	if (errno != ENOENT) {
		snprintf(ret->why, sizeof(ret->why), "it cannot be read: %s", strerror(errno));
		ret->kind = FORMER_UNFIT;
	} else if (lstat(path, &status) == 0) {
		unfit(ret, "it is a dangling symbolic link");
	}
}

static bool is_text(const char *text, size_t length)
{
	CLEANUP(cleanup_json) json_t *as_json = json_string(text);

	return strlen(text) == length && as_json;
}

static void read_text(int fd, struct former *ret)
{
	ssize_t length;

	ret->text = malloc(FORMER_MAX + 1);
	length = ret->text ? mp_file_text_read(fd, ret->text, FORMER_MAX + 1) : -1;
	if (length < 0) {
		unfit(ret, "it cannot be read");
		return;
	}
	if ((size_t)length > FORMER_MAX) {
		unfit(ret, "it is larger than 1 MiB");
		return;
	}
	ret->text[length] = '\0';
	if (is_text(ret->text, (size_t)length))
		ret->kind = FORMER_TEXT;
	else
		unfit(ret, "it is not UTF-8 text");
}

void former_read(const char *path, struct former *ret)
{
	CLEANUP(cleanup_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	*ret = (struct former){.kind = FORMER_ABSENT};
	if (fd < 0)
		not_opened(path, ret);
	else if (fstat(fd, &status) || !S_ISREG(status.st_mode))
		unfit(ret, "it is not a regular file");
	else
		read_text(fd, ret);
}

void former_drop(struct former *former)
{
	free(former->text);
	former->text = NULL;
}
