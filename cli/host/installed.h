/* SPDX-License-Identifier: Apache-2.0 */
/* Where the hook is that was installed along with this command. */
#ifndef CLI_INSTALLED_H
#define CLI_INSTALLED_H

#include <limits.h>

#include "mempolicy.h"

/* Where it should be, as seen from this program's folder: ../libexec/oci/hooks.d. Whether it is
 * there is not looked at. err: SYSTEM */
int installed_hook(char buf[PATH_MAX], struct mempolicy_error *err);

#endif
