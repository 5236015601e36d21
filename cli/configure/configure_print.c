/* SPDX-License-Identifier: Apache-2.0 */
#include "configure_print.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "cleanup.h"
#include "diff.h"
#include "error.h"
#include "subcommand.h"

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const char *action(const json_t *change)
{
	if (!text_of(change, "before"))
		return "add";
	return text_of(change, "after") ? "change" : "remove";
}

static char *diff_of(const json_t *change)
{
	return diff_unified(text_of(change, "path"), text_of(change, "before"),
			    text_of(change, "after"));
}

/* ---- for people ---- */

void configure_print_before(const struct configured *configured, const struct plan *plan)
{
	size_t index;
	json_t *change;

	if (configured->json)
		return;
	json_array_foreach(plan->changes, index, change) {
		CLEANUP(cleanup_free) char *diff = diff_of(change);

		fputs(diff ? diff : "", stdout);
	}
	/* So that errors on standard error come after it. */
	fflush(stdout);
}

static void print_done(const struct configured *configured, const struct plan *plan)
{
	size_t index;
	json_t *change;

	if (configured->dry_run || json_array_size(plan->changes) == 0) {
		puts(json_array_size(plan->changes) ? "\nNothing was changed (--dry-run)."
						    : "Nothing to change.");
		return;
	}
	putchar('\n');
	json_array_foreach(plan->changes, index, change)
		printf("%s %s\n", text_of(change, "after") ? "wrote" : "removed",
		       text_of(change, "path"));
}

static void print_rest(const struct plan *plan)
{
	size_t index;
	json_t *value;

	json_array_foreach(plan->restarts, index, value)
		printf("to do: systemctl restart %s; this stops %s\n", text_of(value, "service"),
		       text_of(value, "stops"));
	json_array_foreach(plan->notes, index, value)
		printf("note: %s\n", json_string_value(value));
	fflush(stdout);
	json_array_foreach(plan->left, index, value)
		fprintf(stderr, "oci-mempolicy configure: %s is left unchanged: %s; %s\n",
			text_of(value, "path"), text_of(value, "reason"), text_of(value, "remedy"));
}

/* ---- for programs ---- */

static json_t *changes_json(const struct plan *plan)
{
	json_t *changes = json_array();
	size_t index;
	json_t *change;

	json_array_foreach(plan->changes, index, change) {
		CLEANUP(cleanup_free) char *diff = diff_of(change);

		json_array_append_new(changes,
				      json_pack("{s:s, s:s, s:s?}", "path", text_of(change, "path"),
						"action", action(change), "diff", diff));
	}
	return changes;
}

static int print_json(const struct configured *configured, const struct plan *plan,
		      struct mempolicy_error *err)
{
	return subcommand_print_json(json_pack("{s:s?, s:b, s:b, s:o, s:O, s:O, s:O}", "engine",
					       configured->engine, "undo", configured->undo,
					       "dryRun", configured->dry_run, "changes",
					       changes_json(plan), "restarts", plan->restarts,
					       "notes", plan->notes, "left", plan->left),
				     err);
}

int configure_print_after(const struct configured *configured, const struct plan *plan,
			  struct mempolicy_error *err)
{
	if (configured->json) {
		if (print_json(configured, plan, err) < 0)
			return -1;
	} else {
		print_done(configured, plan);
		print_rest(plan);
	}
	return json_array_size(plan->left) ? 1 : EX_OK;
}
