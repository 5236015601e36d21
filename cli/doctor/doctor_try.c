/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a container that requests one node and prints the policy that it got. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cdi_file.h"
#include "child.h"
#include "cleanup.h"
#include "diagnosis.h"
#include "formatted.h"
#include "probe.h"
#include "version.h"

/* Long enough for a busy machine, and for an engine that starts its daemon first. */
#define TRY_SECONDS 120
#define NAME	    "oci-mempolicy-doctor"
#define IMAGE	    "localhost/oci-mempolicy-doctor"
#define PROGRAM	    "/policy"

/* Mount points for the runtime. */
static const char *const folders[] = {"proc", "dev", "sys", "etc", "run", "tmp"};

struct trial {
	char root[64]; /* of the container */
	char policy[32], device[64], annotation[96], id[64];
};

/* ---- the root directory ---- */

static bool write_probe(const struct trial *trial)
{
	CLEANUP(cleanup_free) char *path = formatted("%s" PROGRAM, trial->root);
	CLEANUP(cleanup_fd)
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755) : -1;

	return fd >= 0 && write(fd, probe, probe_length) == (ssize_t)probe_length &&
	       fchmod(fd, 0755) == 0;
}

static bool make_root(struct trial *ret)
{
	const char *parent = getenv("TMPDIR");

	snprintf(ret->root, sizeof(ret->root), "%s/" NAME ".XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(ret->root) || chmod(ret->root, 0755))
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		CLEANUP(cleanup_free) char *path = formatted("%s/%s", ret->root, folders[i]);

		if (!path || mkdir(path, 0755))
			return false;
	}
	return write_probe(ret);
}

/* Also removes what the engine has put there. */
static void remove_root(const struct trial *trial)
{
	const char *const argv[] = {"rm", "-rf", "--one-file-system", "--", trial->root, NULL};
	struct child_output output;

	child_run(argv, TRY_SECONDS, CHILD_ERRORS_KEPT, &output);
	child_output_drop(&output);
}

/* ---- engines ---- */

static void run_podman(const struct trial *trial, bool by_device, struct child_output *ret)
{
	const char *const argv[] = {"podman",
				    "run",
				    "--rm",
				    "--network=none",
				    by_device ? "--device" : "--annotation",
				    by_device ? trial->device : trial->annotation,
				    "--rootfs",
				    trial->root,
				    PROGRAM,
				    NULL};

	child_run(argv, TRY_SECONDS, CHILD_ERRORS_KEPT, ret);
}

static bool import(const struct trial *trial, const char *tar)
{
	const char *const pack[] = {"tar", "-C", trial->root, "-cf", tar, ".", NULL};
	const char *const load[] = {"docker", "import", tar, IMAGE, NULL};
	struct child_output output;
	bool done;

	child_run(pack, TRY_SECONDS, CHILD_ERRORS_KEPT, &output);
	done = child_succeeded(&output);
	child_output_drop(&output);
	if (!done)
		return false;
	child_run(load, TRY_SECONDS, CHILD_ERRORS_KEPT, &output);
	done = child_succeeded(&output);
	child_output_drop(&output);
	return done;
}

/* Runs it from an image made for it, which is removed afterwards. */
static void run_docker(const struct trial *trial, bool by_device, struct child_output *ret)
{
	const char *const argv[] = {"docker",	"run",	       "--rm", "--network=none",
				    "--device", trial->device, IMAGE,  PROGRAM,
				    NULL};
	const char *const drop[] = {"docker", "rmi", "--force", IMAGE, NULL};
	CLEANUP(cleanup_free) char *tar = formatted("%s.tar", trial->root);
	struct child_output ignored;

	(void)by_device;
	if (tar)
		import(trial, tar);
	child_run(argv, TRY_SECONDS, CHILD_ERRORS_KEPT, ret);
	child_run(drop, TRY_SECONDS, CHILD_ERRORS_KEPT, &ignored);
	child_output_drop(&ignored);
	if (tar)
		unlink(tar);
}

