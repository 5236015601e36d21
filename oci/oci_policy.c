/* SPDX-License-Identifier: Apache-2.0 */
#include "oci_policy.h"

#include <string.h>

#include "nodes.h"
#include "notation.h"
#include "policy.h"

int oci_policy_read(const struct oci_config *config, struct mempolicy *ret,
		    struct defect *ret_defect)
{
	return mp_policy_read(config->memory_policy, ret, ret_defect);
}

int oci_policy_parse(const struct oci_config *config, struct mempolicy *ret,
		     struct mempolicy_error *err)
{
	return mp_policy_from_json(config->memory_policy, ret, err);
}

size_t oci_policy_find_errors(const struct oci_config *config, mempolicy_take_error *take,
			      void *data)
{
	return mp_policy_find_errors(config->memory_policy, take, data);
}

int oci_notation_read(const char *text, size_t length, struct mempolicy_notation *ret,
		      struct defect *ret_defect)
{
	return mp_notation_read(text, length, ret, ret_defect);
}

int oci_mems_read(const struct oci_config *config, struct mempolicy_nodes *ret,
		  struct defect *ret_defect)
{
	if (mp_nodes_read(config->cpu_mems, strlen(config->cpu_mems), ret, ret_defect) == 0)
		return 0;
	ret_defect->kind = DEFECT_MEMS_LIST;
	return -1;
}

int oci_cpus_read(const struct oci_config *config, struct cpus *ret, struct defect *ret_defect)
{
	if (cpus_read(config->cpu_cpus, strlen(config->cpu_cpus), ret, ret_defect) == 0)
		return 0;
	ret_defect->kind = DEFECT_CPUS_LIST;
	return -1;
}

json_t *oci_policy_json(const struct mempolicy *policy)
{
	char text[MEMPOLICY_TEXT];

	mempolicy_to_json(policy, text, sizeof(text));
	return json_loads(text, 0, NULL);
}
