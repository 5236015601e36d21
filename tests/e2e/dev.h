/* SPDX-License-Identifier: Apache-2.0 */
#ifndef E2E_DEV_H
#define E2E_DEV_H

/* Puts devices that a runtime needs in place of the machine's /dev, for this process and those that
 * it starts: so /dev/log is the test's. */
void dev_mount_own(void);

#endif
