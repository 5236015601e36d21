/* SPDX-License-Identifier: Apache-2.0 */
/* How this program speaks: as the runtime does, so that engines show it. */
#ifndef RUNTIME_TELL_H
#define RUNTIME_TELL_H

#include "arguments.h"

/* To the runtime's --log in its --log-format, to standard error, and to syslog. */
void tell_error(const struct arguments *arguments, const struct mempolicy_error *err);

/* A process is executed without the container's policy, and why. Standard error may be that
 * process's own: it is used only where there is no --log. */
void tell_warning(const struct arguments *arguments, const struct mempolicy_error *err);

#endif
