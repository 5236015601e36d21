/* SPDX-License-Identifier: Apache-2.0 */
/* Builds struct mempolicy_error, where the facts are known. */
#ifndef MEMPOLICY_ERROR_H
#define MEMPOLICY_ERROR_H

#include "mempolicy.h"

/* Room for a value quoted in a message, see mp_error_quote(). */
#define ERROR_QUOTED 128

/* Fills *err except reason and remedy, and returns -1, so that a caller can `return
 * mp_error_set(...)`. In the message, control characters and bytes outside ASCII are escaped. */
__attribute__((format(printf, 4, 5))) int mp_error_set(struct mempolicy_error *err,
						       enum mempolicy_error_kind kind,
						       const char *pointer, const char *format,
						       ...);

/* The same for a failed system call: appends strerror(sys_errno). */
__attribute__((format(printf, 4, 5))) int mp_error_set_errno(struct mempolicy_error *err,
							     enum mempolicy_error_kind kind,
							     int sys_errno, const char *format,
							     ...);

/* Adds the reason, for programs that may know a remedy of their own; returns -1. */
int mp_error_reason(struct mempolicy_error *err, enum mempolicy_error_reason reason);

/* Sets the remedy; returns -1. */
__attribute__((format(printf, 2, 3))) int mp_error_remedy(struct mempolicy_error *err,
							  const char *format, ...);
/* Appends to the remedy; returns -1. */
int mp_error_remedy_add(struct mempolicy_error *err, const char *text);

/*
 * Writes text in double quotes, with control characters, quotes and bytes outside ASCII escaped,
 * truncated with "..." to fit: text that others wrote must neither break nor fill a log line.
 * length counts bytes, which may include NUL. Returns buf.
 */
const char *mp_error_quote(char *buf, size_t size, const char *text, size_t length);

/* Writes a node set for a message, truncated with "..." to fit; "none" for the empty set. Returns
 * buf. */
const char *mp_error_nodes(char *buf, size_t size, const struct mempolicy_nodes *nodes);

#endif
