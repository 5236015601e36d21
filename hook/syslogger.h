/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes to the system's log without ever waiting. syslog(3) does wait while the daemon does not
 * read: in connect(2) if a stream's queue is full, in send(2) if a datagram socket's is.
 */
#ifndef HOOK_SYSLOGGER_H
#define HOOK_SYSLOGGER_H

#include <stdbool.h>

struct syslog {
	int fd; /* -1: no daemon listens, it is too busy, or syslog is not used */
	bool is_stream;
};
#define SYSLOG_NONE                                                                                \
	{                                                                                          \
		.fd = -1                                                                           \
	}

void syslog_open(struct syslog *ret);

/*
 * Sends a line, or drops it if the queue is full.
 *
 * priority  of syslog(3); the facility is LOG_DAEMON
 * program   the name of the sender
 */
void syslog_send(const struct syslog *to, int priority, const char *program, const char *text);

#endif
