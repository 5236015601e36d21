/* SPDX-License-Identifier: Apache-2.0 */
/* Findings in the Static Analysis Results Interchange Format 2.1.0, for code hosts. */
#ifndef CLI_SARIF_H
#define CLI_SARIF_H

#include "findings.h"

/* Adds a file's findings to an array of results. */
void sarif_add(json_t *results, const struct findings *findings);

/* The whole log with these results: a new reference, or NULL when out of memory. */
json_t *sarif_log(json_t *results);

#endif
