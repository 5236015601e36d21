/* SPDX-License-Identifier: Apache-2.0 */
/* JUnit XML for continuous integration, and lines of JSON for the table of runtimes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "clock.h"
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

/* CI systems split class names into trees at each dot, and keep a history for each name. */
static void write_class(FILE *file, const struct report *report, const char *name)
{
	const char *runtime = report->runtime;

	for (size_t i = 0; runtime[i] && runtime[i] != ' '; i++)
		fputc(isalnum((unsigned char)runtime[i]) ? runtime[i] : '-', file);
	fprintf(file, "-%s", name);
}

static void write_case(FILE *file, const struct report *report, const struct outcome *outcome)
{
	const struct conformance_case *about = outcome->about;
	const char *const details[] = {about->source, outcome->fragment ? outcome->fragment : "",
				       outcome->err ? outcome->err : "", NULL};
	static const char *const nothing[] = {NULL};

	fputs("  <testcase classname=\"", file);
	write_class(file, report, about->file);
	fprintf(file, "\" name=\"%s\" time=\"%.3f\">\n", about->name, outcome->seconds);
	if (outcome->verdict.result == FAILED)
		write_element(file, "failure", outcome->verdict.reason, details);
	if (outcome->verdict.result == NOT_APPLICABLE)
		write_element(file, "skipped", outcome->verdict.reason, nothing);
	if (outcome->verdict.result == KNOWN_FAILURE)
		write_element(file, "skipped", about->known_failure,
			      (const char *const[]){outcome->verdict.reason, NULL});
	fputs("  </testcase>\n", file);
}

static void write_property(FILE *file, const char *name, const char *value)
{
	fprintf(file, "    <property name=\"%s\" value=\"", name);
	xml_put(file, value);
	fputs("\"/>\n", file);
}

static void write_properties(FILE *file, const struct report *report)
{
	const struct options *options = report->options;

	fputs("  <properties>\n", file);
	write_property(file, "runtime", report->runtime);
	write_property(file, "profile", options->profile);
	write_property(file, "by", *options->hook ? options->stage : "native");
	write_property(file, "kernel", report->machine->kernel.release);
	write_property(file, "architecture", report->machine->kernel.machine);
	fputs("  </properties>\n", file);
}

bool report_junit(const struct report *report, FILE *file)
{
	time_t began = time(NULL) - (time_t)(seconds_now() - report->began);
	char date[32];
	bool written;

	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", gmtime(&began));
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuite name=\"oci-mempolicy-conformance\" tests=\"%zu\" failures=\"%zu\" "
		"errors=\"0\" skipped=\"%zu\" time=\"%.3f\" timestamp=\"%s\">\n",
		report->count, report->of[FAILED],
		report->of[NOT_APPLICABLE] + report->of[KNOWN_FAILURE],
		seconds_now() - report->began, date);
	write_properties(file, report);
	for (size_t i = 0; i < report->count; i++)
		write_case(file, report, &report->outcomes[i]);
	fputs("</testsuite>\n", file);
	written = !ferror(file);
	return fclose(file) == 0 && written;
}

bool report_junit_error(const char *message, const char *text, FILE *file)
{
	bool written;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuite name=\"oci-mempolicy-conformance\" tests=\"1\" failures=\"0\" "
	      "errors=\"1\" skipped=\"0\">\n"
	      "  <testcase classname=\"runtime\" name=\"runs-a-container\">\n",
	      file);
	write_element(file, "error", message, (const char *const[]){text, NULL});
	fputs("  </testcase>\n</testsuite>\n", file);
	written = !ferror(file);
	return fclose(file) == 0 && written;
}

/* ---- the table ---- */

static json_t *results(const struct report *report)
{
	static const char *const names[] = {
		[PASSED] = "passed",
		[FAILED] = "failed",
		[NOT_APPLICABLE] = "not applicable",
		[KNOWN_FAILURE] = "failed",
	};
	json_t *object = json_object();

	for (size_t i = 0; i < report->count; i++)
		json_object_set_new(object, report->outcomes[i].about->name,
				    json_string(names[report->outcomes[i].verdict.result]));
	return object;
}

/* What went wrong, and the part of config.json that shows it. */
static json_t *failures(const struct report *report, int *ret_of_spec)
{
	json_t *object = json_object();

	*ret_of_spec = 0;
	for (size_t i = 0; i < report->count; i++) {
		const struct outcome *outcome = &report->outcomes[i];

		if (outcome->verdict.result != FAILED && outcome->verdict.result != KNOWN_FAILURE)
			continue;
		json_object_set_new(object, outcome->about->name,
				    json_pack("{s:s, s:s, s:s, s:s*}", "title",
					      outcome->about->title, "profile",
					      outcome->about->profile, "message",
					      outcome->verdict.reason, "config",
					      outcome->fragment));
		*ret_of_spec += strcmp(outcome->about->profile, "spec") == 0;
	}
	return object;
}

static const char *user_of(const struct options *options)
{
	return options->rootless ? "rootless" : options->userns ? "user namespace" : "root";
}

bool report_matrix(const struct report *report, FILE *file)
{
	const struct options *options = report->options;
	const struct machine *machine = report->machine;
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_json) json_t *line = NULL;
	time_t now = time(NULL);
	char date[16], nodes[256];
	json_t *failed;
	int of_spec;
	bool written;

	strftime(date, sizeof(date), "%Y-%m-%d", gmtime(&now));
	mempolicy_nodes_format(&machine->online, nodes, sizeof(nodes));
	failed = failures(report, &of_spec);
	line = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:o, s:o}",
		"date", date, "runtime", report->runtime, "by", *options->hook ? "hook" : "native",
		"profile", options->profile, "stage", *options->hook ? options->stage : "", "user",
		user_of(options), "cgroup", (int)machine->cgroup, "kernel", machine->kernel.release,
		"arch", machine->kernel.machine, "nodes", nodes, "passed", (int)report->of[PASSED],
		"failed", (int)json_object_size(failed), "failedOfSpec", of_spec, "notApplicable",
		(int)report->of[NOT_APPLICABLE], "cases", results(report), "failures", failed);
	text = json_dumps(line, JSON_COMPACT);
	written = text && fprintf(file, "%s\n", text) > 0;
	return fclose(file) == 0 && written;
}
