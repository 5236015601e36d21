/* SPDX-License-Identifier: Apache-2.0 */
/* The entries in config.json that run the hook, for programs other than the hook. */
#ifndef OCI_HOOK_ENTRIES_H
#define OCI_HOOK_ENTRIES_H

#include "asking.h"

struct hook_entries {
	size_t count;		 /* at the stages that the hook supports */
	size_t at[PLACE_STAGES]; /* by stage */
	/* Their combined options: no_annotations, allow_degraded and after_create_runtime if all
	 * have them, require_local if one does, and the first default policy. policy is NULL, see
	 * asking_each(). */
	struct hook_options options;
	struct place default_place;
};

/* root is a whole config.json, from which *ret borrows, or NULL. Entries whose arguments the hook
 * would reject count, but without options. */
void hook_entries_read(const json_t *root, struct hook_entries *ret);

/* asking_each() and asking_read() with the options of the entries; the place of a default policy is
 * PLACE_HOOK_DEFAULT. */
int hook_entries_asking_each(const struct hook_entries *entries, const struct oci_config *config,
			     asking_take *take, void *data);
int hook_entries_asking_read(const struct hook_entries *entries, const struct oci_config *config,
			     struct asked *ret, struct defect *ret_defect);

#endif
