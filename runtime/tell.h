/* SPDX-License-Identifier: Apache-2.0 */
/* Reports errors and warnings as the runtime does, so that engines show them. */
#ifndef RUNTIME_TELL_H
#define RUNTIME_TELL_H

#include "arguments.h"

/* Reports an error: to the runtime's --log in its --log-format, to standard error and to syslog. */
void tell_error(const struct arguments *arguments, const struct mempolicy_error *err);

/* Warns that a process is executed without the container's policy, and why. Standard error may be
 * that process's own, so it is used only if there is no --log. */
void tell_warning(const struct arguments *arguments, const struct mempolicy_error *err);

#endif
