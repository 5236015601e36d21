/* SPDX-License-Identifier: Apache-2.0 */
/* Turns the feature cdi on in Docker's daemon.json. */
#ifndef CLI_DAEMON_JSON_H
#define CLI_DAEMON_JSON_H

#include <stdbool.h>

enum daemon_json {
	DAEMON_JSON_DONE,     /* *ret_text is the new text */
	DAEMON_JSON_ON,	      /* it is on already */
	DAEMON_JSON_OFF,      /* it is turned off explicitly */
	DAEMON_JSON_NOT_JSON, /* or it or "features" is not an object */
	DAEMON_JSON_MEMORY,
};

/*
 * Adds one member and leaves every other byte as it is: the order of keys, the spelling of numbers,
 * and blanks are the administrator's.
 *
 * text      the content of the file
 * ret_text  to be freed by the caller
 */
enum daemon_json daemon_json_add(const char *text, char **ret_text);

/* Whether containers outlive the daemon: "live-restore". */
bool daemon_json_live_restore(const char *text);

#endif
