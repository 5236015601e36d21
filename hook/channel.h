/* SPDX-License-Identifier: Apache-2.0 */
/* Passes messages of fixed size, and a file descriptor, between the hook's two processes. */
#ifndef HOOK_CHANNEL_H
#define HOOK_CHANNEL_H

#include <stddef.h>

/* All return 0 or a descriptor; on failure -1, with errno: EPIPE when the other process has ended,
 * EPROTO for a message of the wrong size, EINTR after a signal. */
int channel_open(int ret_ends[2]);
int channel_send(int end, const void *message, size_t size);
int channel_receive(int end, void *ret_message, size_t size);
int channel_send_fd(int end, int fd);
int channel_receive_fd(int end);

#endif
