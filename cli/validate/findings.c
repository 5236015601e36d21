/* SPDX-License-Identifier: Apache-2.0 */
#include "findings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "error.h"
#include "facts.h"
#include "hook_entries.h"
#include "oci_policy.h"
#include "oci_remedy.h"
#include "program.h"
#include "warnings.h"

/* ---- the list ---- */

static struct location location_of(const struct findings *findings, const char *pointer)
{
	const struct input *input = &findings->input;
	const struct scan_error *syntax = &input->config.syntax;

	if (!input->text)
		return (struct location){0, 0};
	if (syntax->reason != SCAN_COMPLETE)
		return (struct location){syntax->line, syntax->column};
	return *pointer ? locate(input->text, input->length, pointer) : (struct location){1, 1};
}

static void add(struct findings *findings, bool warning, const struct mempolicy_error *what)
{
	struct finding *list =
		reallocarray(findings->list, findings->count + 1, sizeof(*findings->list));

	/* One more error than there are in the list: findings_read() sees it. */
	findings->errors += !list || !warning;
	if (!list)
		return;
	findings->list = list;
	list[findings->count++] = (struct finding){
		.warning = warning,
		.what = *what,
		.location = location_of(findings, what->pointer),
	};
	/* It stands in no config.json. */
	if (!findings->input.path)
		list[findings->count - 1].what.pointer[0] = '\0';
}

static void add_error(void *data, const struct mempolicy_error *what)
{
	add(data, false, what);
}

static void add_warning(void *data, const struct mempolicy_error *what)
{
	add(data, true, what);
}

static bool is_complete(const struct findings *findings)
{
	size_t errors = 0;

	for (size_t i = 0; i < findings->count; i++)
		errors += !findings->list[i].warning;
	return errors == findings->errors;
}

/* ---- finding ---- */

int host_read(struct host *ret, struct mempolicy_error *err)
{
	if (mempolicy_features_probe(&ret->features, err))
		return -1;
	return machine_read(&ret->machine, err);
}

void host_drop(struct host *host)
{
	machine_drop(&host->machine);
}

/* Against cpu.mems alone, as on a machine that has every node. */
static int resolve_anywhere(const struct findings *findings, struct mempolicy_error *err)
{
	const char *cpu_mems = findings->input.config.cpu_mems;
	struct mempolicy_nodes all, allowed;
	struct mempolicy_machine machine;
	struct mempolicy_resolution ignored;

	memset(&all, 0xff, sizeof(all));
	machine = (struct mempolicy_machine){all, all, all};
	if (!cpu_mems || !*cpu_mems || mempolicy_nodes_parse(cpu_mems, &allowed, err))
		allowed = all;
	return mempolicy_resolve(&findings->policy, &machine, &allowed, cpu_mems, false, &ignored,
				 err);
}

/* The container's cpuset will be cpu.mems, else all nodes. */
static int resolve_here(struct findings *findings, const struct host *host,
			struct mempolicy_error *err)
{
	const struct mempolicy_machine *machine = &host->machine.sets;
	const char *cpu_mems = findings->input.config.cpu_mems;
	struct mempolicy_nodes allowed;

	if (mempolicy_features_check(&host->features, &findings->policy, err))
		return -1;
	if (!cpu_mems || !*cpu_mems || mempolicy_nodes_parse(cpu_mems, &allowed, err))
		allowed = machine->with_memory;
	if (mempolicy_resolve(&findings->policy, machine, &allowed, cpu_mems, false,
			      &findings->resolution, err))
		return -1;
	findings->has_resolution = true;
	return 0;
}

/* Of a policy that is right in itself. */
static void find_here(struct findings *findings, const struct host *host)
{
	struct warned about = {
		.policy = &findings->policy,
		.config = findings->input.root,
		.machine = host ? &host->machine : NULL,
	};
	struct mempolicy_error what;

	if (host ? resolve_here(findings, host, &what) : resolve_anywhere(findings, &what)) {
		oci_remedy_add(&what, false);
		add_error(findings, &what);
	}
	findings->has_policy = true;
	about.resolution = findings->has_resolution ? &findings->resolution : NULL;
	warnings_find(&about, add_warning, findings);
}

static void find(struct findings *findings, const struct host *host)
{
	const struct oci_config *config = &findings->input.config;
	struct mempolicy_error what;

	hook_entries_find_errors(findings->input.root, add_error, findings);
	if (!config->memory_policy || oci_policy_find_errors(config, add_error, findings))
		return;
	if (oci_policy_parse(config, &findings->policy, &what))
		add_error(findings, &what);
	else
		find_here(findings, host);
}

/* ---- a policy without a file ---- */

static int resolve_word(const struct mempolicy_notation *notation, const struct host *host,
			struct mempolicy *ret, struct mempolicy_error *err)
{
	struct facts_of of = {.proc_pid = 0};

	*ret = notation->policy;
	if (!notation->word.kind)
		return 0;
	if (!host) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     "a word stands for nodes of a machine, and --no-host names none");
		return mp_error_remedy(err, "leave --no-host away, or name the nodes");
	}
	of.machine = &host->machine.sets;
	of.usable = of.machine->with_memory;
	return facts_resolve(&notation->word, &of, &ret->nodes, err);
}

int findings_of_policy(const char *text, const struct host *host, struct findings *ret,
		       struct mempolicy_error *err)
{
	struct mempolicy_notation notation;
	char name[MEMPOLICY_NOTATION_TEXT];

	*ret = (struct findings){.count = 0};
	if (mempolicy_notation_parse(text, strlen(text), &notation, err) ||
	    mempolicy_notation_check(&notation, err) ||
	    resolve_word(&notation, host, &ret->policy, err)) {
		snprintf(err->pointer, sizeof(err->pointer), "--policy");
		return -1;
	}
	mempolicy_notation_format(&notation, name, sizeof(name));
	ret->input.name = strdup(name);
	if (ret->input.name)
		find_here(ret, host);
	if (ret->input.name && is_complete(ret))
		return 0;
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "--policy");
}

int findings_read(const char *operand, const struct host *host, struct findings *ret,
		  struct mempolicy_error *err)
{
	struct mempolicy_error what;

	*ret = (struct findings){.count = 0};
	if (input_read(operand, &ret->input, &what) == 0)
		find(ret, host);
	else if (what.kind == MEMPOLICY_ERROR_SYSTEM)
		return mp_error_set(err, what.kind, "", "%s", what.message);
	else
		add_error(ret, &what);
	if (is_complete(ret))
		return 0;
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", operand);
}

void findings_drop(struct findings *findings)
{
	input_drop(&findings->input);
	free(findings->list);
}

int findings_exit_code(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (!findings->list[i].warning)
			return program_exit_code(findings->list[i].what.kind);
	return EX_OK;
}
