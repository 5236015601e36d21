/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The system's log, without ever waiting for it. syslog(3) waits: in connect(2) while a stream's
 * queue is full, in send(2) while a datagram's is, for as long as the daemon does not read.
 */
#ifndef HOOK_SYSLOGGER_H
#define HOOK_SYSLOGGER_H

#include <stdbool.h>

struct syslog {
	int fd; /* -1: no daemon listens, it is too busy, or none was asked */
	bool is_stream;
};
#define SYSLOG_NONE                                                                                \
	{                                                                                          \
		.fd = -1                                                                           \
	}

void syslog_open(struct syslog *ret);

/*
 * Sends a line, or drops it where there is no room.
 *
 * priority  of syslog(3); the facility is LOG_DAEMON
 * program   who says it
 */
void syslog_send(const struct syslog *to, int priority, const char *program, const char *text);

#endif
