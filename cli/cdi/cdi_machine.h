/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what the CDI file needs to know of this machine. */
#ifndef CLI_CDI_MACHINE_H
#define CLI_CDI_MACHINE_H

#include "cdi_file.h"

/* err: SYSTEM, UNSUPPORTED */
int cdi_machine_read(struct cdi_machine *ret, struct mempolicy_error *err);

#endif
