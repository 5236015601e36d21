/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of /proc/PID/numa_maps: where memory is, and the policy that they show. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "numa_maps_line.h"
#include "placement.h"

static struct placement placement, before;

static void check_share(double share, const char *of)
{
	if (!(share >= 0 && share <= 1))
		fuzz_fail("%s %f", of, share);
}

static void check_placement(const char *line, size_t length)
{
	struct mempolicy_error err;

	before = placement;
	if (placement_add_line(&placement, line, length, &err)) {
		fuzz_check_error(&err, MEMPOLICY_ERROR_SYSTEM);
		if (memcmp(&before, &placement, sizeof(before)) != 0)
			fuzz_fail("counted something from a refused line");
	} else if (placement.mappings != before.mappings + 1) {
		fuzz_fail("%lu mappings", placement.mappings);
	}
}

static void check_policy(const char *line, size_t length)
{
	struct mempolicy_error err;
	struct mempolicy policy;
	bool found;

	if (mp_numa_maps_line_policy(line, length, &found, &policy, &err))
		fuzz_check_error(&err, err.kind == MEMPOLICY_ERROR_UNSUPPORTED
					       ? MEMPOLICY_ERROR_UNSUPPORTED
					       : MEMPOLICY_ERROR_SYSTEM);
	else if (found && (!mempolicy_mode_name(policy.mode) ||
			   (policy.flags & ~(unsigned int)MEMPOLICY_FLAGS)))
		fuzz_fail("mode %d, flags %x", (int)policy.mode, policy.flags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mempolicy_nodes some = {{0x5}};

	memset(&placement, 0, sizeof(placement));
	for (size_t at = 0; at < size;) {
		const uint8_t *end = memchr(data + at, '\n', size - at);
		size_t length = end ? (size_t)(end - data) - at : size - at;
		const char *line = fuzz_guarded(data + at, length);

		check_placement(line, length);
		check_policy(line, length);
		at += length + 1;
	}
	check_share(placement_locality(&placement, &some), "locality");
	check_share(placement_evenness(&placement, &some, NULL), "evenness");
	return 0;
}
