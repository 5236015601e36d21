/* SPDX-License-Identifier: Apache-2.0 */
/* The OCI state, as read from standard input. */
#include "fuzz.h"
#include "oci.h"

static void check(const struct oci_state *state)
{
	if (!*state->id || !*state->bundle || !*state->status)
		fuzz_fail("accepted without id, bundle or status");
	if (state->pid < 0)
		fuzz_fail("accepted with pid %d", state->pid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oci_state state;
	struct mempolicy_error err;

	if (oci_state_parse(fuzz_guarded(data, size), size, &state, &err))
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
	else
		check(&state);
	oci_state_drop(&state);
	return 0;
}
