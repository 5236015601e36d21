/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file
 * libmempolicy: checks NUMA memory policies, such as the linux.memoryPolicy object of the OCI
 * runtime-spec, and applies them to the calling thread or to another process.
 *
 * The library never prints, never exits, installs no signal handler and keeps no global state.
 * Every function that can fail returns 0, or -1 with err filled in; ret, and parameters whose names
 * begin with ret_, are written on success only. No function takes ownership of its arguments, and
 * no type of this header owns memory.
 *
 * Structs are allocated by the caller and may be copied, so their sizes and layouts are part of the
 * binary interface. While the version is 0.x, each minor release (0.2, 0.3) may change structs and
 * functions; patch releases (0.2.1) change neither. The SONAME contains both numbers
 * (libmempolicy.so.0.2): a program that was linked with another interface does not start. From 1.0
 * on, the interface stays as it is, and a function that needs other arguments or structs gets a new
 * name.
 *
 * Programs include this header, which includes the whole library; the other headers are parts of
 * it.
 *
 * @example run-with-policy.c
 * @example apply-to-process.c
 */
#ifndef OCI_MEMPOLICY_H
#define OCI_MEMPOLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The shared library exports what is declared here and nothing else. */
#pragma GCC visibility push(default)

#include "mempolicy_error.h"
#include "mempolicy_kernel.h"
#include "mempolicy_nodes.h"
#include "mempolicy_notation.h"
#include "mempolicy_policy.h"
#include "mempolicy_process.h"
#include "mempolicy_version.h"

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
