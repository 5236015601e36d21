/* SPDX-License-Identifier: Apache-2.0 */
/* Acts as a container's init that waits for a createContainer hook. */
#ifndef BENCH_INIT_H
#define BENCH_INIT_H

/*
 * Continues as a container's init would: as pid 1 of a new pid namespace, in its own namespaces,
 * with /proc still the outer one. Returns in init; the calling process waits for init and exits
 * with the same exit code.
 */
void init_become(void);

/* Starts threads that do nothing, until the process has this number. */
void init_have_threads(unsigned int count);

/* Sets the calling thread's memory policy to MPOL_DEFAULT. */
void init_drop_policy(void);

/* Opens a procfs of this process's pid namespace that is mounted nowhere. */
int init_open_proc(void);

#endif
