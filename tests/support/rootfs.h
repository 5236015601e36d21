/* SPDX-License-Identifier: Apache-2.0 */
/* What all bundles of tests have, and whose it is. */
#ifndef SUPPORT_ROOTFS_H
#define SUPPORT_ROOTFS_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#define ORDINARY_USER  65534
#define NAMESPACE_ROOT 100000 /* root of a user namespace, outside */
#define NAMESPACE_IDS  65536

/* Makes BUNDLE/rootfs, with the program linked as /probe. False with errno set. */
bool rootfs_make(const char *bundle, const char *probe);
/* Gives the bundle to a user, but for the probe, which all bundles share. Likewise. */
bool rootfs_give(const char *bundle, uid_t owner);

/* Adds a user namespace to config.json, with ids from 0 on that begin at host_id outside. */
void config_add_user_namespace(json_t *config, int host_id, int count);

#endif
