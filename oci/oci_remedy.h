/* SPDX-License-Identifier: Apache-2.0 */
/* Ways out of what the library refuses that config.json and the hook have beside its own. */
#ifndef OCI_REMEDY_H
#define OCI_REMEDY_H

#include "mempolicy.h"

/*
 * Adds them to the error's remedy, as its reason has it. To be called once for an error.
 *
 * hook  those of the hook's options, too
 */
void oci_remedy_add(struct mempolicy_error *err, bool hook);

#endif
