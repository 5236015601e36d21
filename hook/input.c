/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "oci.h"
#include "watchdog.h"

#define CHUNK 65536

/* A runtime's pipe may be one that does not block. */
static ssize_t read_or_wait(char *buf)
{
	struct pollfd poll_fd = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t got = read(STDIN_FILENO, buf, CHUNK);

	if (got < 0 && errno == EAGAIN && poll(&poll_fd, 1, -1) >= 0)
		errno = EINTR;
	return got;
}

int input_read(const struct timespec *deadline, char **ret_text, size_t *ret_length)
{
	CLEANUP(cleanup_free) char *text = malloc(OCI_STATE_MAX + CHUNK);
	size_t used = 0;
	bool overflow = false;
	ssize_t got;

	if (!text)
		return ENOMEM;
	while ((got = read_or_wait(text + used)) != 0) {
		if (got < 0 && errno != EINTR)
			return errno;
		/* Looked at also when there is more: what never ends must not be read for ever. */
		if (watchdog_passed(deadline))
			return ETIMEDOUT;
		overflow = overflow || (got > 0 && used + (size_t)got > OCI_STATE_MAX);
		used = overflow ? 0 : used + (got > 0 ? (size_t)got : 0);
	}
	if (overflow)
		return EFBIG;
	*ret_text = text;
	*ret_length = used;
	text = NULL;
	return 0;
}
