/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy configure: writes the files that make an engine call the hook, or removes them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "apply.h"
#include "cdi_machine.h"
#include "cleanup.h"
#include "configure_print.h"
#include "engines.h"
#include "error.h"
#include "formatted.h"
#include "installed.h"
#include "subcommand.h"

#define RECORD "/var/lib/oci-mempolicy"

enum { OPT_DRY_RUN = 256, OPT_UNDO, OPT_USER, OPT_ROOT, OPT_HOOK, OPT_JSON };

static const struct option options[] = {
	{"dry-run", no_argument, NULL, OPT_DRY_RUN},
	{"undo", no_argument, NULL, OPT_UNDO},
	{"user", no_argument, NULL, OPT_USER},
	{"root", required_argument, NULL, OPT_ROOT},
	{"hook", required_argument, NULL, OPT_HOOK},
	{"json", no_argument, NULL, OPT_JSON},
	{NULL, 0, NULL, 0},
};

struct settings {
	const struct subcommand *subcommand;
	bool dry_run, undo, user, json;
	const char *root; /* NULL: this machine's */
	const char *given_hook;
	const struct engine *engine; /* NULL: undo all */
	char hook[PATH_MAX];
	char *user_folder;   /* ~/.config/containers */
	char *record_folder; /* where the record is */
};

/* ---- options ---- */

static int take_path(const struct settings *settings, const char *option, const char *value,
		     const char **ret, struct mempolicy_error *err)
{
	char what[64];

	*ret = value;
	/* It is written into JSON and TOML unescaped. */
	if (value[0] == '/' && !value[strcspn(value, "\"\\\n\r\t")])
		return 0;
	snprintf(what, sizeof(what), "%s takes an absolute path, not", option);
	return subcommand_usage_error(settings->subcommand, what, value, err);
}

static int take_option(void *data, int option, const char *value, struct mempolicy_error *err)
{
	struct settings *settings = data;

	switch (option) {
	case OPT_DRY_RUN:
		settings->dry_run = true;
		return 0;
	case OPT_UNDO:
		settings->undo = true;
		return 0;
	case OPT_USER:
		settings->user = true;
		return 0;
	case OPT_ROOT:
		return take_path(settings, "--root", value, &settings->root, err);
	case OPT_HOOK:
		return take_path(settings, "--hook", value, &settings->given_hook, err);
	default:
		settings->json = true;
		return 0;
	}
}

static int take_engine(struct settings *settings, const char *name, struct mempolicy_error *err)
{
	settings->engine = engine_find(name);
	if (settings->engine)
		return 0;
	subcommand_usage_error(settings->subcommand, "there is no engine", name, err);
	return mp_error_remedy(err, "choose podman, docker, containerd, crio or kubernetes");
}

static int parse(struct settings *settings, int argc, char **argv, struct mempolicy_error *err)
{
	int operands;

	if (subcommand_options(settings->subcommand, argc, argv, take_option, settings, &operands,
			       err))
		return -1;
	if (operands == argc && !settings->undo)
		return subcommand_needs_operand(settings->subcommand, argc, operands, "the engine",
						err);
	if (operands < argc && take_engine(settings, argv[operands++], err))
		return -1;
	return subcommand_takes_no_operand(settings->subcommand, argc, argv, operands, err);
}

/* ---- whose files ---- */

/* $XDG_..._HOME/NAME, or the default below $HOME */
static char *home_folder(const char *variable, const char *below_home, const char *name)
{
	const char *given = getenv(variable), *home = getenv("HOME");

	if (given && given[0] == '/')
		return formatted("%s/%s", given, name);
	return home && home[0] == '/' ? formatted("%s/%s/%s", home, below_home, name) : NULL;
}

static int find_user(struct settings *settings, struct mempolicy_error *err)
{
	if (settings->engine && !settings->engine->has_users) {
		mp_error_set(err, MEMPOLICY_ERROR_PERMISSION, "", "only root can configure %s",
			     settings->engine->name);
		return mp_error_remedy(err, "run it as root, without --user");
	}
	settings->user_folder = home_folder("XDG_CONFIG_HOME", ".config", "containers");
	settings->record_folder = home_folder("XDG_STATE_HOME", ".local/state", "oci-mempolicy");
	if (settings->user_folder && settings->record_folder)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "HOME is not the path of a directory");
	return mp_error_remedy(err, "set it to your home directory");
}

/* The hook's path as seen from within --root; this program may be in there, too. */
static int find_hook(struct settings *settings, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *root = settings->root ? realpath(settings->root, NULL) : NULL;
	char path[PATH_MAX];
	size_t length;

	if (settings->root && !root)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno, "%s",
					  settings->root);
	if (installed_hook(path, err))
		return -1;
	if (settings->given_hook)
		snprintf(path, sizeof(path), "%s", settings->given_hook);
	length = root && !settings->given_hook ? strlen(root) : 0;
	if (length > 1 && strncmp(path, root, length) == 0 && path[length] == '/')
		memmove(path, path + length, strlen(path) - length + 1);
	memcpy(settings->hook, path, sizeof(path));
	return 0;
}

