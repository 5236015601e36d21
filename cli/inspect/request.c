/* SPDX-License-Identifier: Apache-2.0 */
#include "request.h"

#include <limits.h>
#include <string.h>

#include "error.h"
#include "svg.h"

enum {
	OPT_PID = 256,
	OPT_STATE,
	OPT_ENGINE,
	OPT_RUNTIME,
	OPT_ROOT,
	OPT_NO_STOP,
	OPT_FORMAT,
	OPT_JSON,
	OPT_OUTPUT,
	OPT_WATCH,
	OPT_SVG,
	OPT_FAIL_ON,
	OPT_MIN_LOCALITY,
	OPT_MAX_MIGRATED,
};

const struct option request_options[] = {
	{"pid", required_argument, NULL, OPT_PID},
	{"state", required_argument, NULL, OPT_STATE},
	{"engine", required_argument, NULL, OPT_ENGINE},
	{"runtime", required_argument, NULL, OPT_RUNTIME},
	{"root", required_argument, NULL, OPT_ROOT},
	{"no-stop", no_argument, NULL, OPT_NO_STOP},
	{"format", required_argument, NULL, OPT_FORMAT},
	{"json", no_argument, NULL, OPT_JSON},
	{"output", required_argument, NULL, OPT_OUTPUT},
	{"watch", required_argument, NULL, OPT_WATCH},
	{"svg", required_argument, NULL, OPT_SVG},
	{"fail-on", required_argument, NULL, OPT_FAIL_ON},
	{"min-locality", required_argument, NULL, OPT_MIN_LOCALITY},
	{"max-migrated", required_argument, NULL, OPT_MAX_MIGRATED},
	{NULL, 0, NULL, 0},
};

static int take_number(const struct request *request, const char *what, const char *value,
		       double least, double most, double *ret, struct mempolicy_error *err)
{
	char *end;
	double number = strtod(value, &end);

	if (end == value || *end || !(number >= least && number <= most))
		return subcommand_usage_error(request->subcommand, what, value, err);
	*ret = number;
	return 0;
}

static int take_pid(struct request *request, const char *value, struct mempolicy_error *err)
{
	double pid = 0;

	if (take_number(request, "--pid takes the number of a process, not", value, 1, INT_MAX,
			&pid, err))
		return -1;
	request->pid = (pid_t)pid;
	return 0;
}

/* Looks up value among words, and puts its index into *ret. */
static int take_word(const struct request *request, const char *what, const char *value,
		     const char *const words[], unsigned int *ret, struct mempolicy_error *err)
{
	for (unsigned int i = 0; words[i]; i++)
		if (strcmp(value, words[i]) == 0) {
			*ret = i;
			return 0;
		}
	return subcommand_usage_error(request->subcommand, what, value, err);
}

static int take_engine(struct request *request, const char *value, struct mempolicy_error *err)
{
	const char *words[LOOKUP_ENGINES];
	unsigned int engine = 0;

	for (unsigned int i = 1; i < LOOKUP_ENGINES; i++)
		words[i - 1] = lookup_engine_name((enum lookup_engine)i);
	words[LOOKUP_ENGINES - 1] = NULL;
	if (take_word(request, "--engine takes podman, docker, containerd or crio, not", value,
		      words, &engine, err))
		return -1;
	request->engine = (enum lookup_engine)(engine + 1);
	return 0;
}

static int take_format(struct request *request, const char *value, struct mempolicy_error *err)
{
	static const char *const words[] = {"text", "json", "prometheus", NULL};
	unsigned int format = 0;

	if (take_word(request, "--format takes text, json or prometheus, not", value, words,
		      &format, err))
		return -1;
	request->format = (enum request_format)format;
	return 0;
}

static int take_fail_on(struct request *request, const char *value, struct mempolicy_error *err)
{
	static const char *const words[] = {"degraded", "none", NULL};
	unsigned int enforcement = 0;

	if (take_word(request, "--fail-on takes degraded or none, not", value, words, &enforcement,
		      err))
		return -1;
	request->fail_on = enforcement ? ENFORCEMENT_NONE : ENFORCEMENT_DEGRADED;
	return 0;
}

