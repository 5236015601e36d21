/* SPDX-License-Identifier: Apache-2.0 */
/* Whether this kernel lets the hook do its work. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cleanup.h"
#include "diagnosis.h"
#include "file_text.h"
#include "mempolicy.h"

#define SUBJECT "kernel"
#define YAMA	"/proc/sys/kernel/yama/ptrace_scope"

/* Whether several nodes have memory. */
static bool look_at_nodes(struct diagnosis *diagnosis)
{
	struct mempolicy_machine machine;
	struct mempolicy_error err;
	char text[MEMPOLICY_NODES_TEXT];
	struct utsname name;

	uname(&name);
	if (mempolicy_machine_read(&machine, &err)) {
		found(diagnosis, SEVERITY_ERROR, SUBJECT, "boot a kernel built with CONFIG_NUMA",
		      "Linux %s: %s", name.release, err.message);
		return false;
	}
	diagnosis->node = mempolicy_nodes_first(&machine.with_memory);
	mempolicy_nodes_format(&machine.with_memory, text, sizeof(text));
	found(diagnosis, SEVERITY_OK, SUBJECT, NULL, "Linux %s, nodes with memory: %s",
	      name.release, text);
	if (mempolicy_nodes_count(&machine.with_memory) > 1)
		return true;
	found(diagnosis, SEVERITY_NOTE, SUBJECT, NULL,
	      "only one node has memory: policies have no effect on this machine");
	return false;
}

static void look_at_features(struct diagnosis *diagnosis)
{
	struct mempolicy_features features;
	struct mempolicy_error err;

	if (mempolicy_features_probe(&features, &err)) {
		found(diagnosis, SEVERITY_WARNING, SUBJECT,
		      "run oci-mempolicy doctor on the host, not in a container",
		      "cannot find out which modes the kernel supports: %s", err.message);
		return;
	}
	for (int mode = 0; mode < MEMPOLICY_MODES; mode++)
		if (!features.modes[mode])
			found(diagnosis, SEVERITY_NOTE, SUBJECT, NULL,
			      "this kernel does not support %s",
			      mempolicy_mode_name((enum mempolicy_mode)mode));
}

static void look_at_balancing(struct diagnosis *diagnosis)
{
	CLEANUP(cleanup_free) char *balancing = mp_file_line("/proc/sys/kernel/numa_balancing");

	if (balancing && strcmp(balancing, "0") == 0)
		found(diagnosis, SEVERITY_NOTE, SUBJECT, "sysctl kernel.numa_balancing=1",
		      "automatic NUMA balancing is off: MPOL_F_NUMA_BALANCING has no effect");
}

static void look_at_security(struct diagnosis *diagnosis)
{
	CLEANUP(cleanup_free) char *yama = mp_file_line(YAMA);
	CLEANUP(cleanup_free) char *modules = mp_file_line("/sys/kernel/security/lsm");
	CLEANUP(cleanup_free) char *selinux = mp_file_line("/sys/fs/selinux/enforce");
	CLEANUP(cleanup_free) char *status = mp_file_text("/proc/self/status");

	if (yama && strcmp(yama, "3") == 0)
		found(diagnosis, SEVERITY_ERROR, SUBJECT,
		      "set kernel.yama.ptrace_scope to 2 or less in sysctl.d, and reboot",
		      YAMA " is 3: no process may use ptrace(2), the hook included");
	if (modules)
		found(diagnosis, SEVERITY_OK, SUBJECT, NULL, "security modules: %s", modules);
	if (selinux && strcmp(selinux, "1") == 0)
		found(diagnosis, SEVERITY_NOTE, SUBJECT,
		      "if the hook is denied access, see ausearch -m avc",
		      "SELinux is enforcing, also for hooks");
	if (status && strstr(status, "\nSeccomp:\t2"))
		found(diagnosis, SEVERITY_NOTE, SUBJECT, "run oci-mempolicy doctor on the host",
		      "this command runs under a seccomp filter, as in a container: the results may "
		      "differ for engines on the host");
}

static void look_at_cgroups(struct diagnosis *diagnosis)
{
	CLEANUP(cleanup_free) char *controllers = mp_file_line("/sys/fs/cgroup/cgroup.controllers");

	if (!controllers)
		found(diagnosis, SEVERITY_OK, SUBJECT, NULL, "cgroup version 1");
	else if (strstr(controllers, "cpuset"))
		found(diagnosis, SEVERITY_OK, SUBJECT, NULL, "cgroup version 2, with cpuset");
	else
		found(diagnosis, SEVERITY_NOTE, SUBJECT, NULL,
		      "cgroup version 2 without the cpuset controller: --cpuset-mems has no effect");
}

void doctor_kernel(struct diagnosis *diagnosis)
{
	bool several = look_at_nodes(diagnosis);

	look_at_features(diagnosis);
	if (several)
		look_at_balancing(diagnosis);
	look_at_security(diagnosis);
	look_at_cgroups(diagnosis);
}
