/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "facts.h"
#include "misspelt.h"
#include "oci_policy.h"
#include "oci_remedy.h"
#include "warnings.h"

/* ---- what it resolves to ---- */

static int no_machine(struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "a node word, such as \"all\" or \"cpus\", can be resolved only on a machine");
	return mp_error_remedy(err, "use --host, or write the numbers of the nodes");
}

/* The container's cpuset will be cpu.mems; without it, all nodes with memory. */
static struct mempolicy_nodes allowed_here(const struct findings *findings, const struct host *host)
{
	const char *mems = findings->input.config.cpu_mems;
	struct mempolicy_error ignored;
	struct mempolicy_nodes allowed;

	if (!mems || !*mems || mempolicy_nodes_parse(mems, &allowed, &ignored))
		return host->machine.sets.with_memory;
	return allowed;
}

int judge_word(const struct mempolicy_notation *notation, struct findings *findings,
	       const struct host *host, struct mempolicy_error *err)
{
	const struct oci_config *config = &findings->input.config;
	struct facts_of of = {.proc_pid = 0};
	struct defect defect;
	struct cpus cpus;

	findings->asks = true;
	findings->notation = *notation;
	findings->policy = notation->policy;
	findings->has_policy = !notation->word.kind;
	if (findings->has_policy)
		return 0;
	if (!host)
		return no_machine(err);
	of.machine = &host->machine.sets;
	of.usable = allowed_here(findings, host);
	of.usable = mempolicy_nodes_and(&of.usable, &of.machine->with_memory);
	if (config->cpu_cpus && *config->cpu_cpus) {
		if (oci_cpus_read(config, &cpus, &defect))
			return oci_defect_error(&defect, err);
		of.cpus = &cpus;
	}
	if (facts_resolve(&notation->word, &of, &findings->policy.nodes, err))
		return -1;
	findings->has_policy = true;
	return 0;
}

/* ---- against the cpuset and the machine ---- */

/* Checks against cpu.mems alone, as on a machine that has every node. */
static int resolve_anywhere(struct findings *findings, struct mempolicy_error *err)
{
	const char *cpu_mems = findings->input.config.cpu_mems;
	struct mempolicy_nodes all, allowed;
	struct mempolicy_machine machine;
	memset(&all, 0xff, sizeof(all));
	machine = (struct mempolicy_machine){all, all, all};
	if (!cpu_mems || !*cpu_mems || mempolicy_nodes_parse(cpu_mems, &allowed, err))
		allowed = all;
	return mempolicy_resolve(&findings->policy, &machine, &allowed, cpu_mems,
				 findings->entries.options.allow_degraded, &findings->resolution,
				 err);
}

static int resolve_here(struct findings *findings, const struct host *host,
			struct mempolicy_error *err)
{
	struct mempolicy_nodes allowed = allowed_here(findings, host);

	if (mempolicy_features_check(&host->features, &findings->policy, err) ||
	    mempolicy_resolve(&findings->policy, &host->machine.sets, &allowed,
			      findings->input.config.cpu_mems,
			      findings->entries.options.allow_degraded, &findings->resolution, err))
		return -1;
	findings->has_resolution = true;
	return 0;
}

static enum rule rule_of(const struct mempolicy_error *err)
{
	if (err->kind == MEMPOLICY_ERROR_UNSUPPORTED)
		return RULE_UNSUPPORTED;
	return strncmp(err->pointer, "/linux/resources/", 17) == 0 ? RULE_CPUSET : RULE_NODES;
}

/* A container whose default policy cannot be applied starts without it: that is only a warning. */
static void tell_failure(const struct findings *findings, struct mempolicy_error *what,
			 const struct listener *listener)
{
	enum rule rule = rule_of(what);

	oci_remedy_add(what, false);
	place_error(&findings->place, what);
	if (findings->place.kind == PLACE_HOOK_DEFAULT) {
		what->kind = MEMPOLICY_ERROR_NONE;
		rule = RULE_DEFAULT_LEFT_OUT;
	}
	tell(listener, rule, what);
}

static void check_degraded(const struct findings *findings, const struct listener *listener)
{
	char asked[256], effective[256];
	struct mempolicy_error what;

	if (!findings->resolution.degraded)
		return;
	mp_error_set(&what, MEMPOLICY_ERROR_NONE, "/linux/memoryPolicy/nodes",
		     "of the nodes %s, the container can use only %s: with --allow-degraded, the "
		     "hook leaves out the others",
		     mp_error_nodes(asked, sizeof(asked), &findings->policy.nodes),
		     mp_error_nodes(effective, sizeof(effective), &findings->resolution.effective));
	mp_error_remedy(&what, "remove them, unless this config.json is meant for several "
			       "machines");
	place_error(&findings->place, &what);
	tell(listener, RULE_DEGRADED, &what);
}

