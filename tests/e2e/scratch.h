/* SPDX-License-Identifier: Apache-2.0 */
/* The directory for everything that the tests make, and for the programs under test. */
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
 * Makes the directory. The hook is the one that this test was built with, or the one named by the
 * environment variable HOOK. On failure, prints the reason and returns false.
 */
bool scratch_make(void);
/* Removes it. */
void scratch_remove(void);

/* Returns how many processes run one of its programs, and sends each the signal unless it is 0. */
size_t scratch_processes(int signal_number);
/* Returns the number of mounts beneath it. */
size_t scratch_mounts(void);

#endif
