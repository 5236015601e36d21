/* SPDX-License-Identifier: Apache-2.0 */
/* The hook that was installed along with this command. */
#ifndef CLI_INSTALLED_H
#define CLI_INSTALLED_H

#include <limits.h>

#include "mempolicy.h"

/* The path where it should be, ../libexec/oci/hooks.d relative to this program's directory. Does
 * not check whether it exists. err: SYSTEM */
int installed_hook(char buf[PATH_MAX], struct mempolicy_error *err);

#endif
