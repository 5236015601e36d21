/* SPDX-License-Identifier: Apache-2.0 */
/* Docker's daemon.json with its feature cdi switched on. */
#ifndef CLI_DAEMON_JSON_H
#define CLI_DAEMON_JSON_H

#include <stdbool.h>

enum daemon_json {
	DAEMON_JSON_DONE,     /* *ret_text is what it is to be */
	DAEMON_JSON_ON,	      /* it is on already */
	DAEMON_JSON_OFF,      /* somebody has switched it off */
	DAEMON_JSON_NOT_JSON, /* or no object, or "features" is none */
	DAEMON_JSON_MEMORY,
};

/*
 * Adds the one member and leaves every other byte as it is: the order of keys, numbers and blanks
 * are the administrator's.
 *
 * text      what the file holds
 * ret_text  the caller frees it
 */
enum daemon_json daemon_json_add(const char *text, char **ret_text);

/* Whether it has containers outlive the daemon: "live-restore". */
bool daemon_json_live_restore(const char *text);

#endif
