/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "oci.h"
#include "watchdog.h"

/* Room for nearly every state. More is taken as it is needed: the limits of memory may be those of
 * a container. */
#define FIRST_ROOM 16384

/* A runtime's pipe may be one that does not block. */
static ssize_t read_or_wait(char *buf, size_t room)
{
	struct pollfd poll_fd = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t got = read(STDIN_FILENO, buf, room);

	if (got < 0 && errno == EAGAIN && poll(&poll_fd, 1, -1) >= 0)
		errno = EINTR;
	return got;
}

/* So that there is room behind what is used. */
static int make_room(char **text, size_t *size, size_t used)
{
	size_t new_size = *size ? *size * 2 : FIRST_ROOM;
	char *new_text;

	if (used < *size)
		return 0;
	new_text = realloc(*text, new_size);
	if (!new_text)
		return ENOMEM;
	*text = new_text;
	*size = new_size;
	return 0;
}

int input_read(const struct timespec *deadline, char **ret_text, size_t *ret_length)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t size = 0, used = 0;
	bool overflow = false;
	ssize_t got;

	do {
		if (make_room(&text, &size, used))
			return ENOMEM;
		got = read_or_wait(text + used, size - used);
		if (got < 0 && errno != EINTR)
			return errno;
		/* Looked at also when there is more: what never ends must not be read for ever. */
		if (got != 0 && watchdog_passed(deadline))
			return ETIMEDOUT;
		used += got > 0 ? (size_t)got : 0;
		overflow = overflow || used > OCI_STATE_MAX;
		/* Read to the end all the same. */
		used = overflow ? 0 : used;
	} while (got != 0);
	if (overflow)
		return EFBIG;
	*ret_text = text;
	*ret_length = used;
	text = NULL;
	return 0;
}
