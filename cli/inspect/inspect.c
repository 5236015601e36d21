/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy inspect: the policies of a running container, and where its memory is. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "checks.h"
#include "cleanup.h"
#include "error.h"
#include "replacement.h"
#include "request.h"
#include "style.h"
#include "svg.h"

/* Looks at a container, once or again and again. */
struct look {
	const struct request *request;
	const struct container *container;
	bool again;    /* this is not the first look */
	int exit_code; /* of the checks */
	struct moved first, before;
};

static int find_container(const struct request *request, struct container *ret,
			  struct mempolicy_error *err)
{
	if (request->pid)
		return container_of_pid(request->pid, ret, err);
	if (request->state)
		return container_read(request->state, ret, err);
	if (request->runtime || request->root)
		return container_ask(request->runtime ? request->runtime : "runc", request->root,
				     request->id, ret, err);
	return container_find(request->engine, request->id, ret, err);
}

/* ---- output ---- */

/* With several looks, each is one line: JSON Lines. */
static int print_json(const struct inspection *inspection, bool one_line, FILE *out,
		      struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *json = inspection_to_json(inspection);

	if (!json)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot build JSON");
	/* Write errors are found when the stream is closed. */
	json_dumpf(json, out, one_line ? JSON_COMPACT : JSON_INDENT(2));
	fputc('\n', out);
	return 0;
}

static int tell_on(const struct look *look, const struct inspection *inspection, FILE *out,
		   struct mempolicy_error *err)
{
	bool several = look->request->watch > 0 && !look->request->output;

	switch (look->request->format) {
	case FORMAT_JSON:
		return print_json(inspection, several, out, err);
	case FORMAT_PROMETHEUS:
		inspection_to_prometheus(inspection, out);
		return 0;
	case FORMAT_TEXT:
		if (several && style_terminal())
			fputs("\x1b[H\x1b[2J", stdout);
		else if (look->again)
			putchar('\n');
		return inspection_print(inspection, err);
	}
	__builtin_unreachable();
}

static int tell(const struct look *look, const struct inspection *inspection,
		struct mempolicy_error *err)
{
	struct replacement file;
	int result;

	if (!look->request->output)
		return tell_on(look, inspection, stdout, err);
	if (replacement_open(look->request->output, NULL, &file, err))
		return -1;
	result = tell_on(look, inspection, file.file, err);
	/* The first error is the one to report. */
	if (result) {
		struct mempolicy_error ignored;

		replacement_close(&file, false, &ignored);
		return -1;
	}
	return replacement_close(&file, true, err);
}

/* ---- looking ---- */

/* Remembers the counters of moved pages of the first look and the one before this. */
static void compare(struct look *look, struct inspection *inspection)
{
	const struct moved *now = &inspection->cgroup.moved;

	if (!look->again)
		look->first = look->before = *now;
	inspection->has_before = look->again;
	inspection->first = look->first;
	inspection->before = look->before;
	look->before = *now;
}

static int look_once(struct look *look, struct mempolicy_error *err)
{
	struct inspection inspection;
	const struct request *request = look->request;
	int result = inspection_read(look->container, &request->how, &inspection, err);

	if (result == 0)
		compare(look, &inspection);
	/* On standard output, the picture replaces the text. */
	if (result == 0 && !(request->svg && svg_is_stdout(request->svg) && !request->output))
		result = tell(look, &inspection, err);
	if (result == 0 && request->svg)
		result = inspection_draw(&inspection, request->svg, err);
	if (result == 0)
		result = check_inspection(&inspection, request, &look->exit_code, err);
	inspection_drop(&inspection);
	return result;
}

static void wait_seconds(double seconds)
{
	struct timespec time = {(time_t)seconds, (long)((seconds - floor(seconds)) * 1e9)};

	nanosleep(&time, NULL);
}

static bool has_ended(const struct mempolicy_error *err)
{
	return err->sys_errno == ESRCH || err->sys_errno == ENOENT;
}

/* Looks until the container ends, a check fails, or nobody reads the output any more. */
static int look_again_and_again(struct look *look, struct mempolicy_error *err)
{
	for (;; look->again = true, wait_seconds(look->request->watch)) {
		if (look_once(look, err))
			return look->again && has_ended(err) ? 0 : -1;
		if (fflush(stdout) || look->exit_code)
			return 0;
	}
}

static int run_inspect(const struct subcommand *subcommand, int argc, char **argv,
		       struct mempolicy_error *err)
{
	struct request request;
	struct container container = {.init = 0};
	struct look look = {.request = &request, .container = &container, .exit_code = EX_OK};
	int result;

	if (request_parse(subcommand, argc, argv, &request, err))
		return -1;
	result = find_container(&request, &container, err);
	if (result == 0)
		result = (request.watch > 0 ? look_again_and_again : look_once)(&look, err);
	container_drop(&container);
	return result ? -1 : look.exit_code;
}

const struct subcommand subcommand_inspect = {
	.name = "inspect",
	.summary = "show the policies of a running container and where its memory is",
	.help = "[OPTION]... CONTAINER | --state FILE | --pid PID\n"
		"\n"
		"Shows the memory policy of each process and thread of a container, whether it\n"
		"is the one that config.json requests, and on which nodes the memory is:\n"
		"anonymous memory, huge pages, files and shared memory separately.\n"
		"\n"
		"CONTAINER is an id, the beginning of an id given by an engine, or a name that\n"
		"podman, docker, crictl or nerdctl know.\n"
		"\n"
		"  --engine ENGINE       the container's engine: podman, docker, containerd or\n"
		"                        crio; by default, all of them are searched\n"
		"  --runtime PROGRAM     ask only this runtime, by the container's full id\n"
		"  --root DIR            the runtime's --root\n"
		"  --state FILE          read the container's OCI state from FILE instead; \"-\" is\n"
		"                        standard input\n"
		"  --pid PID             inspect a process, without a config.json to compare with\n"
		"  --no-stop             never stop a process to ask for its policy; what\n"
		"                        /proc/PID/numa_maps does not show stays unknown\n"
		"  --format FORMAT       text (the default), json, or prometheus\n"
		"  --json                the same as --format json\n"
		"  --output FILE         write JSON or metrics to FILE, replacing it at once\n"
		"  --svg FILE            also draw nodes, distances and memory into FILE; \"-\"\n"
		"                        writes the drawing, and nothing else, to standard\n"
		"                        output\n"
		"  --watch SECONDS       repeat until the container ends or a check fails; with\n"
		"                        JSON, each look is one line\n"
		"  --fail-on WHAT        exit with 1 if enforcement is WHAT (degraded or none) or\n"
		"                        worse; not with --pid\n"
		"  --min-locality SHARE  exit with 1 if less than this share (0 to 1) of the\n"
		"                        container's own memory is on the requested nodes or,\n"
		"                        if the policy interleaves, is spread evenly over them\n"
		"  --max-migrated PAGES  with --watch: exit with 1 when more pages than this have\n"
		"                        been moved between nodes since the first look\n",
	.examples = "  oci-mempolicy inspect web\n"
		    "  oci-mempolicy inspect --runtime crun --watch 2 web\n"
		    "  oci-mempolicy inspect --watch 10 --fail-on degraded web\n"
		    "  runc state web | oci-mempolicy inspect --state - --min-locality 0.9\n"
		    "  oci-mempolicy inspect --pid 4711 --json | jq .memory.nodes\n"
		    "  oci-mempolicy inspect --format prometheus \\\n"
		    "      --output /var/lib/node_exporter/textfile_collector/web.prom web\n",
	.options = request_options,
	.run = run_inspect,
};
