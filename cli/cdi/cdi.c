/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy cdi: writes the file that lets engines offer policies as devices. */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cdi_file.h"
#include "cdi_machine.h"
#include "cleanup.h"
#include "error.h"
#include "formatted.h"
#include "installed.h"
#include "program.h"
#include "replacement.h"
#include "subcommand.h"

/* More names than anyone would give. */
#define OWN_MAX 1024

enum { OPT_OUTPUT = 256, OPT_DEVICE, OPT_HOOK, OPT_JSON };

static const struct option options[] = {
	{"output", required_argument, NULL, OPT_OUTPUT},
	{"device", required_argument, NULL, OPT_DEVICE},
	{"hook", required_argument, NULL, OPT_HOOK},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	const struct subcommand *subcommand;
	const char *output; /* NULL: standard output */
	const char *hook;   /* NULL: where it is installed */
	size_t count;
	struct cdi_device own[OWN_MAX];
	char *names[OWN_MAX]; /* the names of own, to be freed */
};

/* ---- options ---- */

/* NAME=POLICY */
static int take_device(struct settings *settings, const char *value, struct mempolicy_error *err)
{
	const char *equals = strchr(value, '=');
	struct cdi_device *device = &settings->own[settings->count];

	if (!equals)
		return subcommand_usage_error(settings->subcommand,
					      "--device takes NAME=POLICY, not", value, err);
	if (settings->count == OWN_MAX)
		return subcommand_usage_error(settings->subcommand, "too many devices:", value,
					      err);
	settings->names[settings->count] = strndup(value, (size_t)(equals - value));
	device->name = settings->names[settings->count];
	if (!device->name)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "--device");
	settings->count++;
	if (cdi_check_name(device->name, err))
		return -1;
	if (mempolicy_notation_parse(equals + 1, strlen(equals + 1), &device->notation, err) == 0 &&
	    mempolicy_notation_check(&device->notation, err) == 0)
		return 0;
	snprintf(err->pointer, sizeof(err->pointer), "--device %s", device->name);
	return -1;
}

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	switch (option) {
	case OPT_DEVICE:
		return take_device(settings, value, err);
	case OPT_OUTPUT:
		settings->output = value;
		return 0;
	case OPT_HOOK:
		if (value[0] != '/')
			return subcommand_usage_error(settings->subcommand,
						      "--hook takes an absolute path, not", value,
						      err);
		settings->hook = value;
		return 0;
	default:
		return 0;
	}
}

/* Finds the hook's path. */
static int find_hook(char buf[PATH_MAX], struct mempolicy_error *err)
{
	char path[PATH_MAX];

	if (installed_hook(path, err))
		return -1;
	if (realpath(path, buf))
		return 0;
	mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno,
			   "there is no oci-mempolicy-hook at %s", path);
	return mp_error_remedy(err, "install it, or give its path with --hook");
}

/* ---- writing ---- */

/* A fresh machine has no /etc/cdi: no engine's package makes it. Makes one level only, so that a
 * mistyped path is not created. */
static void make_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (!slash || slash == path || slash - path >= (ptrdiff_t)sizeof(folder))
		return;
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
	/* If it fails, opening the file reports why. Its mode does not depend on the umask, since
	 * rootless engines read it, too. */
	if (mkdir(folder, 0755) == 0)
		chmod(folder, 0755);
}

static int write_file(const char *path, json_t *file, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = json_dumps(file, JSON_INDENT(2));
	CLEANUP(cleanup_free) char *lines = text ? formatted("%s\n", text) : NULL;

	if (!lines)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "%s", path);
	make_folder(path);
	return replacement_write(path, lines, NULL, err) ? -1 : EX_OK;
}

/* The hook would refuse every container with such a device; the nodes may be added later, though.
 */
