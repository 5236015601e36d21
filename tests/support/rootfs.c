/* SPDX-License-Identifier: Apache-2.0 */
#include "rootfs.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bundle itself, its root file system, and the mount points. */
static const char *const directories[] = {"", "/rootfs", "/rootfs/proc", "/rootfs/dev",
					  "/rootfs/sys"};
#define DIRECTORIES (sizeof(directories) / sizeof(directories[0]))

bool rootfs_make(const char *bundle, const char *probe)
{
	char path[PATH_MAX];

	for (size_t i = 1; i < DIRECTORIES; i++) {
		snprintf(path, sizeof(path), "%s%s", bundle, directories[i]);
		if (mkdir(path, 0755))
			return false;
	}
	snprintf(path, sizeof(path), "%s/rootfs/probe", bundle);
	return link(probe, path) == 0;
}

bool rootfs_give(const char *bundle, uid_t owner)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < DIRECTORIES; i++) {
		snprintf(path, sizeof(path), "%s%s", bundle, directories[i]);
		if (chown(path, owner, owner))
			return false;
	}
	return true;
}

void config_add_user_namespace(json_t *config, int host_id, int count)
{
	static const char *const mappings[] = {"uidMappings", "gidMappings"};
	json_t *linux_object = json_object_get(config, "linux");

	json_array_append_new(json_object_get(linux_object, "namespaces"),
			      json_pack("{s:s}", "type", "user"));
	for (size_t i = 0; i < 2; i++)
		json_object_set_new(linux_object, mappings[i],
				    json_pack("[{s:i, s:i, s:i}]", "containerID", 0, "hostID",
					      host_id, "size", count));
}
