/* SPDX-License-Identifier: Apache-2.0 */
#ifndef E2E_DEV_H
#define E2E_DEV_H

/* Replaces the machine's /dev, for this process and those it starts, by the devices that a runtime
 * needs, so that /dev/log belongs to the test. */
void dev_mount_own(void);

#endif
