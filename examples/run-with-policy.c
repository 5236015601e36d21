/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a command under a memory policy:
 *
 *	run-with-policy '{"mode": "MPOL_INTERLEAVE", "nodes": "0,1"}' COMMAND [ARGUMENT]...
 */
#include <err.h>
#include <oci-mempolicy/mempolicy.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct mempolicy policy;
	struct mempolicy_error error;

	if (argc < 3)
		errx(EX_USAGE, "usage: run-with-policy POLICY COMMAND [ARGUMENT]...");
	if (mempolicy_parse(argv[1], strlen(argv[1]), &policy, &error) ||
	    mempolicy_set(&policy, false, NULL, &error))
		errx(EX_DATAERR, "%s: %s; %s", error.pointer, error.message, error.remedy);
	/* execvp(3) keeps the policy. */
	execvp(argv[2], argv + 2);
	err(EX_UNAVAILABLE, "%s", argv[2]);
}