static void run_ctr(const struct trial *trial, bool by_device, struct child_output *ret)
{
	const char *const argv[] = {"ctr",	 "-n",	     NAME,	 "run",
				    "--rm",	 "--rootfs", "--device", trial->device,
				    trial->root, trial->id,  PROGRAM,	 NULL};
	const char *const drop[] = {"ctr", "namespaces", "remove", NAME, NULL};
	struct child_output ignored;

	(void)by_device;
	child_run(argv, TRY_SECONDS, CHILD_ERRORS_KEPT, ret);
	child_run(drop, TRY_SECONDS, CHILD_ERRORS_KEPT, &ignored);
	child_output_drop(&ignored);
}

/* ---- both ---- */

static void judge(struct diagnosis *diagnosis, const char *engine, const struct trial *trial,
		  struct child_output *output)
{
	char *out = output->out ? output->out : (char *)"",
	     *err = output->err ? output->err : (char *)"";

	out[strcspn(out, "\n")] = '\0';
	/* The last lines say why. */
	while (strlen(err) && err[strlen(err) - 1] == '\n')
		err[strlen(err) - 1] = '\0';
	if (child_succeeded(output) && strcmp(out, trial->policy) == 0)
		found(diagnosis, SEVERITY_OK, engine, NULL,
		      "a container that requested %s runs under it", trial->policy);
	else if (child_succeeded(output))
		found(diagnosis, SEVERITY_ERROR, engine, "fix the problems above",
		      "a container that requested %s runs under %s", trial->policy, out);
	else
		found(diagnosis, SEVERITY_ERROR, engine,
		      "see the message, and journalctl -t oci-mempolicy-hook",
		      "a container that requested %s did not start: %s", trial->policy,
		      output->sys_errno == 0 ? err : "the engine's command cannot be run");
}

static void try_by(struct diagnosis *diagnosis, const char *engine, bool by_device,
		   void (*run)(const struct trial *trial, bool by_device, struct child_output *ret))
{
	struct trial trial;
	struct child_output output;

	snprintf(trial.policy, sizeof(trial.policy), "bind:%u", diagnosis->node);
	snprintf(trial.device, sizeof(trial.device), CDI_KIND "=bind-%u", diagnosis->node);
	snprintf(trial.annotation, sizeof(trial.annotation), "io.github.oci-mempolicy.policy=%s",
		 trial.policy);
	snprintf(trial.id, sizeof(trial.id), NAME "-%d", (int)getpid());
	if (make_root(&trial)) {
		run(&trial, by_device, &output);
		judge(diagnosis, engine, &trial, &output);
		child_output_drop(&output);
	} else {
		found(diagnosis, SEVERITY_ERROR, engine, "set TMPDIR to another directory",
		      "cannot make a container's root directory in %s: %s", trial.root,
		      strerror(errno));
	}
	remove_root(&trial);
}

void doctor_try(struct diagnosis *diagnosis, const char *engine, bool by_device)
{
	char version[VERSION_TEXT];

	if (strcmp(engine, "podman") == 0)
		try_by(diagnosis, engine, by_device, run_podman);
	else if (strcmp(engine, "docker") == 0)
		try_by(diagnosis, engine, by_device, run_docker);
	else if (strcmp(engine, "containerd") == 0 &&
		 version_ask("ctr", version) == VERSION_FOUND && version_is_from(version, 2, 0))
		try_by(diagnosis, engine, by_device, run_ctr);
	else
		found(diagnosis, SEVERITY_ERROR, engine,
		      strcmp(engine, "crio") == 0
			      ? "start a pod with the annotation io.github.oci-mempolicy.policy, and "
				"look at it with oci-mempolicy inspect"
			      : "for pods, install the chart (kubernetes/README.md); start one that "
				"requests a policy, and look at it with oci-mempolicy inspect",
		      "cannot be tried from here: it has no command that accepts devices");
}
