/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "mempolicy.h"

/* libFuzzer calls this for every input that it generates. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Prints what is wrong and aborts, so that libFuzzer keeps the input. */
__attribute__((format(printf, 1, 2))) _Noreturn void fuzz_fail(const char *format, ...);

/* Checks that an error returned by the library is of this kind and printable. */
void fuzz_check_error(const struct mempolicy_error *err, enum mempolicy_error_kind kind);

/* Returns a copy of the input that is followed by unmapped memory, because jansson, which reads it,
 * is not instrumented. Valid until the next call. */
const char *fuzz_guarded(const uint8_t *data, size_t size);

/* Returns a copy of the input with a NUL appended; to be freed. */
char *fuzz_text(const uint8_t *data, size_t size);

#endif
