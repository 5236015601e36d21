/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator configures: /etc/oci-mempolicy/runtime.conf, and the name of this program.
 */
#ifndef RUNTIME_SETTINGS_H
#define RUNTIME_SETTINGS_H

#include "arguments.h"
#include "hook_options.h"

#define SETTINGS_FILE	      "/etc/oci-mempolicy/runtime.conf"
#define SETTINGS_HOOK_OPTIONS 32

struct settings {
	char *text;		 /* of the file; other members point into it */
	const char *oci_runtime; /* name or path; NULL: none is named */
	bool strict_exec;
	const char *hook; /* an absolute path */
	/* args of its entries in config.json: the program's name, options, NULL. */
	const char *hook_args[SETTINGS_HOOK_OPTIONS + 2];
	struct hook_options hook_options; /* the same, parsed */
};

/* Reads them. *ret must be dropped with settings_drop() in any case; it has the runtime, if one is
 * named, even on failure. err: INVALID, naming the line; NO_INPUT; USAGE */
int settings_read(const struct arguments *arguments, struct settings *ret,
		  struct mempolicy_error *err);
void settings_drop(struct settings *settings);

#endif
