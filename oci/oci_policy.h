/* SPDX-License-Identifier: Apache-2.0 */
/* Policies and node lists of a parsed config.json; and policies as JSON values. */
#ifndef OCI_POLICY_H
#define OCI_POLICY_H

#include "cpus.h"
#include "oci.h"

/*
 * mempolicy_parse() and mempolicy_find_errors() for the policy in memoryPolicy, which must be
 * present.
 */
int oci_policy_read(const struct oci_config *config, struct mempolicy *ret,
		    struct defect *ret_defect);
int oci_policy_parse(const struct oci_config *config, struct mempolicy *ret,
		     struct mempolicy_error *err);
size_t oci_policy_find_errors(const struct oci_config *config, mempolicy_take_error *take,
			      void *data);

/* mempolicy_notation_parse() with a defect instead of an error. */
int oci_notation_read(const char *text, size_t length, struct mempolicy_notation *ret,
		      struct defect *ret_defect);

/* Reads linux.resources.cpu.mems, which must be present. */
int oci_mems_read(const struct oci_config *config, struct mempolicy_nodes *ret,
		  struct defect *ret_defect);

/* Reads linux.resources.cpu.cpus, which must be present. */
int oci_cpus_read(const struct oci_config *config, struct cpus *ret, struct defect *ret_defect);

/* mempolicy_to_json() as a value: a new reference, or NULL if out of memory. */
json_t *oci_policy_json(const struct mempolicy *policy);

#endif
