/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy configure in invented roots: what its tests share. */
#ifndef TESTS_CONFIGURE_ROOT_H
#define TESTS_CONFIGURE_ROOT_H

#include "cli.h"
#include "invented_root.h"

#define CDI	   "/etc/cdi/oci-mempolicy.json"
#define DAEMON	   "/etc/docker/daemon.json"
#define BACKUP	   DAEMON ".before-oci-mempolicy"
#define HOOKS	   "/etc/containers/oci/hooks.d/oci-mempolicy.json"
#define CONTAINERS "/etc/containers/containers.conf.d/oci-mempolicy.conf"
#define CRIO	   "/etc/crio/crio.conf.d/20-oci-mempolicy.conf"
#define RECORD	   "/var/lib/oci-mempolicy/configured.json"
#define NO_CHANGE  "Nothing to change.\n"

/* Runs configure in a root, with these arguments besides. */
#define configure(command, root, ...)                                                              \
	run_program(command, "configure", "--root", (root)->path, "--hook", ROOT_HOOK, __VA_ARGS__)

/* Makes a root, and prepares this process for running the command in it. */
void configure_begin(struct root *ret);
void assert_file(const struct root *root, const char *file, const char *text);
void assert_none(const struct root *root, const char *file);

#endif
