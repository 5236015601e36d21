/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "oci_policy.h"
#include "program.h"

#define PROGRAM PROGRAM_HOOK

/* ---- the line for people ---- */

static void degraded_text(const struct report *report, char *buf, size_t size)
{
	char requested[256], effective[256];

	snprintf(buf, size, "memory policy degraded: nodes \"%s\" requested, %s effective",
		 mp_error_nodes(requested, sizeof(requested), &report->requested.nodes),
		 mp_error_nodes(effective, sizeof(effective), &report->resolution.effective));
}

/* Includes the node word that its nodes come from. */
static void policy_text(const struct report *report, char *buf, size_t size)
{
	char policy[160], word[64];

	mempolicy_format(&report->requested, policy, sizeof(policy));
	mempolicy_word_format(&report->notation.word, word, sizeof(word));
	snprintf(buf, size, *word ? "%s (%s)" : "%s", policy, word);
}

static void outcome_text(const struct report *report, char *buf, size_t size)
{
	const struct mempolicy_error *error = &report->error;
	char policy[256], text[PROGRAM_ERROR_TEXT];

	if (report->outcome == OUTCOME_FAILED) {
		program_error_text(error, buf, size);
	} else if (report->left_out) {
		snprintf(buf, size, "warning: no memory policy: %s",
			 program_error_text(error, text, sizeof(text)));
	} else if (report->resolution.degraded) {
		degraded_text(report, buf, size);
	} else if (report->outcome == OUTCOME_NONE) {
		snprintf(buf, size, "no memory policy requested");
	} else if (report->outcome == OUTCOME_UNVERIFIED) {
		snprintf(buf, size,
			 "config.json cannot be read here: left to createRuntime, unverified");
	} else {
		policy_text(report, policy, sizeof(policy));
		snprintf(buf, size, "memory policy %s %s", policy,
			 report->outcome == OUTCOME_APPLIED ? "applied" : "in place already");
	}
}

/* "oci-mempolicy-hook: ID: TEXT" */
static void whole_text(const struct report *report, char *buf, size_t size)
{
	char text[sizeof(struct mempolicy_error)];
	char id[ERROR_QUOTED];

	outcome_text(report, text, sizeof(text));
	if (!report->id) {
		snprintf(buf, size, PROGRAM ": %s", text);
		return;
	}
	/* Escaped like a quoted value, but without the quotes. */
	mp_error_quote(id, sizeof(id), report->id, strlen(report->id));
	snprintf(buf, size, PROGRAM ": %.*s: %s", (int)strlen(id) - 2, id + 1, text);
}

/* Never waits: whoever has the other end of a pipe may have stopped reading. A line fits in
 * PIPE_BUF and is written at once, so that lines of several hooks do not mix. */
static void write_error(const char *text)
{
	struct pollfd poll_fd = {.fd = STDERR_FILENO, .events = POLLOUT};
	const struct iovec line[] = {{(char *)text, strlen(text)}, {"\n", 1}};

	/* A line that cannot be written is lost. */
	if (poll(&poll_fd, 1, 0) == 1 && (poll_fd.revents & POLLOUT) &&
	    writev(STDERR_FILENO, line, 2) < 0)
		return;
}

static void warn(const char *what, const char *of, int sys_errno)
{
	char line[1024];

	snprintf(line, sizeof(line), PROGRAM ": warning: %s%s: %s", what, of, strerror(sys_errno));
	write_error(line);
}

/* ---- the line for machines ---- */

static const char *time_text(char *buf, size_t size)
{
	struct timespec now;
	struct tm utc;
	size_t length;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	length = strftime(buf, size, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(buf + length, size - length, ".%06ldZ", now.tv_nsec / 1000);
	return buf;
}

static json_int_t microseconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (json_int_t)(now.tv_sec - start->tv_sec) * 1000000 +
	       (now.tv_nsec - start->tv_nsec) / 1000;
}

static json_t *error_json(const struct report *report)
{
	const struct mempolicy_error *error = &report->error;

	if (report->outcome != OUTCOME_FAILED && !report->left_out)
		return NULL;
	return json_pack("{s:i, s:s*, s:s, s:s*}", "exitCode", program_exit_code(error->kind),
			 "pointer", *error->pointer ? error->pointer : NULL, "message",
			 error->message, "remedy", *error->remedy ? error->remedy : NULL);
}

/* An id that is not UTF-8 is escaped as in the line for people, so that the line is not lost. */
static json_t *id_json(const char *id)
{
	json_t *value = id ? json_string(id) : NULL;
	char quoted[ERROR_QUOTED];

	if (value || !id)
		return value;
	return json_string(mp_error_quote(quoted, sizeof(quoted), id, strlen(id)));
}

