/* SPDX-License-Identifier: Apache-2.0 */
/* The directory in which everything is that the tests make, and the programs under test. */
#ifndef E2E_SCRATCH_H
#define E2E_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct scratch {
	char dir[64];	/* absolute, without symbolic links, open to every user */
	char hook[96];	/* oci-mempolicy-hook, copied to where every user may execute it */
	char probe[96]; /* linked as /probe into every root file system */
};
extern struct scratch scratch;

/*
 * Makes it. The hook is the one that this test was built with, or that of the environment
 * variable HOOK. Returns false, having said why, if that fails.
 */
bool scratch_make(void);
/* Removes it. */
void scratch_remove(void);

/* How many processes there are that run one of its programs; sends each the signal, 0 for none. */
size_t scratch_processes(int signal_number);
/* How many mounts there are beneath it. */
size_t scratch_mounts(void);

#endif
