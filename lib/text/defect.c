/* SPDX-License-Identifier: Apache-2.0 */
#include "defect.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "names.h"
#include "pointers.h"
#include "ranges.h"

#define INVALID MEMPOLICY_ERROR_INVALID

int defect_set(struct defect *ret, unsigned int kind)
{
	*ret = (struct defect){.kind = kind};
	return -1;
}

int defect_numbers(struct defect *ret, unsigned int kind, unsigned int first, unsigned int second,
		   unsigned int third)
{
	*ret = (struct defect){.kind = kind, .numbers = {first, second, third}};
	return -1;
}

int defect_value(struct defect *ret, const char *value, size_t length)
{
	ret->value_length = length;
	memcpy(ret->value, value, length < DEFECT_VALUE ? length : DEFECT_VALUE);
	return -1;
}

/* ---- parts of sentences ---- */

/* "a number" and so on, for "must be a string, not ...". */
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

const char *defect_quote(const struct defect *defect, char buf[ERROR_QUOTED])
{
	bool is_cut = defect->value_length > DEFECT_VALUE;

	error_quote(buf, ERROR_QUOTED, defect->value, is_cut ? DEFECT_VALUE : defect->value_length);
	if (is_cut && strlen(buf) + sizeof("...") <= ERROR_QUOTED)
		memcpy(buf + strlen(buf) - 1, "...\"", sizeof("...\""));
	return buf;
}

const char *defect_list_reason(const struct defect *defect, char *buf, size_t size)
{
	static const char *const reasons[RANGES_REASONS] = {
		[RANGES_MISSING] = "a number is missing",
		[RANGES_MISSING_AT_END] = "a number is missing at the end",
		[RANGES_UNEXPECTED] = " is not a digit, \"-\" or \",\"",
		[RANGES_TOO_HIGH] = "a node beyond 1023, the highest there can be",
		[RANGES_BACKWARDS] = "a range that runs backwards",
		[RANGES_THREE_ENDS] = "a range has only two ends",
		[RANGES_NUL] = "a NUL character",
	};
	unsigned int reason = defect->numbers[0];
	const char byte = (char)defect->numbers[2];
	char quoted[ERROR_QUOTED] = "";

	if (reason == RANGES_UNEXPECTED)
		error_quote(quoted, sizeof(quoted), &byte, 1);
	snprintf(buf, size, "position %u: %s%s", defect->numbers[1], quoted,
		 reason < RANGES_REASONS && reasons[reason] ? reasons[reason] : "it is wrong");
	return buf;
}

/* ---- sentences ---- */

static int remedy_names(struct mempolicy_error *err, const char *what, const struct name *names)
{
	char list[256];

	return error_remedy(err, "the %s are %s", what, names_list(names, list, sizeof(list)));
}

static int mode_error(const struct defect *defect, struct mempolicy_error *err)
{
	static const char pointer[] = POINTER_MODE;
	char quoted[ERROR_QUOTED];

	if (defect->kind == DEFECT_MODE_MISSING)
		error_set(
			err, INVALID, pointer,
			"invalid memory policy mode: it is missing, and a memoryPolicy needs one");
	else if (defect->kind == DEFECT_MODE_TYPE)
		error_set(err, INVALID, pointer,
			  "invalid memory policy mode: it must be a string, not %s",
			  type_name(defect->numbers[0]));
	else
		error_set(err, INVALID, pointer,
			  "invalid memory policy mode %s: there is no such mode",
			  defect_quote(defect, quoted));
	return remedy_names(err, "modes", names_modes);
}

static int flag_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], pointer[sizeof(err->pointer)];

	if (defect->kind == DEFECT_FLAGS_TYPE) {
		error_set(err, INVALID, POINTER_FLAGS,
			  "invalid memory policy flags: they must be an array of strings, not %s",
			  type_name(defect->numbers[0]));
		return error_remedy(err, "write them as [\"MPOL_F_STATIC_NODES\"]");
	}
	snprintf(pointer, sizeof(pointer), POINTER_FLAGS "/%u", defect->numbers[1]);
	if (defect->kind == DEFECT_FLAG_TYPE)
		error_set(err, INVALID, pointer,
			  "invalid memory policy flag: it must be a string, not %s",
			  type_name(defect->numbers[0]));
	else
		error_set(err, INVALID, pointer,
			  "invalid memory policy flag %s: there is no such flag",
			  defect_quote(defect, quoted));
	return remedy_names(err, "flags", names_flags);
}

static int nodes_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], reason[ERROR_QUOTED];

	if (defect->kind == DEFECT_NODES_TYPE) {
		error_set(err, INVALID, POINTER_NODES,
			  "invalid memory policy nodes: they must be a string, not %s",
			  type_name(defect->numbers[0]));
		return error_remedy(err, "write them as \"0-3,7\"");
	}
	error_set(err, INVALID, POINTER_NODES, "invalid memory policy nodes %s: %s",
		  defect_quote(defect, quoted), defect_list_reason(defect, reason, sizeof(reason)));
	return error_remedy(err, DEFECT_LIST_REMEDY);
}

static int policy_error(const struct defect *defect, struct mempolicy_error *err)
{
	error_set(err, INVALID, POINTER_POLICY,
		  "invalid memory policy: it must be an object, not %s",
		  type_name(defect->numbers[0]));
	return error_remedy(err, "write it as {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}");
}

int defect_error(const struct defect *defect, struct mempolicy_error *err)
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
	default:
		return error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM,
				       "reading the memory policy");
	}
}
