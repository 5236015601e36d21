/* SPDX-License-Identifier: Apache-2.0 */
#include "oci_defect.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

#include "cpus.h"
#include "error.h"
#include "nodes.h"
#include "oci.h"
#include "place.h"
#include "pointers.h"
#include "policy_defect.h"
#include "ranges.h"

#define INVALID MEMPOLICY_ERROR_INVALID

/* Content that scan() accepts, but jansson rejects. */
static const char *stranger(unsigned int json_error)
{
	switch (json_error) {
	case json_error_invalid_utf8:
		return "bytes that are not UTF-8";
	case json_error_invalid_syntax:
		return "an escape that is half of a surrogate pair";
	case json_error_null_byte_in_key:
		return "a NUL character in a key";
	case json_error_numeric_overflow:
		return "a number that is too large";
	case json_error_stack_overflow:
		return "brackets that are nested too deep";
	default:
		return "something that cannot be read";
	}
}

static int syntax_error(const char *what, const struct defect *defect, struct mempolicy_error *err)
{
	return mp_error_set(err, INVALID, "", "invalid %s: not JSON: line %u, column %u: %s", what,
			    defect->numbers[1], defect->numbers[2],
			    scan_reason_text((enum scan_reason)defect->numbers[0]));
}

static int state_error(const struct defect *defect, struct mempolicy_error *err)
{
	static const char *const strings[STATE_STRINGS] = {
		[STATE_ID] = "id", [STATE_BUNDLE] = "bundle", [STATE_STATUS] = "status"};
	unsigned int string = defect->numbers[0];
	const char *key = strings[string < STATE_STRINGS ? string : STATE_ID];

	switch (defect->kind) {
	case DEFECT_STATE_EMPTY:
		mp_error_set(err, INVALID, "", "invalid OCI state: standard input is empty");
		return mp_error_remedy(err, "a runtime passes the container's state to its hooks; "
					    "configure this program as an OCI hook");
	case DEFECT_STATE_LONG:
		return mp_error_set(err, INVALID, "",
				    "invalid OCI state: it is longer than %lu bytes",
				    OCI_STATE_MAX);
	case DEFECT_STATE_SYNTAX:
		return syntax_error("OCI state", defect, err);
	case DEFECT_STATE_TYPE:
		return mp_error_set(err, INVALID, "", "invalid OCI state: it is not a JSON object");
	case DEFECT_STATE_STRING_SYNTAX:
		mp_error_set(err, INVALID, "", "invalid OCI state: its \"%s\" contains %s", key,
			     stranger(defect->numbers[1]));
		return mp_error_remedy(err, "correct it");
	case DEFECT_STATE_PID:
		return mp_error_set(err, INVALID, "",
				    "invalid OCI state: its \"pid\" is not a process ID");
	default:
		mp_error_set(err, INVALID, "", "invalid OCI state: it has no string \"%s\"", key);
		return mp_error_remedy(err, "the runtime-spec requires it; update the runtime");
	}
}

static int cpus_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], reason[ERROR_QUOTED];

	if (defect->numbers[0] == RANGES_TOO_HIGH)
		snprintf(reason, sizeof(reason),
			 "position %u: a CPU above %d, the highest possible", defect->numbers[1],
			 CPUS_MAX - 1);
	else
		mp_nodes_defect_text(defect, reason, sizeof(reason));
	mp_error_set(err, INVALID, POINTER_CPUS,
		     "invalid CPUs %s, which the memory policy "
		     "depends on: %s",
		     mp_defect_quote(defect, quoted), reason);
	return mp_error_remedy(err, NODES_REMEDY);
}

static const struct {
	const char *pointer, *what;
} parts[PARTS] = {
	[PART_POLICY] = {POINTER_POLICY, "memory policy"},
	[PART_MEMS] = {POINTER_MEMS, "linux.resources.cpu.mems"},
	[PART_CPUS] = {POINTER_CPUS, "linux.resources.cpu.cpus"},
	[PART_NAMESPACES] = {POINTER_NAMESPACES, "linux.namespaces"},
	[PART_ANNOTATION] = {POINTER_ANNOTATION, "memory policy"},
	[PART_ARGS] = {"", "args of a hook"},
};

static int config_error(const struct defect *defect, struct mempolicy_error *err)
{
	unsigned int part = defect->numbers[0] < PARTS ? defect->numbers[0] : PART_POLICY;
	char quoted[ERROR_QUOTED], reason[ERROR_QUOTED];

	switch (defect->kind) {
	case DEFECT_CONFIG_SYNTAX:
		syntax_error("config.json", defect, err);
		return mp_error_remedy(err, "correct the file");
	case DEFECT_PART_SYNTAX:
		mp_error_set(err, INVALID, parts[part].pointer, "invalid %s: it contains %s",
			     parts[part].what, stranger(defect->numbers[1]));
		return mp_error_remedy(err, "correct it");
	case DEFECT_PART_LONG:
		mp_error_set(err, INVALID, parts[part].pointer,
			     "invalid %s: it is %u bytes long, more than %lu", parts[part].what,
			     defect->numbers[1], OCI_PART_MAX);
		return mp_error_remedy(err, "shorten it");
	case DEFECT_ANNOTATION_TYPE:
		mp_error_set(err, INVALID, parts[PART_ANNOTATION].pointer,
			     "invalid memory policy: the annotation must be a string");
		return mp_error_remedy(err, "write it as \"bind:0\"");
	case DEFECT_POLICIES_DIFFER:
		return mp_error_set(err, INVALID, "",
				    "two different memory policies are requested");
	case DEFECT_CPUS_LIST:
		return cpus_error(defect, err);
	default:
		mp_error_set(
			err, INVALID, POINTER_MEMS,
			"invalid memory nodes %s of the cpuset, against which the memory policy is "
			"checked: %s",
			mp_defect_quote(defect, quoted),
			mp_nodes_defect_text(defect, reason, sizeof(reason)));
		return mp_error_remedy(err, NODES_REMEDY);
	}
}

int oci_defect_error(const struct defect *defect, struct mempolicy_error *err)
{
	switch (defect->kind) {
	case DEFECT_STATE_EMPTY ... DEFECT_STATE_PID:
		return state_error(defect, err);
	case DEFECT_CONFIG_SYNTAX ... DEFECT_POLICIES_DIFFER:
		return config_error(defect, err);
	default:
		return mp_policy_defect_error(defect, err);
	}
}
