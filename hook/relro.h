/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HOOK_RELRO_H
#define HOOK_RELRO_H

/* Makes relocated data (PT_GNU_RELRO) read-only if the C library does not: musl does it only for
 * dynamically linked programs. Failure is ignored. */
void relro_protect(void);

#endif
