/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_TOPOLOGY_SVG_H
#define CLI_TOPOLOGY_SVG_H

#include "machine.h"

/* "CPUs and memory", "memory only", "CPUs only" or "empty". */
const char *topology_kind(const struct machine_node *node);

/* Draws the machine: a row for each node, with its memory and its distances. err: SYSTEM */
int topology_draw(const struct machine *machine, const char *path, struct mempolicy_error *err);

#endif
