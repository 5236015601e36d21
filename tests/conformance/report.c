/* SPDX-License-Identifier: Apache-2.0 */
/* TAP version 14, https://testanything.org/tap-version-14-specification.html */
#include "report.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "clock.h"

#define LONGEST_CONFIG 4000

void report_begin(struct report *report, const struct options *options,
		  const struct machine *machine, const char *runtime, size_t planned)
{
	char nodes[256], memory[256];

	*report = (struct report){.options = options,
				  .machine = machine,
				  .planned = planned,
				  .began = seconds_now()};
	snprintf(report->runtime, sizeof(report->runtime), "%s", runtime);
	report->outcomes = calloc(planned ? planned : 1, sizeof(report->outcomes[0]));
	if (!report->outcomes)
		err(EX_OSERR, "calloc");
	mempolicy_nodes_format(&machine->online, nodes, sizeof(nodes));
	mempolicy_nodes_format(&machine->with_memory, memory, sizeof(memory));
	printf("TAP version 14\n1..%zu\n# %s, %s%s%s, profile %s, %s\n", planned, report->runtime,
	       *options->hook ? "hook at " : "native", *options->hook ? options->stage : "",
	       options->rootless ? ", rootless"
	       : options->userns ? ", user namespace"
				 : "",
	       options->profile, *options->hook ? options->hook : options->runtime);
	printf("# Linux %s %s, nodes %s, with memory %s, ", machine->kernel.release,
	       machine->kernel.machine, nodes, memory);
	if (machine->cgroup)
		printf("cgroup v%u\n", machine->cgroup);
	else
		printf("no cpuset cgroup\n");
	if (options->runtime_knows)
		puts("# The runtime itself supports linux.memoryPolicy.");
	fflush(stdout);
}

/* Prints a string; a JSON string is also a YAML string. */
static void print_yaml(const char *key, const char *text)
{
	CLEANUP(cleanup_json) json_t *string = json_string(text);
	CLEANUP(cleanup_free) char *quoted = NULL;

	/* Runtimes may write anything. */
	if (!string)
		string = json_string("(not UTF-8)");
	quoted = json_dumps(string, JSON_ENCODE_ANY);
	printf("  %s: %s\n", key, quoted);
}

static void print_diagnostics(const struct outcome *outcome)
{
	puts("  ---");
	print_yaml("message", outcome->verdict.reason);
	print_yaml("source", outcome->about->source);
	if (outcome->fragment && strlen(outcome->fragment) <= LONGEST_CONFIG)
		printf("  config: %s\n", outcome->fragment);
	else if (outcome->fragment)
		printf("  config: \"(%zu bytes; use --keep to see it)\"\n",
		       strlen(outcome->fragment));
	if (outcome->err && *outcome->err)
		print_yaml("stderr", outcome->err);
	puts("  ...");
}

void report_add(struct report *report, const struct outcome *outcome)
{
	bool known = outcome->verdict.result == KNOWN_FAILURE;
	bool failed = outcome->verdict.result == FAILED || known;

	report->outcomes[report->count++] = *outcome;
	report->of[outcome->verdict.result]++;
	printf("%sok %zu - %s: %s", failed ? "not " : "", report->count, outcome->about->name,
	       outcome->about->title);
	if (outcome->verdict.result == NOT_APPLICABLE)
		printf(" # SKIP %s", outcome->verdict.reason);
	if (known)
		printf(" # TODO %s", outcome->about->known_failure);
	puts("");
	if (failed)
		print_diagnostics(outcome);
	if (*outcome->note)
		printf("# %s: %s\n", outcome->about->name, outcome->note);
	fflush(stdout);
}

static void drop(struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		free(report->outcomes[i].fragment);
		free(report->outcomes[i].err);
	}
	free(report->outcomes);
}

int report_bail_out(const struct options *options, const char *why, size_t planned)
{
	CLEANUP(cleanup_free) char *message = NULL;

	if (asprintf(&message, "%s cannot run a container here, even without a policy",
		     options->runtime) < 0)
		err(EX_OSERR, "asprintf");
	printf("TAP version 14\n1..%zu\nBail out! %s\n# %s\n", planned, message, why);
	if (options->junit && !report_junit_error(message, why, options->junit))
		err(EX_IOERR, "--junit");
	if (fflush(stdout))
		err(EX_IOERR, "standard output");
	return EXIT_FAILURE;
}

int report_end(struct report *report)
{
	const struct options *options = report->options;
	bool incomplete = report->count < report->planned;

	if (options->junit && !report_junit(report, options->junit))
		err(EX_IOERR, "--junit");
	if (options->matrix && !report_matrix(report, options->matrix))
		err(EX_IOERR, "--matrix");
	for (size_t i = 0; i < report->count; i++)
		if (report->outcomes[i].verdict.result == NOT_APPLICABLE)
			printf("# not applicable: %s (%s)\n", report->outcomes[i].about->name,
			       report->outcomes[i].verdict.reason);
	if (incomplete)
		puts("Bail out! interrupted");
	printf("%zu passed, %zu failed, %zu not applicable", report->of[PASSED], report->of[FAILED],
	       report->of[NOT_APPLICABLE]);
	if (options->known_failures)
		printf(", %zu known to fail", report->of[KNOWN_FAILURE]);
	puts("");
	if (fflush(stdout))
		err(EX_IOERR, "standard output");
	drop(report);
	return report->of[FAILED] || incomplete ? EXIT_FAILURE : EXIT_SUCCESS;
}
