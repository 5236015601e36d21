/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include "oci.h"

static bool check_defect(const struct defect *defect)
{
	return (unsigned int)defect->kind < OCI_DEFECT_KINDS;
}

bool record_check_state(struct state_record *record)
{
	record->id[sizeof(record->id) - 1] = '\0';
	record->bundle[sizeof(record->bundle) - 1] = '\0';
	record->status[sizeof(record->status) - 1] = '\0';
	return check_defect(&record->defect) && record->pid >= 0 && record->sys_errno >= 0;
}

bool record_check_config(const struct config_record *record)
{
	/* A bool with another value than 0 and 1 is undefined: so they are looked at as bytes. */
	const unsigned char *asks = (const void *)&record->asks,
			    *has_mems = (const void *)&record->has_mems,
			    *in_user = (const void *)&record->in_user_namespace;

	return check_defect(&record->defect) && record->sys_errno >= 0 && *asks <= 1 &&
	       *has_mems <= 1 && *in_user <= 1 &&
	       (unsigned int)record->unconfined.step < CONFINE_STEPS &&
	       (unsigned int)record->policy.mode < MEMPOLICY_MODES &&
	       !(record->policy.flags & ~(unsigned int)MEMPOLICY_FLAGS) &&
	       !(record->namespaces & ~(unsigned int)OCI_NEW_ALL);
}
