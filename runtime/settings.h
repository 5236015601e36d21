/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator decides: /etc/oci-mempolicy/runtime.conf, and by which name it is run. */
#ifndef RUNTIME_SETTINGS_H
#define RUNTIME_SETTINGS_H

#include "arguments.h"
#include "hook_options.h"

#define SETTINGS_FILE	      "/etc/oci-mempolicy/runtime.conf"
#define SETTINGS_HOOK_OPTIONS 32

struct settings {
	char *text;		 /* of the file, whose lines are taken apart */
	const char *oci_runtime; /* name or path; NULL: nobody named one */
	bool strict_exec;
	const char *hook; /* an absolute path */
	/* For its entries in config.json: the program's name, options, NULL. */
	const char *hook_args[SETTINGS_HOOK_OPTIONS + 2];
	struct hook_options hook_options; /* the same, understood */
};

/* Reads them; *ret is to be dropped with settings_drop() in any case, and has the runtime, where
 * one is named, on failure, too. err: INVALID, naming the line; NO_INPUT; USAGE */
int settings_read(const struct arguments *arguments, struct settings *ret,
		  struct mempolicy_error *err);
void settings_drop(struct settings *settings);

#endif
