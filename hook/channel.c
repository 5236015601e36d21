/* SPDX-License-Identifier: Apache-2.0 */
#include "channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int channel_open(int ret_ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_ends);
}

/* A call that fails sets errno; a short one does not. */
static int all_sent(ssize_t sent, size_t size)
{
	if (sent >= 0)
		errno = EPROTO;
	return sent == (ssize_t)size ? 0 : -1;
}

int channel_send(int end, const void *message, size_t size)
{
	return all_sent(send(end, message, size, MSG_NOSIGNAL), size);
}

/* A descriptor is sent along with one byte: an empty message would look like the end. */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

/* Receives a message and its control data. The kernel drops descriptors for which there is no
 * room. */
static int receive(int end, struct msghdr *message, size_t size)
{
	ssize_t got = recvmsg(end, message, MSG_CMSG_CLOEXEC);

	if (got < 0)
		return -1;
	errno = got == 0 ? EPIPE : EPROTO;
	return (size_t)got == size && !(message->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) ? 0 : -1;
}

int channel_receive(int end, void *ret_message, size_t size)
{
	struct iovec data = {ret_message, size};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};

	return receive(end, &message, size);
}

int channel_send_fd(int end, int fd)
{
	union control control = {.room = {0}};
	struct iovec byte = {"", 1};
	struct msghdr message = {.msg_iov = &byte,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};

	control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(fd)),
					  .cmsg_level = SOL_SOCKET,
					  .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	return all_sent(sendmsg(end, &message, MSG_NOSIGNAL), byte.iov_len);
}

int channel_receive_fd(int end)
{
	union control control = {.room = {0}};
	char byte;
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	int fd = -1;

	if (receive(end, &message, 1))
		return -1;
	errno = EPROTO;
	if (message.msg_controllen >= CMSG_LEN(sizeof(fd)) &&
	    control.header.cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}
