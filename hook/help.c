/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include <stdio.h>

#include "mempolicy.h"
#include "place.h"

void help_print(void)
{
	puts("Usage: oci-mempolicy-hook [OPTION]... < STATE\n"
	     "\n"
	     "OCI hook for createContainer and createRuntime. Applies the requested NUMA\n"
	     "memory policy to the container's init and reads it back. The policy comes from\n"
	     "linux.memoryPolicy, the annotation " PLACE_ANNOTATION_KEY ",\n"
	     "or --policy.\n"
	     "\n"
	     "  --policy POLICY     request this policy, such as interleave:0-3 or bind:cpus\n"
	     "  --default-policy POLICY\n"
	     "                      the policy of containers that request none; if it is not\n"
	     "                      possible on this machine, it is left out, with a warning\n"
	     "  --no-annotations    ignore the annotation\n"
	     "  --require-local     refuse nodes other than those of the container's CPUs\n"
	     "  --allow-degraded    leave out nodes that the container cannot use, instead of\n"
	     "                      refusing the container, if at least one node is left\n"
	     "  --after-create-runtime\n"
	     "                      for createContainer, where createRuntime runs this program\n"
	     "                      as well: rely on that if config.json cannot be read in the\n"
	     "                      container's user namespace\n"
	     "  --timeout SECONDS   give up after this time (1 to 3600; default 5)\n"
	     "  --log FILE          append a line of JSON for each container\n"
	     "  --syslog=WHEN       report to syslog: never, failure (default; also what\n"
	     "                      --allow-degraded left out), always\n"
	     "  -h, --help          print this and exit\n"
	     "  -V, --version       print the version and exit\n"
	     "\n"
	     "Exit codes: 0 the policy is in effect, or none is requested; 64 wrong usage or\n"
	     "stage; 65 the policy or its input is wrong; 66 config.json cannot be read;\n"
	     "69 not supported by this kernel; 71 system error; 75 timed out;\n"
	     "77 not permitted.");
}

void help_print_version(void)
{
	puts("oci-mempolicy-hook " MEMPOLICY_VERSION);
}
