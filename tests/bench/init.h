/* SPDX-License-Identifier: Apache-2.0 */
/* Standing in for a container's init while it waits for a createContainer hook. */
#ifndef BENCH_INIT_H
#define BENCH_INIT_H

/*
 * Goes on as a container's init would: as pid 1 of a new pid namespace, in namespaces of
 * its own, with /proc still the outer one. Returns in init; what called it waits for init's end
 * and ends with the same exit code.
 */
void init_become(void);

/* Starts threads that do nothing, until the process has so many. */
void init_have_threads(unsigned int count);

/* The calling thread's memory policy becomes MPOL_DEFAULT. */
void init_drop_policy(void);

/* A descriptor of a procfs of this process's pid namespace, mounted nowhere. */
int init_open_proc(void);

#endif
