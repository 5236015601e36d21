/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "mempolicy.h"

/* libFuzzer calls this for every input it thinks of. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what is wrong and aborts: libFuzzer keeps the input. */
__attribute__((format(printf, 1, 2))) _Noreturn void fuzz_fail(const char *format, ...);

/* An error that the library handed out must be of this kind and fit to be printed. */
void fuzz_check_error(const struct mempolicy_error *err, enum mempolicy_error_kind kind);

/* A copy of the input, behind which there is no memory: jansson, which reads it, is not
 * instrumented. It lasts until the next call. */
const char *fuzz_guarded(const uint8_t *data, size_t size);

/* A copy of the input with a NUL behind it; to be freed. */
char *fuzz_text(const uint8_t *data, size_t size);

#endif
