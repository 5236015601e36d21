/* SPDX-License-Identifier: Apache-2.0 */
#include "needs.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "input.h"
#include "pointers.h"

static int take_cpus(const char *cpus, const char *source, const struct machine *machine,
		     struct needs *ret, struct mempolicy_error *err)
{
	if (advice_cpu_nodes(machine, cpus, source, &ret->cpu_nodes, err))
		return mp_error_remedy(err, "see oci-mempolicy topology");
	ret->container.cpu_nodes = &ret->cpu_nodes;
	return 0;
}

/* "24G", "512MiB", "1048576": units are powers of 1024. */
static bool parse_size(const char *text, unsigned long long *ret)
{
	static const char units[] = "KMGT";
	const char *unit;
	unsigned int shift = 0;
	char *end;

	errno = 0;
	*ret = strtoull(text, &end, 10);
	if (errno || !isdigit((unsigned char)text[0]) || *ret == 0)
		return false;
	unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (unit) {
		shift = 10 * (unsigned int)(unit - units + 1);
		end++;
		if (strcasecmp(end, "iB") == 0 || strcasecmp(end, "B") == 0)
			end += strlen(end);
	}
	if (*end || *ret > ~0ULL >> shift)
		return false;
	*ret <<= shift;
	return true;
}

static int take_memory(const char *memory, struct needs *ret, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	if (parse_size(memory, &ret->container.size))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "--memory takes a size such as 512M or 24G, not %s",
		     mp_error_quote(quoted, sizeof(quoted), memory, strlen(memory)));
	return mp_error_remedy(err, "see oci-mempolicy advise --help");
}

/* ---- config.json ---- */

static int take_mems(const char *mems, const struct machine *machine, struct needs *ret,
		     struct mempolicy_error *err)
{
	struct mempolicy_nodes usable;

	if (mempolicy_nodes_parse(mems, &ret->mems, err)) {
		snprintf(err->pointer, sizeof(err->pointer), "/linux/resources/cpu/mems");
		return -1;
	}
	ret->container.mems = &ret->mems;
	usable = mempolicy_nodes_and(&ret->mems, &machine->sets.with_memory);
	if (!mempolicy_nodes_empty(&usable))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/resources/cpu/mems",
		     "none of these nodes has memory on this machine");
	return mp_error_remedy(err, "see oci-mempolicy topology");
}

/* A list that is absent or empty restricts nothing. */
static const char *list_of(const json_t *cpu, const char *key)
{
	const char *list = json_string_value(json_object_get(cpu, key));

	return list && *list ? list : NULL;
}

static int take_resources(const json_t *resources, const struct needs_options *options,
			  const struct machine *machine, struct needs *ret,
			  struct mempolicy_error *err)
{
	const json_t *cpu = json_object_get(resources, "cpu");
	const json_t *limit = json_object_get(json_object_get(resources, "memory"), "limit");
	const char *cpus = list_of(cpu, "cpus"), *mems = list_of(cpu, "mems");

	if (json_number_value(limit) > 0 && !options->memory)
		ret->container.size = (unsigned long long)json_number_value(limit);
	if (cpus && !options->cpus &&
	    take_cpus(cpus, "linux.resources.cpu.cpus", machine, ret, err)) {
		err->kind = MEMPOLICY_ERROR_INVALID;
		return -1;
	}
	return mems ? take_mems(mems, machine, ret, err) : 0;
}

static void drop_input(struct input *input)
{
	input_drop(input);
}

static int read_config(const struct needs_options *options, const struct machine *machine,
		       struct needs *ret, struct mempolicy_error *err)
{
	CLEANUP(drop_input) struct input input;
	CLEANUP(cleanup_json) json_t *root = NULL;
	const json_t *linux_object;

	if (input_read(options->config, &input, err)) {
		snprintf(err->pointer, sizeof(err->pointer), "--config %s", input.name);
		return -1;
	}
	root = oci_config_value(input.text, input.length);
	linux_object = json_object_get(root, "linux");
	return take_resources(json_object_get(linux_object, "resources"), options, machine, ret,
			      err);
}

int needs_read(const struct needs_options *options, const struct machine *machine,
	       struct needs *ret, struct mempolicy_error *err)
{
	*ret = (struct needs){.container = {.size = 0}};
	if ((options->cpus && take_cpus(options->cpus, "--cpus", machine, ret, err)) ||
	    (options->memory && take_memory(options->memory, ret, err)))
		return -1;
	return options->config ? read_config(options, machine, ret, err) : 0;
}
