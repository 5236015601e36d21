/* SPDX-License-Identifier: Apache-2.0 */
/* Reads /proc/PID/numa_maps. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "mapping.h"
#include "mapping_policies.h"

/* Large, so that few reads are needed. */
#define BUFFER_SIZE 65536

/* Products of two numbers of pages. */
__extension__ typedef unsigned __int128 wide;

/*
 * A line has one number per node for anonymous and other pages together: if it has both, on several
 * nodes, each node is assumed to have the same mix. Rounding the running sum loses no page. On each
 * node, as many pages as exceed the other pages of the whole mapping are certainly anonymous.
 */
static void add_mapping(const struct mapping *mapping, struct placement *placement)
{
	unsigned long long others = mapping->pages - mapping->anonymous, certain = 0, seen = 0,
			   given = 0,
			   *anonymous = placement->bytes[mapping_anonymous_kind(mapping)],
			   *other = placement->bytes[mapping_other_kind(mapping)];

	for (size_t i = 0; i < mapping->count; i++) {
		unsigned int node = mapping->on[i].node;
		unsigned long long pages = mapping->on[i].pages, part;

		if (pages == 0)
			continue;
		seen += pages;
		part = (unsigned long long)((wide)mapping->anonymous * seen / mapping->pages) -
		       given;
		given += part;
		certain += pages > others ? pages - others : 0;
		anonymous[node] += part * mapping->page_size;
		other[node] += (pages - part) * mapping->page_size;
	}
	placement->estimated += (mapping->anonymous - certain) * mapping->page_size;
	placement->mappings++;
}

int placement_add_line(struct placement *placement, const char *line, size_t length,
		       struct mempolicy_error *err)
{
	struct mapping mapping;

	if (mapping_read(line, length, &mapping, err))
		return -1;
	add_mapping(&mapping, placement);
	return 0;
}

/* ---- the file ---- */

static int read_error(const char *path, struct mempolicy_error *err)
{
	int sys_errno = errno;

	if (sys_errno != EACCES && sys_errno != EPERM)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "%s", path);
	mp_error_set_errno(err, MEMPOLICY_ERROR_PERMISSION, sys_errno, "%s", path);
	return mp_error_remedy(err, "run this command as the process's user, or with "
				    "CAP_SYS_PTRACE");
}

static int read_lines(FILE *file, const char *path, struct placement *placement,
		      struct mapping_policies *policies, struct mempolicy_error *err)
{
	struct mapping mapping;
	CLEANUP(cleanup_free) char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, file)) > 0) {
		length -= line[length - 1] == '\n';
		if (mapping_read(line, (size_t)length, &mapping, err) ||
		    mapping_policies_add(policies, &mapping, err))
			return -1;
		add_mapping(&mapping, placement);
	}
	return feof(file) ? 0 : read_error(path, err);
}

int placement_read(pid_t proc_pid, struct placement *ret, struct mapping_policies *ret_policies,
		   struct mempolicy_error *err)
{
	char path[64];
	FILE *file;
	int result;

	snprintf(path, sizeof(path), "/proc/%d/numa_maps", proc_pid);
	file = fopen(path, "re");
	if (!file)
		return read_error(path, err);
	setvbuf(file, NULL, _IOFBF, BUFFER_SIZE);
	memset(ret, 0, sizeof(*ret));
	result = read_lines(file, path, ret, ret_policies, err);
	fclose(file);
	return result;
}
