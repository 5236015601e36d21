/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a policy that was set is in force as it was resolved. whose is "process 7", "this
 * thread". */
#ifndef MEMPOLICY_IN_FORCE_H
#define MEMPOLICY_IN_FORCE_H

#include "mempolicy.h"

/* Why set_mempolicy(2) failed with a policy that was checked and resolved. Returns -1. */
int mp_in_force_refused(const char *whose, const struct mempolicy *request, int sys_errno,
			struct mempolicy_error *err);

/* Whether what was read back is what was expected. err: SYSTEM */
int mp_in_force_compare(const char *whose, const struct mempolicy *found,
			const struct mempolicy *expected, struct mempolicy_error *err);

/*
 * Whether reading back tells the nodes in force. With MPOL_F_STATIC_NODES and
 * MPOL_F_RELATIVE_NODES it does not: they follow from the cpuset. Those of MPOL_PREFERRED and
 * MPOL_PREFERRED_MANY stay what they are, from Linux 5.14 on, when the cpuset changes
 * (mpol_rebind_preferred()). Then the cpuset must be what it was, afterwards, too.
 */
bool mp_in_force_is_told(const struct mempolicy_resolution *resolution);

/* A cpuset is not what the policy was resolved for. Fills *err: SYSTEM; returns -1. */
int mp_in_force_changed(const char *whose, const struct mempolicy_nodes *from,
			const struct mempolicy_nodes *to, struct mempolicy_error *err);

#endif
