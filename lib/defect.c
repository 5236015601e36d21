/* SPDX-License-Identifier: Apache-2.0 */
#include "defect.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "names.h"
#include "oci.h"
#include "scan.h"

#define INVALID MEMPOLICY_ERROR_INVALID
#define OBJECT	"/linux/memoryPolicy"
#define MEMS	"/linux/resources/cpu/mems"

#define LIST_REMEDY "write decimal numbers and ranges separated by commas, such as \"0-3,7\""

int defect_set(struct defect *ret, enum defect_kind kind)
{
	*ret = (struct defect){.kind = kind};
	return -1;
}

int defect_numbers(struct defect *ret, enum defect_kind kind, unsigned int first,
		   unsigned int second, unsigned int third)
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

static const char *quoted_value(const struct defect *defect, char *buf)
{
	bool is_cut = defect->value_length > DEFECT_VALUE;

	error_quote(buf, ERROR_QUOTED, defect->value, is_cut ? DEFECT_VALUE : defect->value_length);
	if (is_cut && strlen(buf) + sizeof("...") <= ERROR_QUOTED)
		memcpy(buf + strlen(buf) - 1, "...\"", sizeof("...\""));
	return buf;
}

const char *defect_list_reason(const struct defect *defect, char *buf, size_t size)
{
	static const char *const reasons[NODES_REASONS] = {
		[NODES_MISSING] = "a number is missing",
		[NODES_MISSING_AT_END] = "a number is missing at the end",
		[NODES_UNEXPECTED] = " is not a digit, \"-\" or \",\"",
		[NODES_TOO_HIGH] = "a node beyond 1023, the highest there can be",
		[NODES_BACKWARDS] = "a range that runs backwards",
		[NODES_THREE_ENDS] = "a range has only two ends",
		[NODES_NUL] = "a NUL character",
	};
	unsigned int reason = defect->numbers[0];
	const char byte = (char)defect->numbers[2];
	char quoted[ERROR_QUOTED] = "";

	if (reason == NODES_UNEXPECTED)
		error_quote(quoted, sizeof(quoted), &byte, 1);
	snprintf(buf, size, "position %u: %s%s", defect->numbers[1], quoted,
		 reason < NODES_REASONS && reasons[reason] ? reasons[reason] : "it is wrong");
	return buf;
}

/* What a part holds that scan() accepts and jansson does not. */
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
		return "what cannot be read";
	}
}

/* ---- sentences ---- */

static int syntax_error(const char *what, const struct defect *defect, struct mempolicy_error *err)
{
	return error_set(err, INVALID, "", "invalid %s: not JSON: line %u, column %u: %s", what,
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
		error_set(err, INVALID, "", "invalid OCI state: standard input is empty");
		return error_remedy(err, "a runtime passes the container's state to its hooks; "
					 "configure this program as an OCI hook");
	case DEFECT_STATE_LONG:
		return error_set(err, INVALID, "", "invalid OCI state: it is longer than %lu bytes",
				 OCI_STATE_MAX);
	case DEFECT_STATE_SYNTAX:
		return syntax_error("OCI state", defect, err);
	case DEFECT_STATE_TYPE:
		return error_set(err, INVALID, "", "invalid OCI state: it is not a JSON object");
	case DEFECT_STATE_STRING_SYNTAX:
		error_set(err, INVALID, "", "invalid OCI state: its \"%s\" holds %s", key,
			  stranger(defect->numbers[1]));
		return error_remedy(err, "correct it");
	case DEFECT_STATE_PID:
		return error_set(err, INVALID, "",
				 "invalid OCI state: its \"pid\" is not the number of a process");
	default:
		error_set(err, INVALID, "", "invalid OCI state: it has no string \"%s\"", key);
		return error_remedy(err, "the runtime-spec requires it; update the runtime");
	}
}

