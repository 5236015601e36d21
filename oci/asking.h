/* SPDX-License-Identifier: Apache-2.0 */
/* The policy that a container requests, by any means. For the hook's reader and the command. */
#ifndef OCI_ASKING_H
#define OCI_ASKING_H

#include "hook_options.h"
#include "oci.h"
#include "place.h"

/* The policy that a container requests. If there are several, they must be equal. */
struct asked {
	bool asks; /* a policy is requested, perhaps one that cannot be read */
	struct place place;
	struct mempolicy_notation notation;
	/* For DEFECT_POLICIES_DIFFER. */
	struct place other_place;
	struct mempolicy_notation other;
};

/* The options that count, in addition to those of the entries in config.json. */
struct asking {
	const struct hook_options *options;
	const char *program; /* see elsewhere_hooks() */
};

/*
 * Receives a requested policy, or, if notation is NULL, what is wrong with one; data is the
 * caller's. Returns 0, or -1 to end the walk.
 */
typedef int asking_take(void *data, const struct place *place,
			const struct mempolicy_notation *notation, const struct defect *defect);

/*
 * Passes each requested policy to take: from linux.memoryPolicy, the annotation, hook entries and
 * the option; if there is none, the default. Returns what take returned last.
 */
int asking_each(const struct asking *asking, const struct oci_config *config, asking_take *take,
		void *data);

/*
 * Reads the one requested policy: it is a defect if one cannot be read or differs from the previous
 * ones. *ret is filled in any case.
 */
int asking_read(const struct asking *asking, const struct oci_config *config, struct asked *ret,
		struct defect *ret_defect);

/* Fills *err for two places with different policies, naming both; returns -1. err: INVALID */
int asking_differ(const struct asked *asked, struct mempolicy_error *err);

#endif
