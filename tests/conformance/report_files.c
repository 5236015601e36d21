/* SPDX-License-Identifier: Apache-2.0 */
/* JUnit XML for continuous integration, and lines of JSON for the table of runtimes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "report.h"
#include "xml.h"

/* ---- JUnit ---- */

static void write_element(FILE *file, const char *name, const char *message,
			  const char *const *lines)
{
	fprintf(file, "    <%s message=\"", name);
	xml_put(file, message);
	fprintf(file, "\">");
	for (; *lines; lines++) {
		xml_put(file, *lines);
		fputc('\n', file);
	}
	fprintf(file, "</%s>\n", name);
}

static void write_case(FILE *file, const struct report *report, const struct outcome *outcome)
{
	const char *const details[] = {outcome->about->source,
				       outcome->fragment ? outcome->fragment : "",
				       outcome->err ? outcome->err : "", NULL};
	static const char *const nothing[] = {NULL};

	fprintf(file, "  <testcase classname=\"");
	xml_put(file, report->runtime);
	fprintf(file, ".%s\" name=\"%s\" time=\"%.3f\">\n", outcome->about->file,
		outcome->about->name, outcome->seconds);
	if (outcome->verdict.result == FAILED)
		write_element(file, "failure", outcome->verdict.reason, details);
	if (outcome->verdict.result == NOT_APPLICABLE)
		write_element(file, "skipped", outcome->verdict.reason, nothing);
	fputs("  </testcase>\n", file);
}

bool report_junit(const struct report *report, const char *path)
{
	FILE *file = fopen(path, "we");
	bool written;

	if (!file)
		return false;
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuite name=\"oci-mempolicy-conformance\" tests=\"%zu\" failures=\"%zu\" "
		"skipped=\"%zu\">\n",
		report->count, report->of[FAILED], report->of[NOT_APPLICABLE]);
	for (size_t i = 0; i < report->count; i++)
		write_case(file, report, &report->outcomes[i]);
	fputs("</testsuite>\n", file);
	written = !ferror(file);
	return fclose(file) == 0 && written;
}

/* ---- the table ---- */

static json_t *results(const struct report *report)
{
	static const char *const names[] = {
		[PASSED] = "passed", [FAILED] = "failed", [NOT_APPLICABLE] = "not applicable"};
	json_t *object = json_object();

	for (size_t i = 0; i < report->count; i++)
		json_object_set_new(object, report->outcomes[i].about->name,
				    json_string(names[report->outcomes[i].verdict.result]));
	return object;
}

/* What was wrong, and the part of config.json that shows it. */
static json_t *failures(const struct report *report)
{
	json_t *object = json_object();

	for (size_t i = 0; i < report->count; i++) {
		const struct outcome *outcome = &report->outcomes[i];

		if (outcome->verdict.result == FAILED)
			json_object_set_new(object, outcome->about->name,
					    json_pack("{s:s, s:s, s:s*}", "title",
						      outcome->about->title, "message",
						      outcome->verdict.reason, "config",
						      outcome->fragment));
	}
	return object;
}

bool report_matrix(const struct report *report, const char *path)
{
	const struct options *options = report->options;
	const struct machine *machine = report->machine;
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_json) json_t *line = NULL;
	FILE *file = fopen(path, "ae");
	time_t now = time(NULL);
	char date[16], nodes[256];
	bool written;

	if (!file)
		return false;
	strftime(date, sizeof(date), "%Y-%m-%d", gmtime(&now));
	mempolicy_nodes_format(&machine->online, nodes, sizeof(nodes));
	line = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:i, s:i, s:o, s:o}",
			 "date", date, "runtime", report->runtime, "by",
			 *options->hook ? "hook" : "native", "stage",
			 *options->hook ? options->stage : "", "user",
			 options->rootless ? "rootless"
			 : options->userns ? "user namespace"
					   : "root",
			 "cgroup", (int)machine->cgroup, "kernel", machine->kernel.release, "arch",
			 machine->kernel.machine, "nodes", nodes, "passed", (int)report->of[PASSED],
			 "failed", (int)report->of[FAILED], "not_applicable",
			 (int)report->of[NOT_APPLICABLE], "cases", results(report), "failures",
			 failures(report));
	text = json_dumps(line, JSON_COMPACT);
	written = text && fprintf(file, "%s\n", text) > 0;
	return fclose(file) == 0 && written;
}
