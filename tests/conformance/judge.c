/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"

#include <ctype.h>
#include <err.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "case.h"
#include "cleanup.h"
#include "judge_pages.h"
#include "symbols.h"

#define HOOK_NAME "oci-mempolicy-hook"

bool judge_failed(struct verdict *ret, const char *format, ...)
{
	va_list args;

	ret->result = FAILED;
	va_start(args, format);
	vsnprintf(ret->reason, sizeof(ret->reason), format, args);
	va_end(args);
	return false;
}

static bool crashed(const struct observed *observed)
{
	static const char *const signs[] = {"panic: runtime error", "\ngoroutine ", "panicked at",
					    "Segmentation fault"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(observed->err, signs[i]))
			return true;
	return observed->signal != 0;
}

/* ---- a container that must run ---- */

static struct mempolicy_nodes nodes_of(const json_t *list)
{
	struct mempolicy_nodes nodes = {{0}};

	for (size_t i = 0; i < json_array_size(list); i++)
		mempolicy_nodes_add(&nodes,
				    (unsigned int)json_integer_value(json_array_get(list, i)));
	return nodes;
}

/* Judges the policy that the probe found in one of its threads or processes. */
static bool judge_policy(const char *where, const json_t *found, const struct mempolicy *wanted,
			 struct verdict *ret)
{
	const json_t *mode = json_object_get(found, "mode");
	unsigned int value = (unsigned int)json_integer_value(mode);
	struct mempolicy policy = {
		.mode = (enum mempolicy_mode)(value & ~(unsigned int)MEMPOLICY_FLAGS),
		.flags = value & MEMPOLICY_FLAGS,
		.nodes = nodes_of(json_object_get(found, "nodes")),
	};
	char wanted_text[512], found_text[512];
	CLEANUP(cleanup_free) char *json = NULL;

	if (mode && mempolicy_equal(&policy, wanted))
		return true;
	mempolicy_format(wanted, wanted_text, sizeof(wanted_text));
	mempolicy_format(&policy, found_text, sizeof(found_text));
	json = mode ? NULL : json_dumps(found, JSON_ENCODE_ANY | JSON_COMPACT);
	return judge_failed(ret, "the policy of %s is %s, not %s", where, json ? json : found_text,
			    wanted_text);
}

static bool judge_policies(const json_t *policies, const json_t *policy, struct verdict *ret)
{
	static const char *const all[] = {"main", "thread 1", "thread 2", "child", "program"};
	const struct mempolicy wanted = case_policy(policy);

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!judge_policy(all[i], json_object_get(policies, all[i]), &wanted, ret))
			return false;
	return true;
}

/* Without the expected cpuset, the case would not show what it is meant to. */
static bool judge_allowed(const json_t *policies, const char *mems, struct verdict *ret)
{
	struct mempolicy_nodes found = nodes_of(json_object_get(policies, "allowed"));
	struct mempolicy_nodes wanted = symbols_nodes(mems);
	char text[256];

	if (mempolicy_nodes_equal(&found, &wanted))
		return true;
	mempolicy_nodes_format(&found, text, sizeof(text));
	return judge_failed(ret, "the container's cpuset is %s, not %s", text, mems);
}

/* sees is that of the case or of a later step. If it has no policy, the requested one is expected.
 */
static bool judge_report(const json_t *resolved, const json_t *sees, const char *mems,
			 const json_t *report, struct verdict *ret)
{
	const json_t *policies = json_object_get(report, "policies");
	const json_t *pages = json_object_get(report, "pages");
	const json_t *policy = json_object_get(sees, "policy");

	if (!policy)
		policy = json_object_get(resolved, "memoryPolicy");
	if (!report)
		return judge_failed(ret, "the container did not report its policy");
	if (!judge_policies(policies, policy, ret))
		return false;
	if (mems && !judge_allowed(policies, mems, ret))
		return false;
	if (json_object_get(resolved, "killed"))
		return !pages || judge_failed(ret, "the container was not killed");
	if (!json_object_get(resolved, "touch"))
		return true;
	if (!pages)
		return judge_failed(ret, "the container died when it touched its memory");
	return judge_pages(json_object_get(sees, "pages"), pages, ret);
}

/* For a container that was killed, runtimes exit with 128 + SIGKILL, as shells do; youki (0.7.0)
 * exits with the number of the signal. */
static bool judge_end(const json_t *resolved, const struct observed *observed, struct verdict *ret)
{
	bool killed = json_object_get(resolved, "killed");
	int code = observed->exit_code, wanted = killed ? 128 + SIGKILL : 0;

	if (*observed->problem)
		return judge_failed(ret, "%s", observed->problem);
	return code == wanted || (killed && code == SIGKILL) || code == -1 ||
	       judge_failed(ret, "the runtime ended with exit code %d, not %d", code, wanted);
}

/* Whether a user namespace kept the hook from tracing init, as its documentation says. */
static bool is_out_of_reach(const struct options *options, const struct observed *observed)
{
	return *options->hook && (options->rootless || options->userns) &&
	       (strstr(observed->err, "tracing thread") ||
		strstr(observed->hook_err, "tracing thread")) &&
	       (strstr(observed->err, "Operation not permitted") ||
		strstr(observed->hook_err, "Operation not permitted"));
}

/* If the kernel would apply a policy other than as requested, a runtime may refuse it instead:
 * runtime-spec, runtime.md, Create, about properties that cannot be applied as specified. */
static bool refuses(const struct options *options, const json_t *resolved,
		    const struct observed *observed)
{
	return !*options->hook && json_is_true(json_object_get(resolved, "mayRefuse")) &&
	       observed->exit_code != 0 && !crashed(observed);
}

