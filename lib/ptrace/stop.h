/* SPDX-License-Identifier: Apache-2.0 */
/* Stopping every thread of a process, even if it starts and ends threads meanwhile. */
#ifndef MEMPOLICY_STOP_H
#define MEMPOLICY_STOP_H

#include "thread.h"

/*
 * Fills group->threads with the threads of the process, each of them either stopped or marked as
 * gone, if it has ended. After a failure it contains those found so far, some of which may not have
 * stopped. err: as for mempolicy_apply()
 */
int mp_stop_all(struct thread_group *group, struct mempolicy_error *err);

/* Reads the status of a stopped thread, and checks that it belongs to the process. err: as for
 * mp_stop_all() */
int mp_stop_look_at(struct thread_group *group, struct thread *thread, struct mempolicy_error *err);

#endif
