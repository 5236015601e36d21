/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_defect.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "names.h"
#include "nodes.h"
#include "notation.h"
#include "pointers.h"

#define INVALID MEMPOLICY_ERROR_INVALID

/* "a number" and so on, to complete "must be a string, not ...". */
static const char *type_name(unsigned int type)
{
	switch (type) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_NULL:
		return "null";
	default:
		return "a boolean";
	}
}

static int remedy_names(struct mempolicy_error *err, const char *what, const struct name *names)
{
	char list[256];

	return mp_error_remedy(err, "the %s are %s", what,
			       mp_names_list(names, list, sizeof(list)));
}

static int mode_error(const struct defect *defect, struct mempolicy_error *err)
{
	static const char pointer[] = POINTER_MODE;
	char quoted[ERROR_QUOTED];

	if (defect->kind == DEFECT_MODE_MISSING)
		mp_error_set(
			err, INVALID, pointer,
			"invalid memory policy mode: it is missing, and a memoryPolicy needs one");
	else if (defect->kind == DEFECT_MODE_TYPE)
		mp_error_set(err, INVALID, pointer,
			     "invalid memory policy mode: it must be a string, not %s",
			     type_name(defect->numbers[0]));
	else
		mp_error_set(err, INVALID, pointer,
			     "invalid memory policy mode %s: there is no such mode",
			     mp_defect_quote(defect, quoted));
	return remedy_names(err, "modes", mp_names_modes);
}

static int flag_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], pointer[sizeof(err->pointer)];

	if (defect->kind == DEFECT_FLAGS_TYPE) {
		mp_error_set(
			err, INVALID, POINTER_FLAGS,
			"invalid memory policy flags: they must be an array of strings, not %s",
			type_name(defect->numbers[0]));
		return mp_error_remedy(err, "write them as [\"MPOL_F_STATIC_NODES\"]");
	}
	snprintf(pointer, sizeof(pointer), POINTER_FLAGS "/%u", defect->numbers[1]);
	if (defect->kind == DEFECT_FLAG_TYPE)
		mp_error_set(err, INVALID, pointer,
			     "invalid memory policy flag: it must be a string, not %s",
			     type_name(defect->numbers[0]));
	else
		mp_error_set(err, INVALID, pointer,
			     "invalid memory policy flag %s: there is no such flag",
			     mp_defect_quote(defect, quoted));
	return remedy_names(err, "flags", mp_names_flags);
}

static int nodes_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], reason[ERROR_QUOTED];

	if (defect->kind == DEFECT_NODES_TYPE) {
		mp_error_set(err, INVALID, POINTER_NODES,
			     "invalid memory policy nodes: they must be a string, not %s",
			     type_name(defect->numbers[0]));
		return mp_error_remedy(err, "write them as \"0-3,7\"");
	}
	mp_error_set(err, INVALID, POINTER_NODES, "invalid memory policy nodes %s: %s",
		     mp_defect_quote(defect, quoted),
		     mp_nodes_defect_text(defect, reason, sizeof(reason)));
	return mp_error_remedy(err, NODES_REMEDY);
}

static int policy_error(const struct defect *defect, struct mempolicy_error *err)
{
	mp_error_set(err, INVALID, POINTER_POLICY,
		     "invalid memory policy: it must be an object, not %s",
		     type_name(defect->numbers[0]));
	return mp_error_remedy(err, "write it as {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}");
}

int mp_policy_defect_error(const struct defect *defect, struct mempolicy_error *err)
{
	switch (defect->kind) {
	case DEFECT_POLICY_TYPE:
		return policy_error(defect, err);
	case DEFECT_MODE_MISSING ... DEFECT_MODE_UNKNOWN:
		return mode_error(defect, err);
	case DEFECT_FLAGS_TYPE ... DEFECT_FLAG_UNKNOWN:
		return flag_error(defect, err);
	case DEFECT_NODES_TYPE ... DEFECT_NODES_LIST:
		return nodes_error(defect, err);
	case DEFECT_NOTATION:
	case DEFECT_NOTATION_LIST:
		return mp_notation_error(defect, err);
	default:
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM,
					  "reading the memory policy");
	}
}
