/* SPDX-License-Identifier: Apache-2.0 */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "temporary.h"

struct scratch scratch;

static bool copy(const char *from, const char *to)
{
	if (copy_program(from, to))
		return true;
	fprintf(stderr, "cannot copy %s to %s: %s\n", from, to, strerror(errno));
	return false;
}

bool scratch_make(void)
{
	const char *hook = getenv("HOOK");

	if (!make_temporary("e2e", scratch.dir, sizeof(scratch.dir))) {
		perror("cannot make a directory in TMPDIR");
		return false;
	}
	snprintf(scratch.hook, sizeof(scratch.hook), "%s/oci-mempolicy-hook", scratch.dir);
	snprintf(scratch.probe, sizeof(scratch.probe), "%s/probe", scratch.dir);
	return copy(hook ? hook : HOOK_BUILT, scratch.hook) && copy(PROBE_BUILT, scratch.probe);
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

void scratch_remove(void)
{
	if (!remove_tree(scratch.dir))
		fprintf(stderr, "cannot remove all of %s: %s\n", scratch.dir, strerror(errno));
}
