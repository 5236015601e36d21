/* SPDX-License-Identifier: Apache-2.0 */
#include "in_force.h"

#include <errno.h>
#include <stdio.h>

#include "error.h"
#include "kernel.h"

/* EINVAL at this point means that the kernel lacks the mode or flag, because everything else has
 * been checked. The kernel is probed only now, so that it costs nothing as long as everything
 * works. */
int mp_in_force_refused(const char *whose, const struct mempolicy *request, int sys_errno,
			struct mempolicy_error *err)
{
	struct mempolicy_features features;
	char call[64], text[256];

	if (sys_errno == EINVAL && (mempolicy_features_probe(&features, err) ||
				    mempolicy_features_check(&features, request, err)))
		return -1;
	snprintf(call, sizeof(call), "set_mempolicy in %s", whose);
	if (sys_errno != EINVAL)
		return mp_kernel_mempolicy_error(call, sys_errno, err);
	mempolicy_format(request, text, sizeof(text));
	mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s: %s", call, text);
	return mp_error_remedy(
		err, "compare the nodes with its cpuset, which may have changed meanwhile");
}

int mp_in_force_compare(const char *whose, const struct mempolicy *found,
			const struct mempolicy *expected, struct mempolicy_error *err)
{
	char expected_text[400], found_text[400];

	if (mempolicy_equal(found, expected))
		return 0;
	mempolicy_format(expected, expected_text, sizeof(expected_text));
	mempolicy_format(found, found_text, sizeof(found_text));
	mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
		     "memory policy read back from %s is %s, not %s", whose, found_text,
		     expected_text);
	return mp_error_remedy(err, "its cpuset may have changed meanwhile; try again");
}

bool mp_in_force_is_told(const struct mempolicy_resolution *resolution)
{
	const struct mempolicy *request = &resolution->request;

	return !(request->flags & (MEMPOLICY_F_STATIC_NODES | MEMPOLICY_F_RELATIVE_NODES)) &&
	       request->mode != MEMPOLICY_PREFERRED && request->mode != MEMPOLICY_PREFERRED_MANY;
}

int mp_in_force_changed(const char *whose, const struct mempolicy_nodes *from,
			const struct mempolicy_nodes *to, struct mempolicy_error *err)
{
	char from_text[256], to_text[256];

	mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
		     "the cpuset of %s changed from %s to %s while its memory policy was being set",
		     whose, mp_error_nodes(from_text, sizeof(from_text), from),
		     mp_error_nodes(to_text, sizeof(to_text), to));
	return mp_error_remedy(err, "try again; if it happens again, find out what changes the "
				    "cpuset");
}
