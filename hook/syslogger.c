/* SPDX-License-Identifier: Apache-2.0 */
#include "syslogger.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

static int connect_as(int type)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = _PATH_LOG};
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int sys_errno;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	sys_errno = errno;
	close(fd);
	errno = sys_errno;
	return -1;
}

void syslog_open(struct syslog *ret)
{
	*ret = (struct syslog){.fd = connect_as(SOCK_DGRAM)};
	if (ret->fd >= 0 || errno != EPROTOTYPE)
		return;
	ret->is_stream = true;
	ret->fd = connect_as(SOCK_STREAM);
}

void syslog_send(const struct syslog *to, int priority, const char *program, const char *text)
{
	char line[4096], when[32];
	time_t now = time(NULL);
	struct tm local;
	size_t length;

	if (to->fd < 0)
		return;
	/* The format of RFC 3164, section 4.1; in a stream, a NUL ends each message. */
	localtime_r(&now, &local);
	strftime(when, sizeof(when), "%b %e %H:%M:%S", &local);
	length = (size_t)snprintf(line, sizeof(line), "<%d>%s %s[%d]: %s", LOG_DAEMON | priority,
				  when, program, getpid(), text);
	if (length >= sizeof(line))
		length = sizeof(line) - 1;
	send(to->fd, line, length + to->is_stream, MSG_DONTWAIT | MSG_NOSIGNAL);
}
