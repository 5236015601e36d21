/* SPDX-License-Identifier: Apache-2.0 */
#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confine-filter.h" /* made by confine-filter.c */
#include "oci.h"

#define BIT(capability) (1U << (capability))
#define LENGTH(array)	(sizeof(array) / sizeof((array)[0]))

/* Loads a field of the data that the kernel passes to a filter; of a 64-bit field the lower half,
 * which holds a pid. */
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

static int fail(struct confine_failure *ret, enum confine_step step)
{
	*ret = (struct confine_failure){step, errno};
	return -1;
}

/*
 * Keeps only these capabilities, if the process has them; an ordinary user's process has none. A
 * capability that is not inheritable cannot be ambient. The bounding set does not matter: nothing
 * is executed, and with no_new_privs execution could not grant anything. (libcap-ng is not used
 * because, linked statically, it pulls in the name service, and it reads /proc to learn what the
 * kernel would tell it.)
 *
 * A process without capabilities may be traced by any other process of its user, such as user code
 * of another container that sees it in a shared pid namespace. So it first stops being dumpable:
 * from then on only a process with CAP_SYS_PTRACE can trace it.
 */
static int keep(unsigned int capabilities, struct confine_failure *ret)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(ret, CONFINE_NEW_PRIVILEGES);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return fail(ret, CONFINE_TRACERS);
	if (syscall(SYS_capget, &header, sets))
		return fail(ret, CONFINE_CAPABILITIES);
	sets[0].effective &= capabilities;
	sets[0].permitted &= capabilities;
	sets[0].inheritable = 0;
	sets[1] = (struct __user_cap_data_struct){0};
	if (syscall(SYS_capset, &header, sets))
		return fail(ret, CONFINE_CAPABILITIES);
	return 0;
}

static void load(const struct sock_filter *filter, size_t length, struct confine_failure *ret)
{
	struct sock_fprog program = {(unsigned short)length, (struct sock_filter *)filter};

	*ret = (struct confine_failure){CONFINE_NONE, 0};
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		fail(ret, CONFINE_FILTER);
}

/* Room for config.json, jansson's values for its small parts, the program and its stack. */
#define MEMORY (OCI_CONFIG_MAX + 32UL * 1024 * 1024)

/* CPU time: the process that waits for the reader limits how long it waits. */
#define READER_CPU_S 60

/* Lowers a limit, never raises it. (The type of setrlimit(2)'s resource argument differs between C
 * libraries, hence the system call.) */
static int lower(int resource, rlim_t to, struct confine_failure *ret)
{
	struct rlimit limit;

	if (syscall(SYS_prlimit64, 0, resource, NULL, &limit))
		return fail(ret, CONFINE_LIMITS);
	limit.rlim_max = limit.rlim_max < to ? limit.rlim_max : to;
	limit.rlim_cur = limit.rlim_cur < to ? limit.rlim_cur : to;
	if (syscall(SYS_prlimit64, 0, resource, &limit, NULL))
		return fail(ret, CONFINE_LIMITS);
	return 0;
}

static int set_limits(struct confine_failure *ret)
{
	return lower(RLIMIT_AS, MEMORY, ret) || lower(RLIMIT_CPU, READER_CPU_S, ret) ? -1 : 0;
}

void confine_reader(struct confine_failure *ret)
{
	if (set_limits(ret) == 0 && keep(0, ret) == 0)
		load(reader_filter, LENGTH(reader_filter), ret);
}

void confine_alone(struct confine_failure *ret)
{
	if (set_limits(ret) == 0 && keep(BIT(CAP_DAC_READ_SEARCH), ret) == 0)
		load(alone_filter, LENGTH(alone_filter), ret);
}

/*
 * The numbers of init's threads are not known in advance: init may create threads until all have
 * stopped. But they are younger than init, so their numbers are higher, unless numbers have wrapped
 * around since init was started; then this process also has a lower number than init, and every
 * number must be allowed. These instructions precede the filter that confine-filter.c made, which
 * decides about everything else.
 */
static size_t forbid_older_processes(pid_t init, struct sock_filter *ret)
{
	unsigned int oldest = getpid() > init ? (unsigned int)init : 0;
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
	return LENGTH(program);
}

void confine_tracer(pid_t init, struct confine_failure *ret)
{
	struct sock_filter whole[LENGTH(tracer_filter) + 16];
	size_t length;

	if (keep(BIT(CAP_SYS_PTRACE), ret))
		return;
	length = forbid_older_processes(init, whole);
	memcpy(whole + length, tracer_filter, sizeof(tracer_filter));
	load(whole, length + LENGTH(tracer_filter), ret);
}
