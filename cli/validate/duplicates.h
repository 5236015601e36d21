/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that appear more than once in an object of config.json. Pure. */
#ifndef CLI_DUPLICATES_H
#define CLI_DUPLICATES_H

#include <stddef.h>

#include "rules.h"

/* Reports duplicates among the keys that a policy depends on. text is JSON that scan() has
 * accepted. */
void duplicates_find(const char *text, size_t length, const struct listener *listener);

#endif
