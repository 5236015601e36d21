/* SPDX-License-Identifier: Apache-2.0 */
/* Stopping every thread of a process, whatever threads it starts and ends meanwhile. */
#ifndef MEMPOLICY_STOP_H
#define MEMPOLICY_STOP_H

#include "thread.h"

/*
 * Fills group->threads with the threads of the process, each of them stopped, or marked as gone if
 * it has ended since. It is filled after a failure, too, with those that were found until then,
 * some of which may not have stopped. err: as for mempolicy_apply()
 */
int mp_stop_all(struct thread_group *group, struct mempolicy_error *err);

/* What there is to be known of a stopped thread, and of its process by it. err: as above */
int mp_stop_look_at(struct thread_group *group, struct thread *thread, struct mempolicy_error *err);

#endif
