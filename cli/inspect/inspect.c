/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy inspect: the policies of a running container, and where its memory lies. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "inspection.h"
#include "style.h"
#include "subcommand.h"
#include "svg.h"

/* The exit code of a check that fails. */
#define EX_BELOW 1

enum {
	OPT_PID = 256,
	OPT_STATE,
	OPT_RUNTIME,
	OPT_ROOT,
	OPT_NO_STOP,
	OPT_JSON,
	OPT_WATCH,
	OPT_SVG,
	OPT_MIN_LOCALITY
};

static const struct option options[] = {
	{"pid", required_argument, NULL, OPT_PID},
	{"state", required_argument, NULL, OPT_STATE},
	{"runtime", required_argument, NULL, OPT_RUNTIME},
	{"root", required_argument, NULL, OPT_ROOT},
	{"no-stop", no_argument, NULL, OPT_NO_STOP},
	{"json", no_argument, NULL, OPT_JSON},
	{"watch", required_argument, NULL, OPT_WATCH},
	{"svg", required_argument, NULL, OPT_SVG},
	{"min-locality", required_argument, NULL, OPT_MIN_LOCALITY},
	{NULL, 0, NULL, 0},
};

struct request {
	const struct subcommand *subcommand;
	pid_t pid;
	const char *state, *id, *runtime, *root, *svg;
	struct inspection_options how;
	bool json;
	double watch;	     /* seconds; 0: once */
	double min_locality; /* negative: no check */
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

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct request *request = data;
	double pid = 0;

	switch (option) {
	case OPT_PID:
		if (take_number(request, "--pid takes the number of a process, not", value, 1,
				INT_MAX, &pid, err))
			return -1;
		request->pid = (pid_t)pid;
		return 0;
	case OPT_STATE:
		request->state = value;
		return 0;
	case OPT_RUNTIME:
		request->runtime = value;
		return 0;
	case OPT_ROOT:
		request->root = value;
		return 0;
	case OPT_NO_STOP:
		request->how.no_stop = true;
		return 0;
	case OPT_JSON:
		request->json = true;
		return 0;
	case OPT_WATCH:
		return take_number(request, "--watch takes seconds from 0.1 to 86400, not", value,
				   0.1, 86400, &request->watch, err);
	case OPT_SVG:
		request->svg = value;
		return 0;
	default:
		return take_number(request, "--min-locality takes a share from 0 to 1, not", value,
				   0, 1, &request->min_locality, err);
	}
}

static int check_request(const struct request *request, struct mempolicy_error *err)
{
	int named = (request->pid != 0) + (request->state != NULL) + (request->id != NULL);

	if (named != 1) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     named ? "a container is named in more than one way"
				   : "a container is missing");
		return mp_error_remedy(err, "give one of CONTAINER-ID, --state and --pid; see "
					    "oci-mempolicy inspect --help");
	}
	if (request->watch > 0 && (request->svg || request->min_locality >= 0)) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     "--watch goes with neither --svg nor --min-locality");
		return mp_error_remedy(err, "leave one of them out");
	}
	return 0;
}

static int find_container(const struct request *request, struct container *ret,
			  struct mempolicy_error *err)
{
	if (request->pid)
		return container_of_pid(request->pid, ret, err);
	if (request->state)
		return container_read(request->state, ret, err);
	return container_ask(request->runtime, request->root, request->id, ret, err);
}

/* ---- once ---- */

static int below(const char *what, double is, double least)
{
	fprintf(stderr, "oci-mempolicy inspect: %s is %.3f, below %.3f\n", what, is, least);
	return EX_BELOW;
}

static int check(const struct inspection *inspection, double least, struct mempolicy_error *err)
{
	if (mempolicy_nodes_empty(&inspection->nodes)) {
		mp_error_set(
			err, MEMPOLICY_ERROR_USAGE, "",
			"--min-locality has nothing to judge by: no policy with nodes is asked "
			"for");
		return mp_error_remedy(err, "ask for one in config.json, or leave the option out");
	}
	if (inspection->locality < least)
		return below("locality", inspection->locality, least);
	if (inspection->has_evenness && inspection->evenness < least)
		return below("evenness", inspection->evenness, least);
	return EX_OK;
}

