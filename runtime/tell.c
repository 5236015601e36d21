/* SPDX-License-Identifier: Apache-2.0 */
#include "tell.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "program.h"
#include "syslogger.h"

#define PROGRAM	  "oci-mempolicy-runtime"
#define LINE_SIZE (PROGRAM_ERROR_TEXT + 512)

/* "ID: TEXT", where the container is clear. Its name comes from the command line, and is shown as
 * far as it is printable. */
static void whole_text(const struct arguments *arguments, const char *what,
		       const struct mempolicy_error *err, char text[LINE_SIZE])
{
	char error[PROGRAM_ERROR_TEXT];
	const char *id = arguments->id && !arguments->unknown ? arguments->id : "";
	size_t length = 0;

	for (; *id && length < 128; id++)
		text[length++] = (char)(*id >= 0x20 && *id < 0x7f ? *id : '?');
	snprintf(text + length, LINE_SIZE - length, "%s%s%s", length ? ": " : "", what,
		 program_error_text(err, error, sizeof(error)));
}

/* Never waits. */
static void write_line(int fd, const char *begin, const char *text)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
	const struct iovec line[] = {{(char *)begin, strlen(begin)},
				     {(char *)text, strlen(text)},
				     {"\n", 1}};

	if (poll(&poll_fd, 1, 0) == 1 && (poll_fd.revents & POLLOUT) && writev(fd, line, 3) < 0)
		return;
}

/* ---- the runtime's log ---- */

/* crun accepts "file:PATH", and places that are not files. NULL: it is not a file. */
static const char *log_file(const struct arguments *arguments)
{
	const char *log = arguments->log;

	if (!log || strncmp(log, "journald:", 9) == 0 || strncmp(log, "syslog:", 7) == 0)
		return NULL;
	return strncmp(log, "file:", 5) == 0 ? log + 5 : log;
}

static const char *time_text(char buf[32])
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(buf, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return buf;
}

static char *log_line(const struct arguments *arguments, const char *level, const char *text)
{
	bool as_json = arguments->log_format && strcmp(arguments->log_format, "json") == 0;
	char when[32], message[LINE_SIZE], *line = NULL;
	CLEANUP(cleanup_json) json_t *object = NULL;
	CLEANUP(cleanup_free) char *quoted = NULL;

	snprintf(message, sizeof(message), PROGRAM ": %s", text);
	time_text(when);
	if (as_json) {
		object = json_pack("{s:s, s:s, s:s}", "level", level, "msg", message, "time", when);
		return json_dumps(object, JSON_COMPACT);
	}
	object = json_string(message);
	quoted = json_dumps(object, JSON_ENCODE_ANY);
	if (!quoted || asprintf(&line, "time=\"%s\" level=%s msg=%s", when, level, quoted) < 0)
		return NULL;
	return line;
}

/* Returns false if there is no log, or it cannot be written. */
static bool write_log(const struct arguments *arguments, const char *level, const char *text)
{
	const char *path = log_file(arguments);
	CLEANUP(cleanup_free) char *line = NULL;
	CLEANUP(cleanup_fd) int fd = -1;

	if (!path)
		return false;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
	line = log_line(arguments, level, text);
	if (fd < 0 || !line)
		return false;
	write_line(fd, line, "");
	return true;
}

static void write_syslog(int priority, const char *text)
{
	struct syslog to = SYSLOG_NONE;

	syslog_open(&to);
	syslog_send(&to, priority, PROGRAM, text);
	if (to.fd >= 0)
		close(to.fd);
}

/* ---- to all of them ---- */

void tell_error(const struct arguments *arguments, const struct mempolicy_error *err)
{
	char text[LINE_SIZE];

	whole_text(arguments, "", err, text);
	write_syslog(LOG_ERR, text);
	write_log(arguments, "error", text);
	write_line(STDERR_FILENO, PROGRAM ": ", text);
}

void tell_warning(const struct arguments *arguments, const struct mempolicy_error *err)
{
	char text[LINE_SIZE];

	whole_text(arguments, "warning: executed without setting a memory policy: ", err, text);
	write_syslog(LOG_WARNING, text);
	if (!write_log(arguments, "warning", text))
		write_line(STDERR_FILENO, PROGRAM ": ", text);
}
