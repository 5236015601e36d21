/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to init when the hook fails, without the runtime, which would also kill it. */
#ifndef FAULTS_WATCH_H
#define FAULTS_WATCH_H

#include "driver.h"

/* Stops the runtime; to be called from act(). */
void watch_init(struct driver *driver);
/* The kernel has killed init, or is about to; to be called from afterwards(), before
 * watch_end(). */
void watch_expect_killed(void);
/* Lets the runtime continue; to be called from afterwards(). */
void watch_end(struct driver *driver);

#endif
