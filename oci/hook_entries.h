/* SPDX-License-Identifier: Apache-2.0 */
/* The entries in config.json that run the hook, as programs see them that are not the hook. */
#ifndef OCI_HOOK_ENTRIES_H
#define OCI_HOOK_ENTRIES_H

#include "asking.h"

struct hook_entries {
	size_t count;		 /* at the stages where it serves */
	size_t at[PLACE_STAGES]; /* by stage */
	/* What they say together: no_annotations, allow_degraded and after_create_runtime if all
	 * say so, require_local if one does; the first default policy. policy is NULL, see
	 * asking_each().
	 */
	struct hook_options options;
	struct place default_place;
};

/* root is a whole config.json, which *ret borrows from, or NULL. Entries that the hook itself would
 * refuse count, but say nothing. */
void hook_entries_read(const json_t *root, struct hook_entries *ret);

/* asking_each() and asking_read() with their options; of a default policy the place is
 * PLACE_HOOK_DEFAULT. */
int hook_entries_asking_each(const struct hook_entries *entries, const struct oci_config *config,
			     asking_take *take, void *data);
int hook_entries_asking_read(const struct hook_entries *entries, const struct oci_config *config,
			     struct asked *ret, struct defect *ret_defect);

#endif
