/* SPDX-License-Identifier: Apache-2.0 */
#include "engines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "daemon_json.h"
#include "engine_files.h"
#include "former.h"
#include "version.h"

#define CRI_SECTION "io.containerd.grpc.v1.cri"
#define ENABLE_CDI  "enable_cdi = true in [plugins.\"" CRI_SECTION "\"]"

/* The files may be made before the engine is installed, but that is worth a note. */
static void check_installed(struct plan *plan, const char *name, bool installed)
{
	char note[64];

	snprintf(note, sizeof(note), "%s is not installed", name);
	if (!installed)
		plan_note(plan, note);
}

/* ---- Podman ---- */

#define CONTAINERS_CONF "/etc/containers/containers.conf"

static int plan_podman(struct plan *plan, const struct engine_site *site,
		       struct mempolicy_error *err)
{
	char version[VERSION_TEXT];

	check_installed(plan, "podman",
			site->elsewhere || version_ask("podman", version) == VERSION_FOUND);
	if (site->user_folder)
		return engine_files_user_hooks(plan, site, err);
	if (engine_files_hooks(plan, site,
			       &(struct hooks_dir){.config = CONTAINERS_CONF,
						   .folder = CONTAINERS_CONF ".d",
						   .ending = ".conf",
						   .file = CONTAINERS_CONF ".d/oci-mempolicy.conf",
						   .template = "podman/containers.conf.d/"
							       "oci-mempolicy.conf"},
			       err) ||
	    engine_files_cdi(plan, site, err))
		return -1;
	if (json_array_size(plan->changes))
		plan_note(plan, "containers that Podman starts from now on can request a policy; "
				"only podman.service, if it is running, needs a restart");
	return 0;
}

/* ---- Docker ---- */

#define DAEMON_JSON "/etc/docker/daemon.json"
#define ADD_CDI	    "add \"features\": {\"cdi\": true} to it by hand, and restart docker"

/* on: whether the feature is on by default. */
static void change_daemon_json(struct plan *plan, const char *text, bool on)
{
	CLEANUP(cleanup_free) char *after = NULL;

	switch (daemon_json_add(text, &after)) {
	case DAEMON_JSON_DONE:
		if (!on)
			plan_change(plan, DAEMON_JSON, text, after);
		break;
	case DAEMON_JSON_ON:
		plan_use(plan, DAEMON_JSON);
		break;
	case DAEMON_JSON_OFF:
		plan_left(
			plan, DAEMON_JSON, "its feature cdi is turned off",
			"set it to true by hand if Docker may use CDI devices, and restart docker");
		break;
	case DAEMON_JSON_NOT_JSON:
		plan_left(plan, DAEMON_JSON,
			  "it cannot be parsed as a JSON object that Docker accepts", ADD_CDI);
		break;
	case DAEMON_JSON_MEMORY:
		plan->lost = true;
	}
}

static int plan_docker(struct plan *plan, const struct engine_site *site,
		       struct mempolicy_error *err)
{
	const char *new_file = engine_files_template("docker/daemon.json");
	char version[VERSION_TEXT] = "";
	struct former former;
	bool on;

	if (engine_files_cdi(plan, site, err))
		return -1;
	if (!site->elsewhere)
		check_installed(plan, "docker", version_ask("dockerd", version) == VERSION_FOUND);
	if (version[0] && !version_is_from(version, 25, 0))
		plan_note(plan, "this Docker is older than 25 and does not support CDI devices");
	on = version_is_from(version, 28, 2);
	former_read(DAEMON_JSON, &former);
	if (former.kind == FORMER_UNFIT)
		plan_left(plan, DAEMON_JSON, former.why, ADD_CDI);
	else if (former.kind == FORMER_TEXT && former.text[strspn(former.text, " \t\r\n")])
		change_daemon_json(plan, former.text, on);
	else if (!on)
		plan_change(plan, DAEMON_JSON, former.text, new_file);
	former_drop(&former);
	return 0;
}

/* ---- containerd ---- */

#define CONFIG_TOML   "/etc/containerd/config.toml"
#define CONF_D	      "/etc/containerd/conf.d"
#define CONF_D_FILE   CONF_D "/oci-mempolicy.toml"
#define CONF_TEMPLATE "containerd/conf.d/oci-mempolicy.toml"

static void by_hand(struct plan *plan, const char *reason)
{
	plan_left(plan, CONFIG_TOML, reason, "set " ENABLE_CDI " by hand, and restart containerd");
}

