/* SPDX-License-Identifier: Apache-2.0 */
/* What validate and explain have in common: their options, and that they take many files. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "findings.h"
#include "subcommand.h"

/* Those of a subcommand that tells of files, and of one that checks them. */
extern const struct option files_options[], files_check_options[];

/* What such a subcommand does with each file; host is NULL with --no-host. */
struct files_output {
	enum level least; /* of findings, for print and to_json */
	void (*print)(const struct findings *findings, const struct host *host);
	json_t *(*to_json)(const struct findings *findings, const struct host *host);
};

/*
 * subcommand->run() of these. host_by_default is what neither --host nor --no-host means.
 */
int files_run(const struct subcommand *subcommand, int argc, char **argv, bool host_by_default,
	      const struct files_output *output, struct mempolicy_error *err);

/* A line for each finding. */
void files_print_findings(const struct findings *findings);

/* What is known of a file: "file", "valid", "asked", "policy", "findings". */
json_t *files_json(const struct findings *findings);

#endif
