/* SPDX-License-Identifier: Apache-2.0 */
/* What a container asks for, wherever that stands: for the hook's reader, and for the command. */
#ifndef OCI_ASKING_H
#define OCI_ASKING_H

#include "hook_options.h"
#include "oci.h"
#include "place.h"

/* The policies that a container asks for, which are to be one. */
struct asked {
	bool asks; /* for a policy, perhaps for one that cannot be read */
	struct place place;
	struct mempolicy_notation notation;
	/* Of DEFECT_POLICIES_DIFFER. */
	struct place other_place;
	struct mempolicy_notation other;
};

/* Whose options count, beside those of the entries in config.json. */
struct asking {
	const struct hook_options *options;
	const char *program; /* see elsewhere_hooks() */
};

/*
 * Is passed a policy that is asked for, or, where notation is NULL, what is wrong with one; data
 * is the caller's. Returns 0, or -1 for no more.
 */
typedef int asking_take(void *data, const struct place *place,
			const struct mempolicy_notation *notation, const struct defect *defect);

/*
 * Passes on each policy: that of linux.memoryPolicy, of the annotation, of hook entries, of the
 * option; of the default, if there was none. Returns what take returned last.
 */
int asking_each(const struct asking *asking, const struct oci_config *config, asking_take *take,
		void *data);

/*
 * The same as one: the first that cannot be read, or differs from those before, is a defect. *ret
 * is filled in any case.
 */
int asking_read(const struct asking *asking, const struct oci_config *config, struct asked *ret,
		struct defect *ret_defect);

/* Two places ask for different policies: fills *err, naming both; returns -1. err: INVALID */
int asking_differ(const struct asked *asked, struct mempolicy_error *err);

#endif