static int enter_root(const struct settings *settings, struct mempolicy_error *err)
{
	if (!settings->root || (chroot(settings->root) == 0 && chdir("/") == 0))
		return 0;
	mp_error_set_errno(err,
			   errno == EPERM ? MEMPOLICY_ERROR_PERMISSION : MEMPOLICY_ERROR_NO_INPUT,
			   errno, "cannot enter %s", settings->root);
	return mp_error_remedy(err, "name a directory, and run it as root");
}

static int check_hook(const struct settings *settings, struct mempolicy_error *err)
{
	struct stat status;

	if (stat(settings->hook, &status) == 0 && S_ISREG(status.st_mode) &&
	    (status.st_mode & 0111))
		return 0;
	mp_error_set(
		err, MEMPOLICY_ERROR_NO_INPUT, "",
		"there is no oci-mempolicy-hook at %s%s: engines could not start containers with it",
		settings->root ? settings->root : "", settings->hook);
	return mp_error_remedy(err, "install it, or give its path with --hook");
}

/* ---- doing it ---- */

static int plan_engine(const struct settings *settings, struct plan *plan,
		       struct mempolicy_error *err)
{
	struct engine_site site = {.hook = settings->hook,
				   .user_folder = settings->user_folder,
				   .elsewhere = settings->root};

	/* An image will run on other machines. */
	if (!site.elsewhere && !site.user_folder && cdi_machine_read(&site.machine, err))
		return -1;
	if (site.elsewhere)
		plan_note(
			plan,
			"devices for nodes are left out, since nodes differ between machines; run "
			"configure on the target machine to add them");
	return settings->engine->plan(plan, &site, err);
}

static int make_plan(const struct settings *settings, struct plan *plan,
		     struct mempolicy_error *err)
{
	if (settings->undo)
		plan_undo(plan, settings->engine ? settings->engine->name : NULL);
	else if (settings->engine && plan_engine(settings, plan, err))
		return -1;
	engines_restart(plan);
	return plan->lost ? mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "cannot plan")
			  : 0;
}

static int do_plan(const struct settings *settings, const struct plan *plan, struct record *record,
		   struct mempolicy_error *err)
{
	const char *name = settings->engine ? settings->engine->name : NULL;

	if (settings->dry_run)
		return 0;
	return settings->undo ? apply_undo(plan, record, name, err)
			      : apply(plan, record, name, err);
}

static int configure(const struct settings *settings, struct record *record,
		     struct mempolicy_error *err)
{
	const struct configured configured = {.engine = settings->engine ? settings->engine->name
									 : NULL,
					      .undo = settings->undo,
					      .dry_run = settings->dry_run,
					      .json = settings->json};
	struct plan plan;
	int result;

	if (!settings->dry_run && record_lock(record, err))
		return -1;
	plan.lost = !plan_new(record, &plan);
	result = make_plan(settings, &plan, err);
	if (result == 0) {
		configure_print_before(&configured, &plan);
		result = do_plan(settings, &plan, record, err);
	}
	if (result == 0)
		result = configure_print_after(&configured, &plan, err);
	plan_drop(&plan);
	return result;
}

static int prepare(struct settings *settings, struct record *record, struct mempolicy_error *err)
{
	if (find_hook(settings, err) || enter_root(settings, err))
		return -1;
	if (geteuid() != 0 || settings->user) {
		if (find_user(settings, err))
			return -1;
	}
	if (!settings->undo && check_hook(settings, err))
		return -1;
	return record_read(settings->record_folder ? settings->record_folder : RECORD, record, err);
}

static int run_configure(const struct subcommand *subcommand, int argc, char **argv,
			 struct mempolicy_error *err)
{
	struct settings settings = {.subcommand = subcommand};
	struct record record = {.lock = -1};
	int result = -1;

	if (parse(&settings, argc, argv, err) == 0 && prepare(&settings, &record, err) == 0)
		result = configure(&settings, &record, err);
	record_drop(&record);
	free(settings.user_folder);
	free(settings.record_folder);
	return result;
}

const struct subcommand subcommand_configure = {
	.name = "configure",
	.summary = "make an engine call the hook, or undo that",
	.help = "[OPTION]... ENGINE\n"
		"       oci-mempolicy configure --undo [OPTION]... [ENGINE]\n"
		"\n"
		"Writes the files that make an engine call oci-mempolicy-hook. ENGINE is podman,\n"
		"docker, containerd, crio, or kubernetes (a node with one of the last two).\n"
		"Files of others are left unchanged, except daemon.json of an older Docker, of\n"
		"which a copy is kept. First shows what changes; in the end says which services\n"
		"to restart, but restarts none.\n"
		"\n"
		"  --dry-run    show what would change, and change nothing\n"
		"  --undo       undo what was done for ENGINE, or for all; files that have been\n"
		"               changed since are left\n"
		"  --user       configure the rootless Podman of this user (the default unless\n"
		"               run as root)\n"
		"  --root DIR   use DIR as the root directory, such as that of an image\n"
		"  --hook FILE  the path of oci-mempolicy-hook, within DIR; by default\n"
		"               ../libexec/oci/hooks.d/oci-mempolicy-hook relative to this\n"
		"               program's directory\n"
		"  --json       print JSON\n"
		"\n"
		"The exit code is 1 if something is left to be done by hand; it says what.\n",
	.examples = "  oci-mempolicy configure docker --dry-run\n"
		    "  oci-mempolicy configure podman\n"
		    "  oci-mempolicy configure --undo\n",
	.options = options,
	.run = run_configure,
};
