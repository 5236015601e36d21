/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include <stdio.h>

#include "mempolicy.h"
#include "place.h"

void help_print(void)
{
	puts("Usage: oci-mempolicy-hook [OPTION]... < STATE\n"
	     "\n"
	     "OCI hook for createContainer and createRuntime: puts the memory policy that the\n"
	     "container asks for into force in its init, and reads it back: linux.memoryPolicy\n"
	     "of config.json, its annotation " PLACE_ANNOTATION_KEY ", or --policy.\n"
	     "\n"
	     "  --policy POLICY     ask for this one, such as interleave:0-3 or bind:cpus\n"
	     "  --default-policy POLICY\n"
	     "                      the one for containers that ask for none; where this\n"
	     "                      machine cannot have it, it is left out, with a warning\n"
	     "  --no-annotations    ignore the annotation\n"
	     "  --require-local     refuse nodes that are not those of the container's CPUs\n"
	     "  --allow-degraded    leave out nodes that the container cannot use, as long as\n"
	     "                      one is left, instead of refusing the container\n"
	     "  --after-create-runtime\n"
	     "                      at createContainer, where createRuntime runs this program,\n"
	     "                      too: leave it to that where config.json cannot be read in\n"
	     "                      the container's user namespace\n"
	     "  --timeout SECONDS   give up after so long (1 to 3600; default 5)\n"
	     "  --log FILE          append a line of JSON for each container\n"
	     "  --syslog=WHEN       report to syslog: never, failure (default; also what\n"
	     "                      --allow-degraded left out), always\n"
	     "  -h, --help          print this and exit\n"
	     "  -V, --version       print the version and exit\n"
	     "\n"
	     "Exit codes: 0 the policy is in force, or none is asked for; 64 wrong usage or\n"
	     "stage; 65 the policy or its input is wrong; 66 config.json cannot be read;\n"
	     "69 this kernel lacks it; 71 a system error; 75 timed out; 77 not permitted.");
}

void help_print_version(void)
{
	puts("oci-mempolicy-hook " MEMPOLICY_VERSION);
}