static int tell(const struct inspection *inspection, bool json, struct mempolicy_error *err)
{
	return json ? subcommand_print_json(inspection_to_json(inspection), err)
		    : inspection_print(inspection, err);
}

static int inspect(const struct request *request, const struct container *container,
		   struct mempolicy_error *err)
{
	struct inspection inspection;
	int result = inspection_read(container, &request->how, &inspection, err);

	/* On standard output the picture takes the place of the text. */
	if (result == 0 && !(request->svg && svg_is_stdout(request->svg)))
		result = tell(&inspection, request->json, err);
	if (result == 0 && request->svg)
		result = inspection_draw(&inspection, request->svg, err);
	if (result == 0 && request->min_locality >= 0)
		result = check(&inspection, request->min_locality, err);
	inspection_drop(&inspection);
	return result;
}

/* ---- again and again ---- */

static void wait_seconds(double seconds)
{
	struct timespec time = {(time_t)seconds, (long)((seconds - floor(seconds)) * 1e9)};

	nanosleep(&time, NULL);
}

/* Until the container ends. */
static int watch(const struct request *request, const struct container *container,
		 struct mempolicy_error *err)
{
	bool clear = !request->json && isatty(STDOUT_FILENO), first = true;

	for (;; first = false, wait_seconds(request->watch)) {
		if (clear)
			fputs("\x1b[H\x1b[2J", stdout);
		else if (!first && !request->json)
			putchar('\n');
		if (inspect(request, container, err))
			return !first && (err->sys_errno == ESRCH || err->sys_errno == ENOENT)
				       ? EX_OK
				       : -1;
		/* Whoever reads it has gone. */
		if (fflush(stdout))
			return EX_OK;
	}
}

static int find_and_inspect(const struct request *request, struct mempolicy_error *err)
{
	struct container container = {.init = 0};
	int result = find_container(request, &container, err);

	if (result == 0)
		result = (request->watch > 0 ? watch : inspect)(request, &container, err);
	container_drop(&container);
	return result;
}

static int run_inspect(const struct subcommand *subcommand, int argc, char **argv,
		       struct mempolicy_error *err)
{
	struct request request = {.subcommand = subcommand, .runtime = "runc", .min_locality = -1};
	int operands;

	if (subcommand_options(subcommand, argc, argv, take_option, &request, &operands, err))
		return -1;
	if (operands < argc)
		request.id = argv[operands++];
	if (subcommand_takes_no_operand(subcommand, argc, argv, operands, err) ||
	    check_request(&request, err) || svg_check_alone(request.svg, request.json, err))
		return -1;
	return find_and_inspect(&request, err);
}

const struct subcommand subcommand_inspect = {
	.name = "inspect",
	.summary = "the policies of a running container, and where its memory lies",
	.help = "[OPTION]... CONTAINER-ID | --state FILE | --pid PID\n"
		"\n"
		"Shows which memory policy each process and thread of a container has, whether that\n"
		"is the one its config.json asks for, and on which nodes its memory lies: anonymous\n"
		"memory, huge pages, files and shared memory apart.\n"
		"\n"
		"  --runtime PROGRAM     whose container it is; default: runc\n"
		"  --root FOLDER         the runtime's --root\n"
		"  --state FILE          read the OCI state of the container instead; \"-\" is standard\n"
		"                        input\n"
		"  --pid PID             look at a process, without a config.json to compare with\n"
		"  --no-stop             never stop a process to ask for its policy: where\n"
		"                        /proc/PID/numa_maps does not tell it, it stays unknown\n"
		"  --json                print JSON\n"
		"  --watch SECONDS       look again and again, until the container ends\n"
		"  --svg FILE            also draw nodes, distances and memory into FILE; \"-\" draws\n"
		"                        them on standard output, and prints nothing else there\n"
		"  --min-locality SHARE  exit with 1 if less than this share (0 to 1) of its own\n"
		"                        memory lies on the nodes asked for, or is not spread over\n"
		"                        them as evenly as that, where the policy interleaves\n",
	.examples = "  oci-mempolicy inspect web\n"
		    "  oci-mempolicy inspect --runtime crun --watch 2 web\n"
		    "  runc state web | oci-mempolicy inspect --state - --min-locality 0.9\n"
		    "  oci-mempolicy inspect --pid 4711 --json | jq .memory.nodes\n",
	.options = options,
	.run = run_inspect,
};
