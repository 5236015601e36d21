/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library's verdicts on JSON texts: reads texts, each terminated by a NUL byte, and writes a
 * line of JSON for each: [] if it is accepted, otherwise [MESSAGE].
 *
 *   schema-verdicts policy    the texts are memoryPolicy objects
 *   schema-verdicts config    the texts are whole config.json files
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "oci_policy.h"

typedef int judge_text(const char *text, size_t length, struct mempolicy_error *err);

static int judge_policy(const char *text, size_t length, struct mempolicy_error *err)
{
	struct mempolicy policy;

	return mempolicy_parse(text, length, &policy, err) || mempolicy_check(&policy, err) ? -1
											    : 0;
}

static int judge_config(const char *text, size_t length, struct mempolicy_error *err)
{
	struct oci_config config;
	struct mempolicy policy;
	int result = oci_config_parse(text, length, &config, err);

	if (result == 0 && config.memory_policy)
		result = oci_policy_parse(&config, &policy, err) || mempolicy_check(&policy, err)
				 ? -1
				 : 0;
	oci_config_drop(&config);
	return result;
}

static void print(const struct mempolicy_error *err)
{
	CLEANUP(cleanup_json)
	json_t *line = json_pack("[o]", json_sprintf("%s: %s", err->pointer, err->message));

	if (json_dumpf(line, stdout, JSON_COMPACT))
		errx(EX_SOFTWARE, "cannot write a verdict");
}

int main(int argc, char **argv)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t size = 0;
	ssize_t length;
	struct mempolicy_error error;
	judge_text *const judge = argc == 2 && strcmp(argv[1], "policy") == 0	? judge_policy
				  : argc == 2 && strcmp(argv[1], "config") == 0 ? judge_config
										: NULL;

	if (!judge)
		errx(EX_USAGE, "usage: schema-verdicts policy|config");
	while ((length = getdelim(&text, &size, '\0', stdin)) > 0) {
		if (judge(text, (size_t)length - 1, &error))
			print(&error);
		else
			fputs("[]", stdout);
		putchar('\n');
	}
	return ferror(stdin) || fflush(stdout) ? EX_IOERR : EX_OK;
}
