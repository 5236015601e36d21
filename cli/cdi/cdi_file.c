/* SPDX-License-Identifier: Apache-2.0 */
/* Source: SPEC.md of github.com/cncf-tags/container-device-interface. Podman reads CDI files since
 * 4.1, whose library knows versions up to 0.4.0. */
#include "cdi_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "program.h"

/* Engines refuse a file whose version is lower than its content requires. */
#define VERSION		    "0.3.0"
#define VERSION_WITH_DIGITS "0.5.0" /* a device's name may begin with a digit */

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int cdi_check_name(const char *name, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];
	size_t length = strlen(name), good = 0;

	while (good < length && (is_alphanumeric(name[good]) || strchr("_-.", name[good])))
		good++;
	if (length && good == length && is_alphanumeric(name[0]) &&
	    is_alphanumeric(name[length - 1]))
		return 0;
	mp_error_set(
		err, MEMPOLICY_ERROR_USAGE, "",
		"%s cannot be the name of a device: names must consist of letters, digits, \"_\", "
		"\"-\" and \".\", and begin and end with a letter or a digit",
		mp_error_quote(quoted, sizeof(quoted), name, length));
	return mp_error_remedy(err, "see oci-mempolicy cdi --help");
}

/* ---- devices ---- */

/* The file while it is built. */
struct making {
	const char *hook;
	json_t *devices;
	bool lost;
};

/* Only at createRuntime, which works with and without a user namespace: at createContainer, crun
 * before 1.27 cannot start a hook in a user namespace that root's Podman made. */
static json_t *edits(const char *hook, const char *policy)
{
	return json_pack("{s:[{s:s, s:s, s:[s, s, s]}]}", "hooks", "hookName", "createRuntime",
			 "path", hook, "args", PROGRAM_HOOK, "--policy", policy);
}

static void add(struct making *making, const char *name, const struct mempolicy_notation *notation)
{
	char policy[MEMPOLICY_NOTATION_TEXT];
	json_t *device;

	mempolicy_notation_format(notation, policy, sizeof(policy));
	device = json_pack("{s:s, s:o}", "name", name, "containerEdits",
			   edits(making->hook, policy));
	if (json_array_append_new(making->devices, device))
		making->lost = true;
}

static void add_everywhere(struct making *making)
{
	static const struct cdi_device devices[] = {
		{"interleave", {{.mode = MEMPOLICY_INTERLEAVE}, {.kind = MEMPOLICY_WORD_ALL}}},
		{"weighted",
		 {{.mode = MEMPOLICY_WEIGHTED_INTERLEAVE}, {.kind = MEMPOLICY_WORD_ALL}}},
		{"local", {.policy = {.mode = MEMPOLICY_LOCAL}}},
		{"balanced",
		 {{.mode = MEMPOLICY_BIND, .flags = MEMPOLICY_F_NUMA_BALANCING},
		  {.kind = MEMPOLICY_WORD_ALL}}},
		{"default", {.policy = {.mode = MEMPOLICY_DEFAULT}}},
	};

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		add(making, devices[i].name, &devices[i].notation);
}

static void add_nodes(struct making *making, enum mempolicy_mode mode, const char *prefix,
		      const struct mempolicy_nodes *nodes)
{
	for (unsigned int node = mempolicy_nodes_first(nodes); node < MEMPOLICY_MAX_NODES;
	     node = mempolicy_nodes_next(nodes, node)) {
		struct mempolicy_notation notation = {.policy = {.mode = mode}};
		char name[32];

		snprintf(name, sizeof(name), "%s%u", prefix, node);
		mempolicy_nodes_add(&notation.policy.nodes, node);
		add(making, name, &notation);
	}
}

static void add_tiers(struct making *making, unsigned int tiers)
{
	for (unsigned int tier = 0; tier < tiers; tier++) {
		const struct mempolicy_notation notation = {
			.policy = {.mode = MEMPOLICY_PREFERRED_MANY},
			.word = {.kind = MEMPOLICY_WORD_TIER, .number = tier}};
		char name[32];

		snprintf(name, sizeof(name), "tier-%u", tier);
		add(making, name, &notation);
	}
}

static bool has(const json_t *devices, const char *name)
{
	for (size_t i = 0; i < json_array_size(devices); i++) {
		const json_t *device = json_array_get(devices, i);

		if (strcmp(json_string_value(json_object_get(device, "name")), name) == 0)
			return true;
	}
	return false;
}

/* *ret_digits: whether a name begins with a digit. */
static int add_own(struct making *making, const struct cdi_device *own, size_t count,
		   bool *ret_digits, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	*ret_digits = false;
	for (size_t i = 0; i < count; i++) {
		if (has(making->devices, own[i].name)) {
			mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "there are two devices %s",
				     mp_error_quote(quoted, sizeof(quoted), own[i].name,
						    strlen(own[i].name)));
			return mp_error_remedy(err, "choose another name");
		}
		*ret_digits |= is_digit(own[i].name[0]);
		add(making, own[i].name, &own[i].notation);
	}
	return 0;
}

json_t *cdi_file(const struct cdi_machine *machine, const char *hook, const struct cdi_device *own,
		 size_t count, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *devices = json_array();
	struct making making = {.hook = hook, .devices = devices};
	json_t *file;
	bool digits;

	add_everywhere(&making);
	add_nodes(&making, MEMPOLICY_BIND, "bind-", &machine->with_memory);
	add_nodes(&making, MEMPOLICY_PREFERRED, "prefer-", &machine->with_memory);
	add_tiers(&making, machine->tiers);
	if (add_own(&making, own, count, &digits, err))
		return NULL;
	file = making.lost ? NULL
			   : json_pack("{s:s, s:s, s:O}", "cdiVersion",
				       digits ? VERSION_WITH_DIGITS : VERSION, "kind", CDI_KIND,
				       "devices", devices);
	if (!file)
		mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot build JSON");
	return file;
}