static void check_local(const struct findings *findings, const struct host *host,
			const struct listener *listener)
{
	struct facts_of of = {.machine = &host->machine.sets};
	struct mempolicy_error what;
	struct defect defect;
	struct cpus cpus;

	if (!findings->entries.options.require_local || !findings->has_resolution)
		return;
	of.usable = findings->resolution.allowed;
	if (findings->input.config.cpu_cpus && *findings->input.config.cpu_cpus) {
		if (oci_cpus_read(&findings->input.config, &cpus, &defect))
			return;
		of.cpus = &cpus;
	}
	if (facts_check_local(&findings->resolution.effective, &of, &what) == 0)
		return;
	place_error(&findings->place, &what);
	tell(listener, RULE_LOCAL, &what);
}

/* Adds the place of a policy to each finding about it. */
struct relay {
	const struct findings *findings;
	const struct listener *listener;
};

static void relay(void *data, enum rule rule, const struct mempolicy_error *what)
{
	const struct relay *to = data;
	struct mempolicy_error placed = *what;

	place_error(&to->findings->place, &placed);
	tell(to->listener, rule, &placed);
}

void judge_policy(struct findings *findings, const struct host *host,
		  const struct listener *listener)
{
	struct relay to = {findings, listener};
	const struct listener relaying = {relay, &to};
	struct warned about = {
		.policy = &findings->policy,
		.config = findings->input.root,
		.cpu_cpus = findings->input.config.cpu_cpus,
		.machine = host ? &host->machine : NULL,
	};
	struct mempolicy_error what;

	if (host ? resolve_here(findings, host, &what) : resolve_anywhere(findings, &what))
		tell_failure(findings, &what, listener);
	about.resolution = findings->has_resolution ? &findings->resolution : NULL;
	warnings_find(&about, &relaying);
	check_degraded(findings, listener);
	if (host)
		check_local(findings, host, listener);
}

/* ---- all requested policies ---- */

/* What take() needs, and the first policy. */
struct court {
	struct findings *findings;
	const struct host *host;
	const struct listener *listener;
	struct asked first;
	bool wrong;
};

static void hear_policy_error(void *data, const struct mempolicy_error *err)
{
	const struct court *court = data;
	struct mempolicy_error what = *err;

	misspelt_suggest(court->findings->input.root, &what);
	tell(court->listener, RULE_POLICY, &what);
}

static int tell_wrong(struct court *court, const struct place *place, struct mempolicy_error *what)
{
	court->wrong = true;
	place_error(place, what);
	tell(court->listener, RULE_POLICY, what);
	return 0;
}

static void compare(struct court *court, const struct place *place,
		    const struct mempolicy_notation *notation)
{
	struct mempolicy_error what;

	if (!court->first.asks) {
		court->first.asks = true;
		court->first.place = *place;
		court->first.notation = *notation;
		return;
	}
	if (mempolicy_notation_equal(&court->first.notation, notation))
		return;
	court->wrong = true;
	court->first.other_place = *place;
	court->first.other = *notation;
	asking_differ(&court->first, &what);
	tell(court->listener, RULE_DIFFER, &what);
}

static int take(void *data, const struct place *place, const struct mempolicy_notation *notation,
		const struct defect *defect)
{
	struct court *court = data;
	struct findings *findings = court->findings;
	struct mempolicy_error what;
	char value[DEFECT_VALUE];

	if (findings->place.kind == PLACE_NONE)
		findings->place = *place;
	if (place->kind == PLACE_OBJECT &&
	    oci_policy_find_errors(&findings->input.config, hear_policy_error, court)) {
		court->wrong = true;
		return 0;
	}
	if (!notation) {
		oci_defect_error(defect, &what);
		if (defect->kind == DEFECT_NOTATION && defect->value_length < sizeof(value)) {
			snprintf(value, sizeof(value), "%.*s", (int)defect->value_length,
				 defect->value);
			misspelt_suggest_notation(value, &what);
		}
		return tell_wrong(court, place, &what);
	}
	if (mempolicy_notation_check(notation, &what))
		return tell_wrong(court, place, &what);
	compare(court, place, notation);
	return 0;
}

/* Judges the first policy, when all are valid in themselves and equal. */
static void judge_first(struct court *court)
{
	struct findings *findings = court->findings;
	struct mempolicy_error what;

	findings->place = court->first.place;
	if (judge_word(&court->first.notation, findings, court->host, &what) == 0)
		judge_policy(findings, court->host, court->listener);
	else if (court->host)
		tell_failure(findings, &what, court->listener);
}

void judge(struct findings *findings, const struct host *host, const struct listener *listener)
{
	struct court court = {findings, host, listener, {.asks = false}, false};
	struct oci_config *config = &findings->input.config;
	struct mempolicy_error what;
	struct defect defect;

	hook_entries_asking_each(&findings->entries, config, take, &court);
	if (oci_config_read_rest(config, &defect)) {
		oci_defect_error(&defect, &what);
		tell(listener, RULE_CPUSET, &what);
		return;
	}
	if (court.first.asks && !court.wrong)
		judge_first(&court);
	if (host)
		warnings_of_cpuset(config->cpu_mems, &host->machine, listener);
}