static int config_error(const struct defect *defect, struct mempolicy_error *err)
{
	static const struct {
		const char *pointer, *what;
	} parts[PARTS] = {
		[PART_POLICY] = {OBJECT, "memory policy"},
		[PART_MEMS] = {MEMS, "linux.resources.cpu.mems"},
		[PART_NAMESPACES] = {"/linux/namespaces", "linux.namespaces"},
	};
	unsigned int part = defect->numbers[0] < PARTS ? defect->numbers[0] : PART_POLICY;
	char quoted[ERROR_QUOTED], reason[ERROR_QUOTED];

	switch (defect->kind) {
	case DEFECT_CONFIG_SYNTAX:
		syntax_error("config.json", defect, err);
		return error_remedy(err, "correct the file");
	case DEFECT_PART_SYNTAX:
		error_set(err, INVALID, parts[part].pointer, "invalid %s: it holds %s",
			  parts[part].what, stranger(defect->numbers[1]));
		return error_remedy(err, "correct it");
	case DEFECT_PART_LONG:
		error_set(err, INVALID, parts[part].pointer,
			  "invalid %s: it is %u bytes long, more than %lu", parts[part].what,
			  defect->numbers[1], OCI_PART_MAX);
		return error_remedy(err, "shorten it");
	default:
		error_set(
			err, INVALID, MEMS,
			"invalid memory nodes %s of the cpuset, against which the memory policy is "
			"checked: %s",
			quoted_value(defect, quoted),
			defect_list_reason(defect, reason, sizeof(reason)));
		return error_remedy(err, LIST_REMEDY);
	}
}

static int remedy_names(struct mempolicy_error *err, const char *what, const struct name *names)
{
	char list[256];

	return error_remedy(err, "the %s are %s", what, names_list(names, list, sizeof(list)));
}

static int mode_error(const struct defect *defect, struct mempolicy_error *err)
{
	static const char pointer[] = OBJECT "/mode";
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
			  quoted_value(defect, quoted));
	return remedy_names(err, "modes", names_modes);
}

static int flag_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], pointer[sizeof(err->pointer)];

	if (defect->kind == DEFECT_FLAGS_TYPE) {
		error_set(err, INVALID, OBJECT "/flags",
			  "invalid memory policy flags: they must be an array of strings, not %s",
			  type_name(defect->numbers[0]));
		return error_remedy(err, "write them as [\"MPOL_F_STATIC_NODES\"]");
	}
	snprintf(pointer, sizeof(pointer), OBJECT "/flags/%u", defect->numbers[1]);
	if (defect->kind == DEFECT_FLAG_TYPE)
		error_set(err, INVALID, pointer,
			  "invalid memory policy flag: it must be a string, not %s",
			  type_name(defect->numbers[0]));
	else
		error_set(err, INVALID, pointer,
			  "invalid memory policy flag %s: there is no such flag",
			  quoted_value(defect, quoted));
	return remedy_names(err, "flags", names_flags);
}

static int nodes_error(const struct defect *defect, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED], reason[ERROR_QUOTED];

	if (defect->kind == DEFECT_NODES_TYPE) {
		error_set(err, INVALID, OBJECT "/nodes",
			  "invalid memory policy nodes: they must be a string, not %s",
			  type_name(defect->numbers[0]));
		return error_remedy(err, "write them as \"0-3,7\"");
	}
	error_set(err, INVALID, OBJECT "/nodes", "invalid memory policy nodes %s: %s",
		  quoted_value(defect, quoted), defect_list_reason(defect, reason, sizeof(reason)));
	return error_remedy(err, LIST_REMEDY);
}

static int policy_error(const struct defect *defect, struct mempolicy_error *err)
{
	error_set(err, INVALID, OBJECT, "invalid memory policy: it must be an object, not %s",
		  type_name(defect->numbers[0]));
	return error_remedy(err, "write it as {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}");
}

int defect_error(const struct defect *defect, struct mempolicy_error *err)
{
	switch (defect->kind) {
	case DEFECT_STATE_EMPTY ... DEFECT_STATE_PID:
		return state_error(defect, err);
	case DEFECT_CONFIG_SYNTAX ... DEFECT_MEMS_LIST:
		return config_error(defect, err);
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
				       "reading the container's policy");
	}
}
