/* SPDX-License-Identifier: Apache-2.0 */
/* json_object_foreach() for a const object. */
#ifndef CONFORMANCE_MEMBERS_H
#define CONFORMANCE_MEMBERS_H

#include <jansson.h>

#define FOR_EACH_MEMBER(object, key, value) json_object_foreach((json_t *)(object), key, value)

#endif
