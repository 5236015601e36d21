/* SPDX-License-Identifier: Apache-2.0 */
/* A static program that prints the policy it runs under: probe.c, which probe.cmake puts in here.
 */
#ifndef CLI_PROBE_H
#define CLI_PROBE_H

#include <stddef.h>

extern const unsigned char probe[];
extern const size_t probe_length;

#endif