static json_t *effective_json(const struct report *report)
{
	struct mempolicy effective = report->requested;

	if (!report->has_resolution)
		return NULL;
	effective.nodes = report->resolution.effective;
	return oci_policy_json(&effective);
}

static json_t *to_json(const struct report *report)
{
	static const char *const outcomes[] = {
		[OUTCOME_FAILED] = "failed",	     [OUTCOME_NONE] = "none",
		[OUTCOME_IN_PLACE] = "in-place",     [OUTCOME_APPLIED] = "applied",
		[OUTCOME_UNVERIFIED] = "unverified",
	};
	static const char *const verified[] = {
		[OUTCOME_IN_PLACE] = "inherited",
		[OUTCOME_APPLIED] = "read-back",
	};
	bool done = report->outcome == OUTCOME_IN_PLACE || report->outcome == OUTCOME_APPLIED;
	bool elsewhere = report->has_notation && report->place.kind != PLACE_OBJECT;
	char when[64], allowed[MEMPOLICY_NODES_TEXT], policy[MEMPOLICY_NOTATION_TEXT];
	char place[PLACE_POINTER];

	mempolicy_nodes_format(&report->allowed, allowed, sizeof(allowed));
	mempolicy_notation_format(&report->notation, policy, sizeof(policy));
	place_text(&report->place, place);
	return json_pack(
		"{s:s, s:o*, s:s*, s:s, s:s*, s:s*, s:o*, s:s*, s:o*, s:b, s:i, s:s*, s:I, "
		"s:o*}",
		"time", time_text(when, sizeof(when)), "id", id_json(report->id), "stage",
		report->stage, "outcome", outcomes[report->outcome], "policy",
		elsewhere ? policy : NULL, "from", elsewhere ? place : NULL, "requested",
		report->has_requested ? oci_policy_json(&report->requested) : NULL, "allowed",
		report->has_allowed ? allowed : NULL, "effective", effective_json(report),
		"degraded", report->resolution.degraded, "threads", (int)report->threads,
		"verified", done ? verified[report->outcome] : NULL, "durationUs",
		microseconds_since(&report->started), "error", error_json(report));
}

void report_open(const struct hook_options *options, struct channels *channels)
{
	if (channels->opened)
		return;
	*channels = (struct channels){.opened = true, .syslog = SYSLOG_NONE, .log_fd = -1};
	if (options->syslog != SYSLOG_NEVER)
		syslog_open(&channels->syslog);
	if (!options->log_file)
		return;
	/* Never waits: a FIFO without a reader must not hold up the container. */
	channels->log_fd =
		open(options->log_file,
		     O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
	if (channels->log_fd < 0)
		warn("cannot write the log ", options->log_file, errno);
}

/* A single write(2) to a file opened for appending: lines of several hooks do not mix. */
static void write_log(const struct report *report, int fd)
{
	CLEANUP(cleanup_json) json_t *json = to_json(report);
	CLEANUP(cleanup_free) char *text = json_dumps(json, JSON_COMPACT);
	CLEANUP(cleanup_free) char *line = NULL;
	int length = text ? asprintf(&line, "%s\n", text) : -1;

	if (length < 0 || write(fd, line, (size_t)length) != length)
		warn("the log line is lost", "", errno);
}

int report_exit_code(const struct report *report)
{
	return report->outcome == OUTCOME_FAILED ? program_exit_code(report->error.kind) : EX_OK;
}

void report_write(const struct report *report, const struct hook_options *options,
		  struct channels *channels)
{
	bool failed = report->outcome == OUTCOME_FAILED;
	bool notable = failed || report->left_out || report->resolution.degraded;
	bool to_syslog =
		options->syslog == SYSLOG_ALWAYS || (notable && options->syslog == SYSLOG_FAILURE);
	char text[PROGRAM_ERROR_TEXT + ERROR_QUOTED + sizeof(PROGRAM) + 8];

	/* Usually there is nothing to report. */
	if (!to_syslog && !notable && !options->log_file)
		return;
	report_open(options, channels);
	whole_text(report, text, sizeof(text));
	if (to_syslog)
		syslog_send(&channels->syslog,
			    failed    ? LOG_ERR
			    : notable ? LOG_WARNING
				      : LOG_INFO,
			    PROGRAM, text + strlen(PROGRAM ": "));
	if (notable)
		write_error(text);
	if (channels->log_fd >= 0)
		write_log(report, channels->log_fd);
}
