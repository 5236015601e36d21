/* SPDX-License-Identifier: Apache-2.0 */
/* Reports results: TAP on standard output while cases run, and files afterwards. */
#ifndef CONFORMANCE_REPORT_H
#define CONFORMANCE_REPORT_H

#include "case.h"
#include "judge.h"
#include "machine.h"

struct outcome {
	const struct conformance_case *about;
	struct verdict verdict;
	double seconds;
	char *fragment; /* what the case adds to config.json; or NULL */
	char *err;	/* what the runtime wrote; or NULL */
	char note[512];
};

struct report {
	const struct options *options;
	const struct machine *machine;
	char runtime[200]; /* name and version */
	struct outcome *outcomes;
	size_t count, planned;
	double began;
	size_t of[RESULTS]; /* how many of each */
};

void report_begin(struct report *report, const struct options *options,
		  const struct machine *machine, const char *runtime, size_t planned);
/* Prints the line of a case; takes ownership of the outcome's texts. */
void report_add(struct report *report, const struct outcome *outcome);
/* Lists the cases that were not applicable, writes the files of the options, and ends with the
 * counts. Returns the exit code. */
int report_end(struct report *report);

/* Reports, instead of all this, that the runtime cannot run anything. Returns the exit code. */
int report_bail_out(const struct options *options, const char *why, size_t planned);

/* Write and close the files. Return false with errno set on failure. */
bool report_junit(const struct report *report, FILE *file);
bool report_junit_error(const char *message, const char *text, FILE *file);
bool report_matrix(const struct report *report, FILE *file);

#endif
