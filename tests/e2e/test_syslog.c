/* SPDX-License-Identifier: Apache-2.0 */
/* --syslog, with a real syslog daemon whose /dev/log only the test sees. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dev.h"
#include "expect.h"
#include "suites.h"

#define MARK "all has been said"

struct daemon {
	struct command command;
	char file[sizeof(scratch.dir) + 32];
};

static void start_daemon(struct daemon *daemon)
{
	dev_mount_own();
	snprintf(daemon->file, sizeof(daemon->file), "%s/syslog-%d", scratch.dir, getpid());
	command_init(&daemon->command, "busybox", "syslogd", "-n", "-O", daemon->file, NULL);
	command_start(&daemon->command);
	for (int i = 0; i < COMMAND_SECONDS * 200 && access("/dev/log", F_OK); i++)
		usleep(5000);
}

/* Returns what the daemon received, once everything has arrived. */
static void stop_daemon(struct daemon *daemon, char text[COMMAND_OUTPUT])
{
	struct command logger;

	command_init(&logger, "busybox", "logger", MARK, NULL);
	command_run(&logger);
	text[0] = '\0';
	for (int i = 0; i < COMMAND_SECONDS * 200 && !strstr(text, MARK); i++) {
		FILE *file = fopen(daemon->file, "re");

		if (file) {
			text[fread(text, 1, COMMAND_OUTPUT - 1, file)] = '\0';
			fclose(file);
		}
		usleep(5000);
	}
	kill(daemon->command.pid, SIGTERM);
	command_finish(&daemon->command);
	ck_assert_msg(strstr(text, MARK), "no syslog daemon: %s", daemon->command.err);
}

/* Extracts "PRIORITY PROGRAM: TEXT" from a line "Mmm dd hh:mm:ss HOST PRIORITY PROGRAM[PID]:
 * TEXT". */
static void read_message(const char *line, char *message, size_t size)
{
	char priority[32], program[64];
	int length = 0;

	ck_assert_msg(sscanf(line, "%*s %*s %*s %*s %31s %63[^[][%*d]: %n", priority, program,
			     &length) == 2 &&
			      length,
		      "%s", line);
	snprintf(message, size, "%s %s: %.*s", priority, program, (int)strcspn(line + length, "\n"),
		 line + length);
}

/* The hook's lines are these, compared without the ids of containers. */
static void expect_messages(char *text, const char *id, const char *const expected[2])
{
	size_t count = 0;

	for (char *line; (line = strsep(&text, "\n")) && *line;) {
		char found[1024], wanted[1024];

		if (!strstr(line, HOOK_NAME))
			continue;
		ck_assert_msg(count < 2 && expected[count], "too much: %s", line);
		read_message(line, found, sizeof(found));
		snprintf(wanted, sizeof(wanted), "%.*s " HOOK_NAME ": %s: %s",
			 (int)strcspn(expected[count], " "), expected[count], id,
			 strchr(expected[count], ' ') + 1);
		ck_assert_str_eq(found, wanted);
		count++;
	}
	ck_assert_msg(count == 2 || !expected[count], "missing: %s", expected[count]);
}

#define WRONG                                                                                      \
	"daemon.err /linux/memoryPolicy/nodes: invalid memory policy nodes \"9\": node 9 does "    \
	"not exist: it is not among this machine's nodes (0); name nodes that exist"
#define LESS "daemon.warn memory policy degraded: nodes \"0-3\" requested, 0 effective"

static const struct {
	const char *option, *degraded, *nodes;
	bool both_stages;
	const char *messages[2];
} cases[] = {
	{"--timeout=5", NULL, "9", false, {WRONG}}, /* the default */
	{"--syslog=failure", NULL, "9", false, {WRONG}},
	{"--syslog=failure", NULL, "0", false, {NULL}},
	{"--syslog=failure", "--allow-degraded", "0-3", false, {LESS}},
	{"--syslog=failure", NULL, NULL, false, {NULL}},
	{"--syslog=never", NULL, "9", false, {NULL}},
	{"--syslog=never", "--allow-degraded", "0-3", false, {NULL}},
	{"--syslog=always", NULL, "9", false, {WRONG}},
	{"--syslog=always", "--allow-degraded", "0-3", false, {LESS}},
	{"--syslog=always", NULL, "0", false, {"daemon.info memory policy MPOL_BIND:0 applied"}},
	{"--syslog=always",
	 NULL,
	 "0",
	 true,
	 {"daemon.info memory policy MPOL_BIND:0 applied",
	  "daemon.info memory policy MPOL_BIND:0 in place already"}},
	{"--syslog=always", NULL, NULL, false, {"daemon.info no memory policy requested"}},
};
#define CASES ((int)(sizeof(cases) / sizeof(cases[0])))

START_TEST(syslog_gets_what_it_is_to_get)
{
	const struct policy asked = {"MPOL_BIND", cases[_i / RUNTIMES].nodes, {NULL}, BIND};
	const char *option = cases[_i / RUNTIMES].option;
	char text[COMMAND_OUTPUT];
	struct daemon daemon = {.file = ""};
	struct bundle bundle;

	start_daemon(&daemon);
	bundle_open(&bundle, _i);
	if (asked.nodes)
		bundle_ask(&bundle, &asked);
	bundle_hook(&bundle, "createContainer", option, cases[_i / RUNTIMES].degraded, NULL);
	if (cases[_i / RUNTIMES].both_stages)
		bundle_hook(&bundle, "createRuntime", option, NULL);
	bundle_run(&bundle);
	stop_daemon(&daemon, text);
	expect_messages(text, bundle.id, cases[_i / RUNTIMES].messages);
	bundle_close(&bundle);
}
END_TEST

void add_syslog(TCase *tcase)
{
	add_loop_tests(tcase, CASES * RUNTIMES, syslog_gets_what_it_is_to_get);
}
