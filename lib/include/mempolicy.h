/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file
 * libmempolicy: the linux.memoryPolicy object of the OCI runtime-spec, checked and put into
 * force in another process.
 *
 * The library never prints, never exits, installs no signal handler and keeps no global state.
 * Every function that can fail returns 0, or -1 with err filled in; ret, or what begins with ret_,
 * is written on success only. No function takes ownership of its arguments, and no type of this
 * header owns memory.
 *
 * Structs are passed by the caller and may be copied, so that their sizes and layouts are part of
 * the binary interface. While the version is 0.x, each minor release (0.2, 0.3) may change them, as
 * well as functions; patch releases (0.2.1) change neither. The SONAME carries both numbers
 * (libmempolicy.so.0.2): a program that was linked with another interface does not start. From 1.0
 * on, what is here stays as it is, and what needs other arguments or structs gets other names.
 *
 * Programs include this header, which has all of it; the others are parts of it.
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

/* What is declared here is all that the shared library shows. */
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
