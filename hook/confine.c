/* SPDX-License-Identifier: Apache-2.0 */
#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confine-filter.h" /* made by confine-filter.c */
#include "error.h"

#define SYSTEM		MEMPOLICY_ERROR_SYSTEM
#define BIT(capability) (1U << (capability))

/* A field of what the kernel tells a filter; of a 64-bit one, the lower half, where a pid is. */
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

/*
 * Keeps these capabilities, where they are there: an ordinary user has none. What is not
 * inheritable is not ambient either. (libcap-ng, linked statically, brings the name service with
 * it, and reads /proc to know what it was told before.)
 */
static int keep(unsigned int capabilities, struct mempolicy_error *err)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, sets))
		return error_set_errno(err, SYSTEM, errno, "capget");
	sets[0].effective &= capabilities;
	sets[0].permitted &= capabilities;
	sets[0].inheritable = 0;
	sets[1] = (struct __user_cap_data_struct){0};
	if (syscall(SYS_capset, &header, sets))
		return error_set_errno(err, SYSTEM, errno, "capset");
	return 0;
}

/* Without CAP_SETPCAP it cannot be emptied. That would change little: nothing is executed. */
static void empty_bounding_set(void)
{
	int capability = 0;

	while (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0)
		capability++;
}

/*
 * Which numbers the threads of init have is not known yet, but that they are younger than the
 * runtime, which runs this hook at createRuntime; at createContainer init itself does. So older
 * processes are out of reach, unless numbers have begun again from the bottom since. This goes
 * before what confine-filter.c made, and lets the rest be decided there.
 */
static size_t forbid_older_processes(struct sock_filter *ret)
{
	unsigned int oldest = getpid() > getppid() ? (unsigned int)getppid() : 0;
	const struct sock_filter program[] = {
		LOAD(nr),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_writev, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 2, 5),
		LOAD(args[0]),
		BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
		LOAD(args[1]),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, oldest, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};

	memcpy(ret, program, sizeof(program));
	return sizeof(program) / sizeof(program[0]);
}

static int load_filter(struct mempolicy_error *err)
{
	struct sock_filter whole[sizeof(filter) / sizeof(filter[0]) + 16];
	size_t length = forbid_older_processes(whole);
	struct sock_fprog program = {.filter = whole};

	memcpy(whole + length, filter, sizeof(filter));
	program.len = (unsigned short)(length + sizeof(filter) / sizeof(filter[0]));
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL)
		return error_set_errno(err, SYSTEM, errno, "loading a seccomp filter");
	error_set_errno(err, MEMPOLICY_ERROR_UNSUPPORTED, errno, "loading a seccomp filter");
	return error_remedy(err, "use a kernel built with CONFIG_SECCOMP_FILTER");
}

int confine(struct mempolicy_error *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_set_errno(err, SYSTEM, errno, "giving up new privileges");
	empty_bounding_set();
	if (keep(BIT(CAP_SYS_PTRACE) | BIT(CAP_DAC_READ_SEARCH), err))
		return -1;
	return load_filter(err);
}

int confine_to_tracing(struct mempolicy_error *err)
{
	return keep(BIT(CAP_SYS_PTRACE), err);
}
