/* SPDX-License-Identifier: Apache-2.0 */
/* What the bundles of all tests have in common, and their owner. */
#ifndef SUPPORT_ROOTFS_H
#define SUPPORT_ROOTFS_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#define ORDINARY_USER  65534
#define NAMESPACE_ROOT 100000 /* the user id, outside, of root in a user namespace */
#define NAMESPACE_IDS  65536

/* Makes BUNDLE/rootfs, with the program linked as /probe. On failure, returns false with errno
 * set. */
bool rootfs_make(const char *bundle, const char *probe);
/* Gives the bundle to a user, except the probe, which all bundles share. On failure, returns false
 * with errno set. */
bool rootfs_give(const char *bundle, uid_t owner);

/* Adds a user namespace to config.json, whose ids begin at 0 inside and at host_id outside. */
void config_add_user_namespace(json_t *config, int host_id, int count);

#endif
