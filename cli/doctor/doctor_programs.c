/* SPDX-License-Identifier: Apache-2.0 */
/* The hook, and the runtimes that run it. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "cleanup.h"
#include "diagnosis.h"
#include "file_text.h"
#include "installed.h"
#include "program.h"
#include "version.h"

#define ASK_SECONDS 10
#define HYBRID	    "/sys/fs/cgroup/unified"
#define INSTALL	    "install it: cmake --install BUILD --component hook, or its package"

/* ---- the hook ---- */

static bool has_interpreter(const unsigned char *file, size_t length)
{
	const Elf64_Ehdr *header = (const void *)file;

	if (length < sizeof(*header) || memcmp(file, ELFMAG, SELFMAG) != 0 ||
	    header->e_phoff > length ||
	    header->e_phnum > (length - header->e_phoff) / sizeof(Elf64_Phdr))
		return false;
	for (unsigned int i = 0; i < header->e_phnum; i++) {
		const Elf64_Phdr *part = (const void *)(file + header->e_phoff);

		if (part[i].p_type == PT_INTERP)
			return true;
	}
	return false;
}

/* Static glibc contains the name of its tunables; musl has none. */
static const char *libc_of(const char *path)
{
	static const char tunables[] = "GLIBC_TUNABLES";
	CLEANUP(cleanup_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	const char *libc = NULL;
	unsigned char *file;
	size_t length;

	if (fd < 0 || fstat(fd, &status) || status.st_size <= 0)
		return NULL;
	length = (size_t)status.st_size;
	file = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file == MAP_FAILED)
		return NULL;
	if (length > SELFMAG && memcmp(file, ELFMAG, SELFMAG) == 0) {
		libc = "static musl";
		if (has_interpreter(file, length))
			libc = "dynamic";
		else if (memmem(file, length, tunables, sizeof(tunables) - 1))
			libc = "static glibc";
	}
	munmap(file, length);
	return libc;
}

static void look_at_version(struct diagnosis *diagnosis, const char *path)
{
	char version[VERSION_TEXT];
	const char *libc = libc_of(path);

	if (version_ask(path, version) != VERSION_FOUND) {
		found(diagnosis, SEVERITY_ERROR, "hook", INSTALL, "%s does not run on this machine",
		      path);
		return;
	}
	if (json_object_set_new(diagnosis->hook, "version", json_string(version)) ||
	    (libc && json_object_set_new(diagnosis->hook, "libc", json_string(libc))))
		diagnosis->lost = true;
	found(diagnosis, SEVERITY_OK, "hook", NULL, "%s, version %s, %s", path, version,
	      libc ? libc : "not an ELF program");
	if (strcmp(version, MEMPOLICY_VERSION) != 0)
		found(diagnosis, SEVERITY_WARNING, "hook", "install the same version of both",
		      "the hook has version %s, this command " MEMPOLICY_VERSION, version);
	snprintf(diagnosis->hook_path, sizeof(diagnosis->hook_path), "%s", path);
}

void doctor_hook(struct diagnosis *diagnosis)
{
	char path[PATH_MAX], remedy[sizeof("chmod 755 ") + PATH_MAX];
	struct mempolicy_error err;

	if (diagnosis->hook_path[0])
		snprintf(path, sizeof(path), "%s", diagnosis->hook_path);
	else if (installed_hook(path, &err)) {
		found(diagnosis, SEVERITY_ERROR, "hook", INSTALL, "%s", err.message);
		return;
	}
	diagnosis->hook_path[0] = '\0';
	if (json_object_set_new(diagnosis->hook, "path", json_string(path)))
		diagnosis->lost = true;
	snprintf(remedy, sizeof(remedy), "chmod 755 %s", path);
	if (access(path, F_OK))
		found(diagnosis, SEVERITY_ERROR, "hook", INSTALL, "%s does not exist", path);
	else if (access(path, X_OK))
		found(diagnosis, SEVERITY_ERROR, "hook", remedy, "%s cannot be executed: %s", path,
		      strerror(errno));
	else
		look_at_version(diagnosis, path);
}

/* ---- runtimes ---- */

static bool knows_memory_policy(const char *runtime)
{
	const char *const argv[] = {runtime, "features", NULL};
	CLEANUP(cleanup_json) json_t *features = NULL;
	struct child_output output;

	child_run(argv, ASK_SECONDS, CHILD_ERRORS_KEPT, &output);
	if (output.out)
		features = json_loads(output.out, 0, NULL);
	child_output_drop(&output);
	return json_object_get(json_object_get(features, "linux"), "memoryPolicy");
}

/* crun ("cgroups in hybrid mode not supported") runs on cgroup version 1 only if a
 * hierarchy of version 2 next to it has no controllers. */
static void look_at_hybrid(struct diagnosis *diagnosis, const char *runtime)
{
	CLEANUP(cleanup_free) char *controllers = mp_file_line(HYBRID "/cgroup.controllers");

	if (strcmp(runtime, "crun") == 0 && controllers && *controllers)
		found(diagnosis, SEVERITY_WARNING, runtime,
		      "unmount " HYBRID ", or boot with cgroup version 2 alone",
		      "refuses every container while cgroup version 1 is used and " HYBRID
		      " has controllers (%s)",
		      controllers);
}

void doctor_runtimes(struct diagnosis *diagnosis)
{
	static const char *const names[] = {"runc", "crun", "youki"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char version[VERSION_TEXT];
		bool knows;

		if (version_ask(names[i], version) != VERSION_FOUND)
			continue;
		knows = knows_memory_policy(names[i]);
		diagnosis->has_runtime = true;
		if (json_array_append_new(diagnosis->runtimes,
					  json_pack("{s:s, s:s, s:b}", "name", names[i], "version",
						    version, "memoryPolicy", knows)))
			diagnosis->lost = true;
		found(diagnosis, SEVERITY_OK, names[i], NULL, "version %s, %s", version,
		      knows ? "supports linux.memoryPolicy natively"
			    : "needs the hook for linux.memoryPolicy");
		look_at_hybrid(diagnosis, names[i]);
	}
	if (!diagnosis->has_runtime)
		found(diagnosis, SEVERITY_ERROR, "runtime", "install runc or crun",
		      "none of runc, crun and youki is in PATH");
}