/* A CRI section in an imported file would replace the one in config.toml as a whole. */
static void enable_cdi(struct plan *plan, const struct former *config)
{
	const char *file = config->kind == FORMER_ABSENT ? CONFIG_TOML : CONF_D_FILE;

	if (config->kind == FORMER_UNFIT)
		by_hand(plan, config->why);
	else if (config->text && engine_files_is_true(config->text, "enable_cdi"))
		plan_use(plan, CONFIG_TOML);
	else if (config->text && !engine_files_has(config->text, "version", "2"))
		by_hand(plan, "its configuration version is not supported");
	else if (config->text &&
		 engine_files_mention(CONFIG_TOML, CONF_D, ".toml", CONF_D_FILE, CRI_SECTION))
		by_hand(plan, "it, or a file that it may import, has a CRI section");
	else if (config->text && !engine_files_has(config->text, "imports", CONF_D "/*.toml"))
		by_hand(plan, "it does not import " CONF_D "/*.toml");
	else
		plan_own(plan, file, engine_files_template(CONF_TEMPLATE));
}

static int plan_containerd(struct plan *plan, const struct engine_site *site,
			   struct mempolicy_error *err)
{
	char version[VERSION_TEXT] = "";
	struct former config;

	if (engine_files_cdi(plan, site, err))
		return -1;
	if (!site->elsewhere)
		version_ask("containerd", version);
	if (!version[0]) {
		plan_note(plan, "cannot find out the version of containerd: 1.7 needs " ENABLE_CDI
				" of " CONFIG_TOML ", 2 does not");
	} else if (!version_is_from(version, 1, 7)) {
		plan_note(plan, "this containerd is older than 1.7 and does not support CDI "
				"devices; for annotations see configs/containerd/README.md");
	} else if (!version_is_from(version, 2, 0)) {
		former_read(CONFIG_TOML, &config);
		/* A file that configure wrote itself counts as absent. */
		if (config.text && record_find(plan->record, CONFIG_TOML))
			plan_own(plan, CONFIG_TOML, engine_files_template(CONF_TEMPLATE));
		else
			enable_cdi(plan, &config);
		former_drop(&config);
	}
	return 0;
}

/* ---- CRI-O ---- */

#define CRIO_CONF "/etc/crio/crio.conf"
#define CRIO_FILE CRIO_CONF ".d/20-oci-mempolicy.conf"

static int plan_crio(struct plan *plan, const struct engine_site *site, struct mempolicy_error *err)
{
	if (engine_files_hooks(plan, site,
			       &(struct hooks_dir){.config = CRIO_CONF,
						   .folder = CRIO_CONF ".d",
						   .ending = "",
						   .file = CRIO_FILE,
						   .template = "crio/20-oci-mempolicy.conf"},
			       err) ||
	    engine_files_cdi(plan, site, err))
		return -1;
	return 0;
}

/* ---- Kubernetes ---- */

static int plan_kubernetes(struct plan *plan, const struct engine_site *site,
			   struct mempolicy_error *err)
{
	bool crio = access("/etc/crio", F_OK) == 0;
	bool containerd = access("/etc/containerd", F_OK) == 0;

	if (!crio && !containerd)
		plan_left(plan, "/etc", "neither containerd nor CRI-O is configured on this node",
			  "name containerd or crio, whichever kubelet uses");
	if ((containerd && plan_containerd(plan, site, err)) ||
	    (crio && plan_crio(plan, site, err)))
		return -1;
	plan_note(plan, "do the same on each node");
	if (containerd)
		plan_note(plan,
			  "containerd: a pod's annotations do not reach its CDI: for pods, install "
			  "the chart, which has a RuntimeClass (kubernetes/README.md), or use a "
			  "device plugin or DRA driver");
	if (crio)
		plan_note(plan, "CRI-O: pods request a policy by the annotation "
				"io.github.oci-mempolicy.policy; no RuntimeClass is needed");
	return 0;
}

/* ---- all ---- */

/* For an engine of Kubernetes */
#define STOPS_NONE "no container, but Kubernetes cannot start any meanwhile"

static void restart_docker(struct plan *plan)
{
	const json_t *change = plan_find(plan, DAEMON_JSON);
	const char *before = json_string_value(json_object_get(change, "before"));

	if (change)
		plan_restart(plan, "docker",
			     before && daemon_json_live_restore(before)
				     ? "no container, as live-restore is on"
				     : "all its containers, as live-restore is off");
}

void engines_restart(struct plan *plan)
{
	restart_docker(plan);
	if (plan_find(plan, CONFIG_TOML) || plan_find(plan, CONF_D_FILE))
		plan_restart(plan, "containerd", STOPS_NONE);
	if (plan_find(plan, CRIO_FILE))
		plan_restart(plan, "crio", STOPS_NONE);
}

static const struct engine engines[] = {
	{"podman", true, plan_podman},		{"docker", false, plan_docker},
	{"containerd", false, plan_containerd}, {"crio", false, plan_crio},
	{"kubernetes", false, plan_kubernetes},
};

const struct engine *engine_number(size_t number)
{
	return number < sizeof(engines) / sizeof(engines[0]) ? &engines[number] : NULL;
}

const struct engine *engine_find(const char *name)
{
	const struct engine *engine;

	for (size_t i = 0; (engine = engine_number(i)); i++)
		if (strcmp(engine->name, name) == 0)
			return engine;
	return NULL;
}