/* Takes an option whose value must be checked. */
static int take_value(struct request *request, int option, const char *value,
		      struct mempolicy_error *err)
{
	switch (option) {
	case OPT_PID:
		return take_pid(request, value, err);
	case OPT_ENGINE:
		return take_engine(request, value, err);
	case OPT_FORMAT:
		return take_format(request, value, err);
	case OPT_FAIL_ON:
		return take_fail_on(request, value, err);
	case OPT_WATCH:
		return take_number(request, "--watch takes seconds from 0.1 to 86400, not", value,
				   0.1, 86400, &request->watch, err);
	case OPT_MAX_MIGRATED:
		return take_number(request, "--max-migrated takes a number of pages, not", value, 0,
				   1e15, &request->max_migrated, err);
	default:
		return take_number(request, "--min-locality takes a share from 0 to 1, not", value,
				   0, 1, &request->min_locality, err);
	}
}

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct request *request = data;

	switch (option) {
	case OPT_STATE:
		request->state = value;
		return 0;
	case OPT_RUNTIME:
		request->runtime = value;
		return 0;
	case OPT_ROOT:
		request->root = value;
		return 0;
	case OPT_SVG:
		request->svg = value;
		return 0;
	case OPT_OUTPUT:
		request->output = value;
		return 0;
	case OPT_NO_STOP:
		request->how.no_stop = true;
		return 0;
	case OPT_JSON:
		request->format = FORMAT_JSON;
		return 0;
	default:
		return take_value(request, option, value, err);
	}
}

/* Only one thing may be written to standard output. */
static int check_outputs(const struct request *request, struct mempolicy_error *err)
{
	bool draws = request->svg && svg_is_stdout(request->svg);

	if (request->output && request->format == FORMAT_TEXT) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     "--output requires --format json or --format prometheus");
		return mp_error_remedy(err, "add one of them, or redirect standard output");
	}
	if (draws && request->watch > 0) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "--watch cannot be used with --svg -");
		return mp_error_remedy(err, "name a file for the picture");
	}
	return svg_check_alone(request->svg, request->format == FORMAT_JSON && !request->output,
			       err);
}

static int check_request(const struct request *request, struct mempolicy_error *err)
{
	int named = (request->pid != 0) + (request->state != NULL) + (request->id != NULL);

	if (named != 1) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     named ? "more than one container is given" : "no container is given");
		return mp_error_remedy(err, "give one of CONTAINER, --state and --pid; see "
					    "oci-mempolicy inspect --help");
	}
	if (request->id && *request->id == '-')
		return subcommand_usage_error(request->subcommand,
					      "this cannot be the name of a container:",
					      request->id, err);
	if (request->engine && (request->runtime || request->root || !request->id)) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     "--engine requires CONTAINER, and cannot be used with --runtime or "
			     "--root");
		return mp_error_remedy(err, "leave out one of the options");
	}
	if (request->pid && request->fail_on != ENFORCEMENT_STRICT) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     "--fail-on cannot be used with --pid: without a config.json, the "
			     "requested policy is unknown");
		return mp_error_remedy(err, "name the container, or leave out --fail-on");
	}
	if (request->max_migrated >= 0 && request->watch == 0) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "--max-migrated requires --watch");
		return mp_error_remedy(err, "add --watch SECONDS, the interval between looks");
	}
	return check_outputs(request, err);
}

int request_parse(const struct subcommand *subcommand, int argc, char **argv, struct request *ret,
		  struct mempolicy_error *err)
{
	int operands;

	*ret = (struct request){.subcommand = subcommand, .min_locality = -1, .max_migrated = -1};
	if (subcommand_options(subcommand, argc, argv, take_option, ret, &operands, err))
		return -1;
	if (operands < argc)
		ret->id = argv[operands++];
	if (subcommand_takes_no_operand(subcommand, argc, argv, operands, err))
		return -1;
	return check_request(ret, err);
}
