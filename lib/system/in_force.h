/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a policy that was set is in effect as resolved. whose is "process 7" or "this thread". */
#ifndef MEMPOLICY_IN_FORCE_H
#define MEMPOLICY_IN_FORCE_H

#include "mempolicy.h"

/* Fills *err with the reason why set_mempolicy(2) failed for a policy that was checked and
 * resolved; returns -1. */
int mp_in_force_refused(const char *whose, const struct mempolicy *request, int sys_errno,
			struct mempolicy_error *err);

/* Compares the policy that was read back with the expected one. err: SYSTEM */
int mp_in_force_compare(const char *whose, const struct mempolicy *found,
			const struct mempolicy *expected, struct mempolicy_error *err);

/*
 * Whether reading back shows the nodes in effect. With MPOL_F_STATIC_NODES and
 * MPOL_F_RELATIVE_NODES it does not, because these follow from the cpuset. From Linux 5.14 on,
 * MPOL_PREFERRED and MPOL_PREFERRED_MANY keep their nodes when the cpuset changes
 * (mpol_rebind_preferred()). For these policies the cpuset must be compared again afterwards.
 */
bool mp_in_force_is_told(const struct mempolicy_resolution *resolution);

/* Fills *err for a cpuset other than the one that the policy was resolved for: SYSTEM; returns -1.
 */
int mp_in_force_changed(const char *whose, const struct mempolicy_nodes *from,
			const struct mempolicy_nodes *to, struct mempolicy_error *err);

#endif
