/* SPDX-License-Identifier: Apache-2.0 */
#include "sarif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "program.h"

/* A path as a URI reference (RFC 3986), relative if the path is; the caller frees it. */
static char *uri_of(const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "-._~/";
	char *uri = malloc(3 * strlen(path) + sizeof("file://")), *at = uri;

	if (!uri)
		return NULL;
	if (*path == '/')
		at = stpcpy(at, "file://");
	for (; *path; path++) {
		if (strchr(plain, *path))
			*at++ = *path;
		else
			at += snprintf(at, 4, "%%%02X", (unsigned char)*path);
	}
	*at = '\0';
	return uri;
}

/* A finding without a line, such as for a missing file, is reported on line 1. */
static json_t *location_json(const struct findings *findings, const struct finding *finding)
{
	const char *path = findings->input.path;
	CLEANUP(cleanup_free) char *uri = uri_of(strcmp(path, "-") == 0 ? "stdin" : path);
	size_t line = finding->location.line ? finding->location.line : 1;
	size_t column = finding->location.column ? finding->location.column : 1;

	return json_pack("{s:{s:{s:s}, s:{s:I, s:I}}, s:o*}", "physicalLocation",
			 "artifactLocation", "uri", uri, "region", "startLine", (json_int_t)line,
			 "startColumn", (json_int_t)column, "logicalLocations",
			 *finding->what.pointer
				 ? json_pack("[{s:s}]", "fullyQualifiedName", finding->what.pointer)
				 : NULL);
}

static json_t *result_json(const struct findings *findings, const struct finding *finding)
{
	char text[PROGRAM_ERROR_TEXT];

	return json_pack("{s:s, s:i, s:s, s:{s:s}, s:o*}", "ruleId", rules[finding->rule].id,
			 "ruleIndex", (int)finding->rule, "level", level_name(finding->level),
			 "message", "text", program_error_text(&finding->what, text, sizeof(text)),
			 "locations",
			 findings->input.path ? json_pack("[o]", location_json(findings, finding))
					      : NULL);
}

void sarif_add(json_t *results, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(results, result_json(findings, &findings->list[i]));
}

static json_t *rules_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < RULES; i++)
		json_array_append_new(list, json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", rules[i].id,
						      "shortDescription", "text", rules[i].what,
						      "defaultConfiguration", "level",
						      level_name(rules[i].level)));
	return list;
}

json_t *sarif_log(json_t *results)
{
	return json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:s, s:O}]}", "$schema",
			 "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
			 "runs", "tool", "driver", "name", "oci-mempolicy", "semanticVersion",
			 MEMPOLICY_VERSION, "rules", rules_json(), "columnKind",
			 "unicodeCodePoints", "results", results);
}
