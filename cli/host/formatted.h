/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of any length. */
#ifndef CLI_FORMATTED_H
#define CLI_FORMATTED_H

/* As asprintf(3); the caller frees it. NULL when out of memory. */
__attribute__((format(printf, 1, 2))) char *formatted(const char *format, ...);

#endif
