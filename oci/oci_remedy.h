/* SPDX-License-Identifier: Apache-2.0 */
/* Remedies that config.json and the hook offer for the library's errors, besides its own. */
#ifndef OCI_REMEDY_H
#define OCI_REMEDY_H

#include "mempolicy.h"

/*
 * Adds them to the error's remedy, depending on its reason. To be called once for an error.
 *
 * hook  also add those that are options of the hook
 */
void oci_remedy_add(struct mempolicy_error *err, bool hook);

#endif
