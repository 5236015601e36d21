/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <sys/sem.h>
#include <unistd.h>

#include "victim.h"

void set_up_pipe(struct worker *worker)
{
	if (pipe(worker->fds))
		abort();
}

void set_up_semaphore(struct worker *worker)
{
	worker->id = semget(IPC_PRIVATE, 1, 0600);
	if (worker->id < 0)
		abort();
}
