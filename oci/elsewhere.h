/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of a container that stand elsewhere in config.json than in linux.memoryPolicy. */
#ifndef MEMPOLICY_ELSEWHERE_H
#define MEMPOLICY_ELSEWHERE_H

#include "oci.h"
#include "place.h"

/*
 * Whether an engine of Kubernetes says that this is the container which holds a pod's namespaces,
 * and runs nothing of the user's. It gets the pod's annotations, too: so an engine's own word that
 * it is another container counts more than what stands under the other engine's key.
 */
bool elsewhere_is_sandbox(const struct oci_config *config);

/*
 * The annotation that asks for a policy: a new reference in *ret, which is NULL when it is absent
 * or null. On failure *ret_defect says what is wrong with it.
 */
int elsewhere_annotation(const struct oci_config *config, json_t **ret, struct defect *ret_defect);

/* Is passed the arguments of a hook entry, an array of strings; data is the caller's. Returns 0 or
 * -1. */
typedef int elsewhere_take(void *data, const struct place *place, const json_t *args);

/*
 * Passes on each entry, at createRuntime, prestart and createContainer, that runs this program and
 * may have --policy among its arguments. Ends when take returns -1, and returns that.
 *
 * An entry runs this program if its path is the one by which this process was started, or ends with
 * its usual name. Paths are compared as text: the process that does so opens nothing, and
 * another's file may not be in sight. An entry that no runtime would run is passed over.
 *
 * program     the path by which this process was started, or NULL
 * ret_place   where it is, if *ret_defect is what is wrong with an entry
 */
int elsewhere_hooks(const struct oci_config *config, const char *program, elsewhere_take *take,
		    void *data, struct place *ret_place, struct defect *ret_defect);

#endif
