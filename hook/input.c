/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oci.h"
#include "watchdog.h"

/* The runtime's pipe may be non-blocking. */
static ssize_t read_or_wait(char *buf, size_t room)
{
	struct pollfd poll_fd = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t got = read(STDIN_FILENO, buf, room);

	if (got < 0 && errno == EAGAIN && poll(&poll_fd, 1, -1) >= 0)
		errno = EINTR;
	return got;
}

/* Makes sure that there is room after the text. Memory is allocated only as it is needed: the
 * container's memory limit may apply. */
static int make_room(struct input *input, size_t *size)
{
	bool first = input->text == input->first;
	char *text;

	if (input->length < *size)
		return 0;
	text = realloc(first ? NULL : input->text, *size * 2);
	if (!text)
		return ENOMEM;
	if (first)
		memcpy(text, input->first, sizeof(input->first));
	input->text = text;
	*size *= 2;
	return 0;
}

int input_read(const struct timespec *deadline, struct input *ret)
{
	size_t size = sizeof(ret->first);
	bool overflow = false;
	ssize_t got;

	ret->text = ret->first;
	ret->length = 0;
	do {
		if (make_room(ret, &size))
			return ENOMEM;
		got = read_or_wait(ret->text + ret->length, size - ret->length);
		if (got < 0 && errno != EINTR)
			return errno;
		/* Checked even if there was input: it may never end. */
		if (got != 0 && watchdog_passed(deadline))
			return ETIMEDOUT;
		ret->length += got > 0 ? (size_t)got : 0;
		overflow = overflow || ret->length > OCI_STATE_MAX;
		/* Even then, read to the end. */
		ret->length = overflow ? 0 : ret->length;
	} while (got != 0);
	return overflow ? EFBIG : 0;
}

void input_drop(struct input *input)
{
	if (input->text != input->first)
		free(input->text);
}
