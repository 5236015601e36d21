/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/PID/status. */
#include <stdlib.h>

#include "fuzz.h"
#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct proc_status status;
	struct mempolicy_error err;

	if (mp_proc_status_parse("/proc/self/status", text, &status, &err))
		fuzz_check_error(&err, MEMPOLICY_ERROR_SYSTEM);
	else if (status.levels < 1 || status.levels > PROCFS_LEVELS)
		fuzz_fail("%u levels", status.levels);
	else if (!status.has_allowed && !mempolicy_nodes_empty(&status.allowed))
		fuzz_fail("allowed nodes that the input does not contain");
	free(text);
	return 0;
}