static void warn_of_nodes(const struct cdi_device *device, const struct mempolicy_machine *machine)
{
	struct mempolicy_resolution ignored;
	struct mempolicy_error err;
	char text[PROGRAM_ERROR_TEXT];

	if (device->notation.word.kind != MEMPOLICY_WORD_NONE ||
	    mempolicy_resolve(&device->notation.policy, machine, &machine->with_memory, NULL, false,
			      &ignored, &err) == 0)
		return;
	snprintf(err.pointer, sizeof(err.pointer), "--device %s", device->name);
	fprintf(stderr, "oci-mempolicy cdi: warning: %s\n",
		program_error_text(&err, text, sizeof(text)));
}

static int check_own(const struct settings *settings, struct mempolicy_error *err)
{
	struct mempolicy_machine machine;

	if (mempolicy_machine_read(&machine, err))
		return -1;
	for (size_t i = 0; i < settings->count; i++)
		warn_of_nodes(&settings->own[i], &machine);
	return 0;
}

static int make(const struct settings *settings, struct mempolicy_error *err)
{
	CLEANUP(cleanup_json) json_t *file = NULL;
	struct cdi_machine machine;
	char hook[PATH_MAX];

	if ((!settings->hook && find_hook(hook, err)) || cdi_machine_read(&machine, err) ||
	    check_own(settings, err))
		return -1;
	file = cdi_file(&machine, settings->hook ? settings->hook : hook, settings->own,
			settings->count, err);
	if (!file)
		return -1;
	if (settings->output)
		return write_file(settings->output, file, err);
	return subcommand_print_json(json_incref(file), err);
}

static int run_cdi(const struct subcommand *subcommand, int argc, char **argv,
		   struct mempolicy_error *err)
{
	struct settings *settings = calloc(1, sizeof(*settings));
	int operands, result;

	if (!settings)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "options");
	settings->subcommand = subcommand;
	result =
		subcommand_options(subcommand, argc, argv, take_option, settings, &operands, err) ||
				subcommand_takes_no_operand(subcommand, argc, argv, operands, err)
			? -1
			: make(settings, err);
	for (size_t i = 0; i < settings->count; i++)
		free(settings->names[i]);
	free(settings);
	return result;
}

const struct subcommand subcommand_cdi = {
	.name = "cdi",
	.summary = "write the CDI file that offers policies as devices",
	.help = "[--output FILE] [--device NAME=POLICY]... [--hook FILE]\n"
		"\n"
		"Writes a file of the Container Device Interface (CDI) for this machine. With it,\n"
		"users of Podman, Docker, containerd and CRI-O request a policy by a device,\n"
		"\"" CDI_KIND "=NAME\". The names are:\n"
		"\n"
		"  interleave   spread over all nodes      bind-0, ...     only from that node\n"
		"  weighted     spread by node weights     prefer-0, ...   that node first\n"
		"  local        near the CPU that asks     tier-0, ...     a memory tier first;\n"
		"  balanced     moved by the kernel to                     0 is the fastest\n"
		"               the CPUs that use it\n"
		"  default      no policy\n"
		"\n"
		"  --output FILE         write to FILE, such as /etc/cdi/oci-mempolicy.json, and\n"
		"                        make its directory if needed; the default is standard\n"
		"                        output\n"
		"  --device NAME=POLICY  add a device NAME for POLICY, such as interleave:0-3;\n"
		"                        may be given several times\n"
		"  --hook FILE           the path of oci-mempolicy-hook; by default\n"
		"                        ../libexec/oci/hooks.d/oci-mempolicy-hook relative to\n"
		"                        this program's directory\n"
		"  --json                no effect: the output is always JSON\n",
	.examples = "  oci-mempolicy cdi --output /etc/cdi/oci-mempolicy.json\n"
		    "  oci-mempolicy cdi --device near-gpu=prefer:pci:0000:3b:00.0 \\\n"
		    "      --device db=bind:0-1\n"
		    "  podman run --device " CDI_KIND "=interleave IMAGE\n",
	.options = options,
	.run = run_cdi,
};
