/* SPDX-License-Identifier: Apache-2.0 */
/* Building struct mempolicy_error, at the place where the fact is known. */
#ifndef MEMPOLICY_ERROR_H
#define MEMPOLICY_ERROR_H

#include "mempolicy.h"

/* Room for a value quoted in a message, see mp_error_quote(). */
#define ERROR_QUOTED 128

/* Fills *err but for reason and remedy, and returns -1, so that a caller can `return
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

/* Adds what exactly the matter is, where a program may know a way out; returns -1. */
int mp_error_reason(struct mempolicy_error *err, enum mempolicy_error_reason reason);

/* Adds the way to mend it; returns -1. */
__attribute__((format(printf, 2, 3))) int mp_error_remedy(struct mempolicy_error *err,
							  const char *format, ...);
/* And says more about it; returns -1. */
int mp_error_remedy_add(struct mempolicy_error *err, const char *text);

/*
 * Writes text between double quotes with control characters, quotes and bytes outside ASCII
 * escaped, cut to fit with "..." inside: what others wrote must neither break a log line nor fill
 * it. length counts bytes, which may include NUL. Returns buf.
 */
const char *mp_error_quote(char *buf, size_t size, const char *text, size_t length);

/* A node set for a message: as text, cut to fit with "..."; "none" for the empty set. */
const char *mp_error_nodes(char *buf, size_t size, const struct mempolicy_nodes *nodes);

#endif
