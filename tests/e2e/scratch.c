/* SPDX-License-Identifier: Apache-2.0 */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

struct scratch scratch;

static bool copy_program(const char *from, const char *to)
{
	CLEANUP(cleanup_fd) int source = open(from, O_RDONLY | O_CLOEXEC);
	CLEANUP(cleanup_fd) int copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	ssize_t got = -1;

	if (source >= 0 && copy >= 0)
		while ((got = sendfile(copy, source, NULL, 1 << 20)) > 0)
			;
	if (got == 0)
		return true;
	fprintf(stderr, "cannot copy %s to %s: %s\n", from, to, strerror(errno));
	return false;
}

bool scratch_make(void)
{
	const char *hook = getenv("HOOK"), *parent = getenv("TMPDIR");
	char real[PATH_MAX], name[PATH_MAX + 16];

	if (!realpath(parent ? parent : "/tmp", real)) {
		perror("TMPDIR");
		return false;
	}
	snprintf(name, sizeof(name), "%s/e2e-XXXXXX", real);
	if (strlen(name) >= sizeof(scratch.dir) || !mkdtemp(name) || chmod(name, 0755)) {
		fprintf(stderr, "cannot make %s: %s\n", name, strerror(errno));
		return false;
	}
	memcpy(scratch.dir, name, strlen(name) + 1);
	snprintf(scratch.hook, sizeof(scratch.hook), "%s/oci-mempolicy-hook", scratch.dir);
	snprintf(scratch.probe, sizeof(scratch.probe), "%s/probe", scratch.dir);
	return copy_program(hook ? hook : HOOK_BUILT, scratch.hook) &&
	       copy_program(PROBE_BUILT, scratch.probe);
}

static bool runs_a_program(const char *process)
{
	const char *const programs[] = {scratch.hook, scratch.probe};
	char path[sizeof("/proc//exe") + NAME_MAX];
	struct stat running, program;

	snprintf(path, sizeof(path), "/proc/%s/exe", process);
	if (stat(path, &running))
		return false;
	for (size_t i = 0; i < 2; i++)
		if (stat(programs[i], &program) == 0 && program.st_dev == running.st_dev &&
			program.st_ino == running.st_ino)
			return true;
	return false;
}

size_t scratch_processes(int signal_number)
{
	CLEANUP(cleanup_dir) DIR *proc = opendir("/proc");
	const struct dirent *entry;
	size_t count = 0;

	if (!proc)
		abort();
	while ((entry = readdir(proc)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
			runs_a_program(entry->d_name)) {
			kill((pid_t)strtol(entry->d_name, NULL, 10), signal_number);
			count++;
		}
	return count;
}

size_t scratch_mounts(void)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char line[4096];
	size_t count = 0;

	if (!mounts)
		abort();
	while (fgets(line, sizeof(line), mounts))
		if (strstr(line, scratch.dir))
			count++;
	fclose(mounts);
	return count;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status, (void)type, (void)position;
	return remove(path);
}

void scratch_remove(void)
{
	if (nftw(scratch.dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
		fprintf(stderr, "cannot remove all of %s: %s\n", scratch.dir, strerror(errno));
}
