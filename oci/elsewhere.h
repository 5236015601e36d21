/* SPDX-License-Identifier: Apache-2.0 */
/* Policies in config.json outside linux.memoryPolicy. */
#ifndef MEMPOLICY_ELSEWHERE_H
#define MEMPOLICY_ELSEWHERE_H

#include "oci.h"
#include "place.h"

/*
 * Whether a Kubernetes engine says that this is the sandbox: the container that holds a pod's
 * namespaces and runs no user code. A pod's annotations are copied to all its containers, and may
 * include the key of another engine: so if the key of either engine names another type, this is not
 * a sandbox.
 */
bool elsewhere_is_sandbox(const struct oci_config *config);

/*
 * Reads the annotation that requests a policy: a new reference in *ret, which is NULL if it is
 * absent or null. On failure *ret_defect says what is wrong with it.
 */
int elsewhere_annotation(const struct oci_config *config, json_t **ret, struct defect *ret_defect);

/* Receives the arguments of a hook entry, an array of strings; data is the caller's. Returns 0 or
 * -1. */
typedef int elsewhere_take(void *data, const struct place *place, const json_t *args);

/*
 * Passes to take each entry at createRuntime, prestart and createContainer that runs this program
 * and may have --policy among its arguments. If take returns -1, this ends and returns -1, too.
 *
 * An entry runs this program if its path is the one by which this process was started, or ends with
 * the usual name of the program. Paths are compared as text, because the calling process can open
 * no files, and the file of another entry may not be visible here. An entry that no runtime would
 * run is skipped.
 *
 * program     the path by which this process was started, or NULL
 * ret_place   the place of the entry, if *ret_defect says what is wrong with one
 */
int elsewhere_hooks(const struct oci_config *config, const char *program, elsewhere_take *take,
		    void *data, struct place *ret_place, struct defect *ret_defect);

#endif