static bool judge_running(const struct options *options, const json_t *resolved,
			  const struct observed *observed, struct verdict *ret)
{
	const json_t *then = json_object_get(resolved, "then");
	const char *mems = json_string_value(json_object_get(resolved, "mems"));
	const char *says = json_string_value(json_object_get(resolved, "says"));
	size_t next = 1;

	if (json_array_size(observed->reports) == 0 && is_out_of_reach(options, observed)) {
		ret->result = NOT_APPLICABLE;
		snprintf(ret->reason, sizeof(ret->reason),
			 "the hook may not trace init from this stage, because of the user "
			 "namespace");
		return false;
	}
	if (json_array_size(observed->reports) == 0 && refuses(options, resolved, observed)) {
		snprintf(ret->note, sizeof(ret->note), "refused, which is allowed");
		return true;
	}
	if (json_array_size(observed->reports) == 0)
		return judge_failed(ret, "the container did not run, exit code %d",
				    observed->exit_code);
	if (!judge_report(resolved, json_object_get(resolved, "sees"), mems,
			  json_array_get(observed->reports, 0), ret))
		return false;
	for (size_t i = 0; i < json_array_size(then) && !*observed->problem; i++) {
		const json_t *step = json_array_get(then, i);
		const json_t *sees = json_object_get(step, "sees");

		if (json_object_get(step, "mems"))
			mems = json_string_value(json_object_get(step, "mems"));
		if (sees && !judge_report(resolved, sees, mems,
					  json_array_get(observed->reports, next++), ret))
			return false;
	}
	if (observed->has_hook_err && !strstr(observed->hook_err, says ? says : ""))
		return judge_failed(ret, "the hook wrote \"%s\", not \"%s\"", observed->hook_err,
				    says);
	if (observed->has_hook_err && !says && *observed->hook_err)
		return judge_failed(ret, "the hook wrote \"%s\"", observed->hook_err);
	return judge_end(resolved, observed, ret);
}

/* ---- a container that must not run ---- */

/* Puts a backslash before quotes and backslashes, as the runtime may do. */
static void escape(const char *from, char *text, size_t size)
{
	size_t used = 0;

	for (; *from && used + 2 < size; from++) {
		if (*from == '"' || *from == '\\')
			text[used++] = '\\';
		text[used++] = *from;
	}
	text[used] = '\0';
}

/* Whether the output has this text at the end of a line. */
static bool has_line(const char *output, const char *line)
{
	const char *found = strstr(output, line);

	if (!found)
		return false;
	found += strlen(line);
	return *found == '\0' || *found == '\n' || *found == '"' || strncmp(found, "\\n", 2) == 0;
}

static bool says_text(const struct observed *observed, const char *line)
{
	char escaped[8192];

	escape(line, escaped, sizeof(escaped));
	if (observed->has_hook_err)
		return strcmp(observed->hook_err, line) == 0;
	return has_line(observed->err, line) || has_line(observed->err, escaped);
}

/* Whether the output has this exit code: "exit status 65", "exit code: 65", "NonZeroExitCode(65)".
 */
static bool says_exit_code(const char *output, int wanted)
{
	for (const char *at = output; (at = strcasestr(at, "exit")); at++) {
		const char *digits = at + strcspn(at, "0123456789\n");

		if (isdigit((unsigned char)*digits) && digits - at < 20 &&
		    strtol(digits, NULL, 10) == wanted)
			return true;
	}
	return false;
}

/* A runtime with native support may fail before it runs any hook. */
static bool never_ran_hook(const struct options *options, const struct observed *observed)
{
	return options->runtime_knows && !*observed->hook_err && !strstr(observed->err, HOOK_NAME);
}

static bool judge_refused(const struct options *options, const struct bundle *bundle,
			  const json_t *resolved, const struct observed *observed,
			  struct verdict *ret)
{
	const json_t *refused = json_object_get(resolved, "refused");
	const char *text = json_string_value(json_object_get(refused, "text"));
	int exit_code = (int)json_integer_value(json_object_get(refused, "exit"));
	CLEANUP(cleanup_free) char *line = NULL;

	if (json_array_size(observed->reports) || observed->exit_code == 0 ||
	    observed->exit_code == -1)
		return judge_failed(ret, "the container ran, though it must not");
	if (never_ran_hook(options, observed)) {
		snprintf(ret->note, sizeof(ret->note), "the runtime itself %s, before the hook ran",
			 crashed(observed) ? "crashed" : "refused");
		return true;
	}
	if (crashed(observed))
		return judge_failed(ret, "the runtime crashed (exit code %d)", observed->exit_code);
	if (!*options->hook)
		return true;
	if (asprintf(&line, HOOK_NAME ": %s: %s", bundle->id, text) < 0)
		err(EX_OSERR, "asprintf");
	if (!says_text(observed, line))
		return judge_failed(ret, "the hook did not write \"%s\"%s%s", line,
				    observed->has_hook_err ? ", but " : "", observed->hook_err);
	if (!says_exit_code(observed->err, exit_code))
		return judge_failed(ret, "the runtime does not report the hook's exit code %d",
				    exit_code);
	return true;
}

void judge(const struct options *options, const struct bundle *bundle, const json_t *resolved,
	   const struct observed *observed, struct verdict *ret)
{
	*ret = (struct verdict){.result = PASSED};
	if (observed->late)
		judge_failed(ret, "the runtime or its container did not end within %u seconds",
			     options->time_limit);
	else if (json_object_get(resolved, "refused"))
		judge_refused(options, bundle, resolved, observed, ret);
	else
		judge_running(options, resolved, observed, ret);
}
