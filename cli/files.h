/* SPDX-License-Identifier: Apache-2.0 */
/* What validate and explain have in common: their options, and that they read many files. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "findings.h"
#include "subcommand.h"

/* The options of explain and of validate. */
extern const struct option files_options[], files_check_options[];

/* What the subcommand does with each file; host is NULL with --no-host. */
struct files_output {
	enum level least; /* of findings, for print and to_json */
	void (*print)(const struct findings *findings, const struct host *host);
	json_t *(*to_json)(const struct findings *findings, const struct host *host);
};

/*
 * subcommand->run() of both. host_by_default: whether --host is the default.
 */
int files_run(const struct subcommand *subcommand, int argc, char **argv, bool host_by_default,
	      const struct files_output *output, struct mempolicy_error *err);

/* Prints a line for each finding. */
void files_print_findings(const struct findings *findings);

/* Returns an object with "file", "valid", "requested", "policy", "findings". */
json_t *files_json(const struct findings *findings);

#endif
