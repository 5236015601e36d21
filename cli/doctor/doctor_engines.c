/* SPDX-License-Identifier: Apache-2.0 */
/* Container engines: which are installed, and what makes them call the hook. */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "daemon_json.h"
#include "diagnosis.h"
#include "engine_files.h"
#include "engines.h"
#include "formatted.h"
#include "former.h"
#include "toml.h"
#include "version.h"

#define DAEMON_JSON "/etc/docker/daemon.json"
#define CONFIG_TOML "/etc/containerd/config.toml"

/* An installed engine. */
struct patient {
	const char *name, *program;
	char version[VERSION_TEXT];
};

/* Whether its version supports devices; reports it if not. */
static bool is_from(struct diagnosis *diagnosis, const struct patient *patient, unsigned long major,
		    unsigned long minor)
{
	if (version_is_from(patient->version, major, minor))
		return true;
	found(diagnosis, SEVERITY_WARNING, patient->name, "install a newer version",
	      "version %s does not support CDI devices: %lu.%lu and newer do", patient->version,
	      major, minor);
	return false;
}

static bool podman_takes_devices(struct diagnosis *diagnosis, const struct patient *patient)
{
	doctor_podman_runtime(diagnosis);
	return is_from(diagnosis, patient, 4, 1);
}

/* On by default since 28.2. */
static bool docker_takes_devices(struct diagnosis *diagnosis, const struct patient *patient)
{
	bool on = version_is_from(patient->version, 28, 2);
	CLEANUP(cleanup_free) char *changed = NULL;
	struct former former;

	if (!is_from(diagnosis, patient, 25, 0))
		return false;
	former_read(DAEMON_JSON, &former);
	if (former.text) {
		enum daemon_json state = daemon_json_add(former.text, &changed);

		if (state == DAEMON_JSON_NOT_JSON)
			found(diagnosis, SEVERITY_ERROR, patient->name, "fix it",
			      DAEMON_JSON " cannot be parsed: dockerd may not start with it");
		on = state == DAEMON_JSON_ON || (state == DAEMON_JSON_DONE && on);
	}
	former_drop(&former);
	doctor_docker_daemon(diagnosis, on);
	if (!on)
		found(diagnosis, SEVERITY_ERROR, patient->name,
		      "run oci-mempolicy configure docker, or add \"features\": {\"cdi\": true} to "
		      "it; then systemctl restart docker",
		      "CDI devices are off in " DAEMON_JSON);
	return on;
}

static bool containerd_takes_devices(struct diagnosis *diagnosis, const struct patient *patient)
{
	bool on;

	if (!is_from(diagnosis, patient, 1, 7))
		return false;
	if (version_is_from(patient->version, 2, 0))
		return true;
	on = engine_files_enable_cdi(CONFIG_TOML, "/etc/containerd/conf.d");
	if (!on)
		found(diagnosis, SEVERITY_ERROR, patient->name,
		      "run oci-mempolicy configure containerd, or set enable_cdi = true in its "
		      "[plugins.\"io.containerd.grpc.v1.cri\"]; then systemctl restart containerd",
		      "CDI devices are off in " CONFIG_TOML);
	return on;
}

static bool crio_takes_devices(struct diagnosis *diagnosis, const struct patient *patient)
{
	(void)diagnosis;
	(void)patient;
	return true;
}

static const struct {
	const char *name, *program;
	bool reads_hooks; /* hooks.d */
	bool (*takes_devices)(struct diagnosis *diagnosis, const struct patient *patient);
} engines[] = {
	{"podman", "podman", true, podman_takes_devices},
	{"docker", "dockerd", false, docker_takes_devices},
	{"containerd", "containerd", false, containerd_takes_devices},
	{"crio", "crio", true, crio_takes_devices},
};

/* Reports on one engine as a whole. */
static void conclude(struct diagnosis *diagnosis, const struct patient *patient, bool device,
		     bool annotation)
{
	if (json_array_append_new(diagnosis->engines,
				  json_pack("{s:s, s:s, s:b, s:b}", "name", patient->name,
					    "version", patient->version, "device", device,
					    "annotation", annotation)))
		diagnosis->lost = true;
	if (device || annotation)
		found(diagnosis, SEVERITY_OK, patient->name, NULL,
		      "version %s calls the hook at createRuntime for %s%s%s", patient->version,
		      device ? "devices" : "", device && annotation ? " and " : "",
		      annotation ? "annotations" : "");
	else
		found(diagnosis, SEVERITY_ERROR, patient->name,
		      "see oci-mempolicy configure --help",
		      "version %s does not call the hook for any container", patient->version);
}

static void look_at(struct diagnosis *diagnosis, size_t number, const struct patient *patient)
{
	bool device = engines[number].takes_devices(diagnosis, patient);
	bool annotation =
		engines[number].reads_hooks && doctor_hooks(diagnosis, engines[number].name);

	if (device && !diagnosis->has_device) {
		CLEANUP(cleanup_free)
		char *remedy = formatted("run oci-mempolicy configure %s", patient->name);

		found(diagnosis, annotation ? SEVERITY_NOTE : SEVERITY_ERROR, patient->name, remedy,
		      "no file in /etc/cdi offers devices " CDI_KIND);
		device = false;
	}
	conclude(diagnosis, patient, device, annotation);
}

static void tell_missing(struct diagnosis *diagnosis, const struct patient *patient,
			 enum version_answer answer)
{
	if (answer == VERSION_NO_PROGRAM)
		found(diagnosis, SEVERITY_ERROR, patient->name, "install it", "%s is not in PATH",
		      patient->program);
	else
		found(diagnosis, SEVERITY_ERROR, patient->name, "find out why, or install it again",
		      "%s does not run", patient->program);
}

void doctor_engines(struct diagnosis *diagnosis, const char *engine)
{
	bool any = false;

	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++) {
		struct patient patient = {engines[i].name, engines[i].program, ""};
		enum version_answer answer;

		if (engine && strcmp(engine, patient.name) != 0)
			continue;
		answer = version_ask(patient.program, patient.version);
		if (answer != VERSION_FOUND) {
			if (engine)
				tell_missing(diagnosis, &patient, answer);
			continue;
		}
		any = true;
		look_at(diagnosis, i, &patient);
	}
	if (!any && !engine)
		found(diagnosis, SEVERITY_NOTE, "engine",
		      "add the hook to a bundle's config.json, see man oci-mempolicy-hook",
		      "none of Podman, Docker, containerd and CRI-O is installed");
}
