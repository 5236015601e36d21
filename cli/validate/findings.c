/* SPDX-License-Identifier: Apache-2.0 */
#include "findings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "duplicates.h"
#include "error.h"
#include "hook_checks.h"
#include "judge.h"
#include "misspelt.h"
#include "program.h"
#include "syntax.h"

/* ---- the list ---- */

static struct location location_of(const struct findings *findings, const char *pointer)
{
	const struct input *input = &findings->input;

	if (!input->text)
		return (struct location){0, 0};
	return *pointer ? locate(input->text, input->length, pointer) : (struct location){1, 1};
}

static bool is_behind(const struct location *location, const struct location *other)
{
	return location->line > other->line ||
	       (location->line == other->line && location->column > other->column);
}

static void add(struct findings *findings, enum rule rule, const struct mempolicy_error *what,
		struct location location)
{
	struct finding *list =
		reallocarray(findings->list, findings->count + 1, sizeof(*findings->list));
	size_t at = findings->count;
	bool error = rules[rule].level == LEVEL_ERROR;

	/* When out of memory, count an error that is not in the list: is_complete() sees it. */
	findings->errors += !list || error;
	if (!list)
		return;
	findings->list = list;
	for (; at > 0 && is_behind(&list[at - 1].location, &location); at--)
		list[at] = list[at - 1];
	findings->count++;
	list[at] = (struct finding){
		.rule = rule,
		.level = rules[rule].level,
		.what = *what,
		.location = location,
	};
	/* A policy given with --policy is in no config.json. */
	if (!findings->input.path)
		list[at].what.pointer[0] = '\0';
}

static void hear(void *data, enum rule rule, const struct mempolicy_error *what)
{
	struct findings *findings = data;

	add(findings, rule, what, location_of(findings, what->pointer));
}

static bool is_complete(const struct findings *findings)
{
	size_t errors = 0;

	for (size_t i = 0; i < findings->count; i++)
		errors += findings->list[i].level == LEVEL_ERROR;
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

static void find(struct findings *findings, const struct host *host)
{
	const struct listener listener = {hear, findings};
	const struct input *input = &findings->input;

	misspelt_find(input->root, &listener);
	duplicates_find(input->text, input->length, &listener);
	hook_checks_find(input->root, host, &listener);
	hook_entries_read(input->root, &findings->entries);
	judge(findings, host, &listener);
	/* Errors must be fixed first. */
	if (input->root && !findings->errors)
		hook_checks_serve(input->root, &findings->entries, &findings->place, &listener);
}

/* Adds the error that kept the file from being read. */
static void add_failure(struct findings *findings, const struct mempolicy_error *err)
{
	const struct input *input = &findings->input;
	const struct scan_error *syntax = &input->config.syntax;
	struct mempolicy_error what = *err;
	size_t offset;

	if (!input->text) {
		add(findings, err->kind == MEMPOLICY_ERROR_NO_INPUT ? RULE_UNREADABLE : RULE_SYNTAX,
		    err, (struct location){0, 0});
	} else if (syntax->reason != SCAN_COMPLETE) {
		offset = syntax_error(input->text, input->length, syntax, &what);
		add(findings, RULE_SYNTAX, &what, locate_offset(input->text, offset));
	} else {
		hear(findings, *err->pointer ? RULE_POLICY : RULE_SYNTAX, err);
	}
}

int findings_of_policy(const char *text, const struct host *host, struct findings *ret,
		       struct mempolicy_error *err)
{
	const struct listener listener = {hear, ret};
	struct mempolicy_notation notation;
	char name[MEMPOLICY_NOTATION_TEXT];

	*ret = (struct findings){.count = 0};
	if (mempolicy_notation_parse(text, strlen(text), &notation, err) ||
	    mempolicy_notation_check(&notation, err) || judge_word(&notation, ret, host, err)) {
		snprintf(err->pointer, sizeof(err->pointer), "--policy");
		return -1;
	}
	mempolicy_notation_format(&notation, name, sizeof(name));
	ret->input.name = strdup(name);
	if (ret->input.name)
		judge_policy(ret, host, &listener);
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
		add_failure(ret, &what);
	if (is_complete(ret))
		return 0;
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", operand);
}

void findings_drop(struct findings *findings)
{
	input_drop(&findings->input);
	free(findings->list);
}

void findings_keep(struct findings *findings, enum level least, bool warnings_as_errors)
{
	size_t kept = 0;

	findings->errors = 0;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding finding = findings->list[i];

		if (warnings_as_errors && finding.level == LEVEL_WARNING)
			finding.level = LEVEL_ERROR;
		findings->errors += finding.level == LEVEL_ERROR;
		if (finding.level >= least)
			findings->list[kept++] = finding;
	}
	findings->count = kept;
}

/* The exit code of the first error. */
int findings_exit_code(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		if (finding->level != LEVEL_ERROR)
			continue;
		return finding->what.kind == MEMPOLICY_ERROR_NONE
			       ? EX_DATAERR
			       : program_exit_code(finding->what.kind);
	}
	return EX_OK;
}
