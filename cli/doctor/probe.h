/* SPDX-License-Identifier: Apache-2.0 */
/* probe.c, compiled and turned into an array by probe.cmake: prints the policy it runs under. */
#ifndef CLI_PROBE_H
#define CLI_PROBE_H

#include <stddef.h>

extern const unsigned char probe[];
extern const size_t probe_length;

#endif
