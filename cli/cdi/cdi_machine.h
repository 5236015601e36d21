/* SPDX-License-Identifier: Apache-2.0 */
/* What the file of CDI has to tell of this machine. */
#ifndef CLI_CDI_MACHINE_H
#define CLI_CDI_MACHINE_H

#include "cdi_file.h"

/* err: SYSTEM, UNSUPPORTED */
int cdi_machine_read(struct cdi_machine *ret, struct mempolicy_error *err);

#endif
