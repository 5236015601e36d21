/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "oci.h"

#define CHUNK 65536

static int milliseconds_to(const struct timespec *deadline)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (long long)(deadline->tv_sec - now.tv_sec) * 1000 +
	       (deadline->tv_nsec - now.tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

/* Reads what there is next: its length, 0 at the end, or -1. */
static ssize_t read_next(
	const struct timespec *deadline, char *buf, size_t size, struct mempolicy_error *err)
{
	struct pollfd poll_fd = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t got;
	int ready;

	do {
		int left = milliseconds_to(deadline);

		/* Even if there is more: what never ends must not be read for ever. */
		ready = left > 0 ? poll(&poll_fd, 1, left) : 0;
		got = ready > 0 ? read(STDIN_FILENO, buf, size) : 0;
	} while ((ready < 0 || got < 0) && errno == EINTR);
	if (ready == 0) {
		error_set(err, MEMPOLICY_ERROR_TIMEOUT, "",
			"timed out reading the OCI state: standard input was not closed");
		return error_remedy(err, "the runtime must close its end, or allow more time with "
					 "--timeout");
	}
	if (ready < 0 || got < 0)
		return error_set_errno(
			err, MEMPOLICY_ERROR_SYSTEM, errno, "cannot read standard input");
	return got;
}

static int too_long(struct mempolicy_error *err)
{
	return error_set(err, MEMPOLICY_ERROR_INVALID, "",
		"invalid OCI state: it is longer than %lu bytes", OCI_STATE_MAX);
}

int input_read(const struct timespec *deadline, char **ret_text, size_t *ret_length,
	struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t used = 0;
	bool overflow = false;
	ssize_t got;

	if (isatty(STDIN_FILENO)) {
		error_set(err, MEMPOLICY_ERROR_USAGE, "",
			"standard input is a terminal, not the state of a container");
		return error_remedy(err, "this program is an OCI hook, which a runtime runs: see "
					 "oci-mempolicy-hook --help");
	}
	text = malloc(OCI_STATE_MAX + CHUNK);
	if (!text)
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "standard input");
	while ((got = read_next(deadline, text + used, CHUNK, err)) > 0) {
		overflow = overflow || used + (size_t)got > OCI_STATE_MAX;
		used = overflow ? 0 : used + (size_t)got;
	}
	if (got < 0)
		return -1;
	if (overflow)
		return too_long(err);
	*ret_text = text;
	*ret_length = used;
	text = NULL;
	return 0;
}
