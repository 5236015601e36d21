/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HOOK_RELRO_H
#define HOOK_RELRO_H

/* Makes read-only what was relocated (PT_GNU_RELRO), where the C library does not: musl does so
 * for programs that are linked dynamically. Where it cannot be had, nothing is said. */
void relro_protect(void);

#endif
