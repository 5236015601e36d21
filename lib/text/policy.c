/* SPDX-License-Identifier: Apache-2.0 */
#include "policy.h"

#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "names.h"
#include "nodes.h"
#include "pointers.h"
#include "policy_defect.h"
#include "rules.h"

static bool is_local(const struct mempolicy *policy)
{
	return policy->mode == MEMPOLICY_LOCAL ||
	       (policy->mode == MEMPOLICY_PREFERRED && mempolicy_nodes_empty(&policy->nodes));
}

bool mempolicy_equal(const struct mempolicy *a, const struct mempolicy *b)
{
	bool same_mode = a->mode == b->mode || (is_local(a) && is_local(b));

	return same_mode && a->flags == b->flags && mempolicy_nodes_equal(&a->nodes, &b->nodes);
}

/* ---- reading the object ---- */

static unsigned int type(const json_t *value)
{
	return (unsigned int)json_typeof(value);
}

/* An unknown name, which may contain NUL, as a defect. */
static int unknown(struct defect *ret, enum defect_kind kind, size_t index, const json_t *string)
{
	mp_defect_numbers(ret, kind, 0, (unsigned int)index, 0);
	return mp_defect_value(ret, json_string_value(string), json_string_length(string));
}

static const struct name *find(const struct name *names, const json_t *string)
{
	return mp_names_find(names, json_string_value(string), json_string_length(string));
}

static int read_mode(const json_t *object, enum mempolicy_mode *ret, struct defect *defect)
{
	const json_t *value = json_object_get(object, "mode");
	const struct name *mode;

	if (!value || json_is_null(value))
		return mp_defect_set(defect, DEFECT_MODE_MISSING);
	if (!json_is_string(value))
		return mp_defect_numbers(defect, DEFECT_MODE_TYPE, type(value), 0, 0);
	mode = find(mp_names_modes, value);
	if (!mode)
		return unknown(defect, DEFECT_MODE_UNKNOWN, 0, value);
	*ret = (enum mempolicy_mode)mode->value;
	return 0;
}

static int read_flag(const json_t *value, size_t index, unsigned int *ret, struct defect *defect)
{
	const struct name *flag;

	if (!json_is_string(value))
		return mp_defect_numbers(defect, DEFECT_FLAG_TYPE, type(value), (unsigned int)index,
					 0);
	flag = find(mp_names_flags, value);
	if (!flag)
		return unknown(defect, DEFECT_FLAG_UNKNOWN, index, value);
	*ret |= flag->value;
	return 0;
}

/* *ret is NULL if there are none. */
static int get_flags(const json_t *object, const json_t **ret, struct defect *defect)
{
	const json_t *value = json_object_get(object, "flags");

	if (!value || json_is_null(value)) {
		*ret = NULL;
		return 0;
	}
	if (!json_is_array(value))
		return mp_defect_numbers(defect, DEFECT_FLAGS_TYPE, type(value), 0, 0);
	*ret = value;
	return 0;
}

static int read_flags(const json_t *object, unsigned int *ret, struct defect *defect)
{
	const json_t *list = NULL;
	unsigned int read = 0;

	if (get_flags(object, &list, defect))
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_flag(json_array_get(list, i), i, &read, defect))
			return -1;
	*ret = read;
	return 0;
}

static int read_nodes(const json_t *object, struct mempolicy_nodes *ret, struct defect *defect)
{
	const json_t *value = json_object_get(object, "nodes");

	if (!value || json_is_null(value)) {
		*ret = (struct mempolicy_nodes){{0}};
		return 0;
	}
	if (!json_is_string(value))
		return mp_defect_numbers(defect, DEFECT_NODES_TYPE, type(value), 0, 0);
	if (mp_nodes_read(json_string_value(value), json_string_length(value), ret, defect) == 0)
		return 0;
	defect->kind = DEFECT_NODES_LIST;
	return -1;
}

static int check_object(const json_t *object, struct defect *defect)
{
	return json_is_object(object)
		       ? 0
		       : mp_defect_numbers(defect, DEFECT_POLICY_TYPE, type(object), 0, 0);
}

int mp_policy_read(const json_t *object, struct mempolicy *ret, struct defect *ret_defect)
{
	struct mempolicy policy;

	if (check_object(object, ret_defect) || read_mode(object, &policy.mode, ret_defect) ||
	    read_flags(object, &policy.flags, ret_defect) ||
	    read_nodes(object, &policy.nodes, ret_defect))
		return -1;
	*ret = policy;
	return 0;
}

int mp_policy_from_json(const json_t *object, struct mempolicy *ret, struct mempolicy_error *err)
{
	struct defect defect;

	return mp_policy_read(object, ret, &defect) ? mp_policy_defect_error(&defect, err) : 0;
}

/* ---- all errors ---- */

/* Who receives errors, and how many so far. */
struct listener {
	mempolicy_take_error *take;
	void *data;
	size_t count;
};

static void tell(struct listener *listener, const struct defect *defect)
{
	struct mempolicy_error err;

	mp_policy_defect_error(defect, &err);
	listener->take(listener->data, &err);
	listener->count++;
}

/* Adds the flags that can be read to *ret. */
static void find_flag_errors(const json_t *object, unsigned int *ret, struct listener *listener)
{
	struct defect defect;
	const json_t *list = NULL;

	if (get_flags(object, &list, &defect))
		tell(listener, &defect);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_flag(json_array_get(list, i), i, ret, &defect))
			tell(listener, &defect);
}

size_t mp_policy_find_errors(const json_t *object, mempolicy_take_error *take, void *data)
{
	struct listener listener = {.take = take, .data = data};
	struct mempolicy policy = {.flags = 0};
	struct defect defect;
	unsigned int known = 0;

	if (check_object(object, &defect)) {
		tell(&listener, &defect);
		return listener.count;
	}
	if (read_mode(object, &policy.mode, &defect) == 0)
		known |= RULES_MODE;
	else
		tell(&listener, &defect);
	find_flag_errors(object, &policy.flags, &listener);
	if (read_nodes(object, &policy.nodes, &defect) == 0)
		known |= RULES_NODES;
	else
		tell(&listener, &defect);
	return listener.count + mp_rules_find_errors(&policy, known, take, data);
}

/* ---- text ---- */

/* Returns a new reference, or NULL with *err filled in. */
static json_t *load(const char *text, size_t length, struct mempolicy_error *err)
{
	json_error_t error;
	json_t *object = json_loadb(text, length, POLICY_JSON_FLAGS | JSON_DECODE_ANY, &error);

	if (!object)
		mp_error_set(err, MEMPOLICY_ERROR_INVALID, POINTER_POLICY,
			     "not JSON: line %d, column %d: %s", error.line, error.column,
			     error.text);
	return object;
}

int mempolicy_parse(const char *text, size_t length, struct mempolicy *ret,
		    struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *object = load(text, length, err);

	return object ? mp_policy_from_json(object, ret, err) : -1;
}

size_t mempolicy_find_errors(const char *text, size_t length, mempolicy_take_error *take,
			     void *data)
{
	struct mempolicy_error err;
	CLEANUP(cleanup_json) json_t *object = load(text, length, &err);

	if (object)
		return mp_policy_find_errors(object, take, data);
	take(data, &err);
	return 1;
}
