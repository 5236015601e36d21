/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hook with a hole: tries what no hook should, unconfined or confined, and prints what came of
 * it: "done", or the name of the error.
 *
 *   hole free|confined NAME FILE PID    FILE may be written, PID be traced
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "confine.h"
#include "hole.h"

static const char *file;
static pid_t victim;

/* ---- each returns -1 with errno, or something else ---- */

static long open_for(int flags)
{
	return open(file, flags | O_CLOEXEC, 0600);
}

static long open_to_read(void)
{
	return open_for(O_RDONLY);
}

static long open_to_write(void)
{
	return open_for(O_WRONLY);
}

static long open_to_read_and_write(void)
{
	return open_for(O_RDWR);
}

static long open_to_append(void)
{
	return open_for(O_WRONLY | O_APPEND);
}

static long open_and_create(void)
{
	return open_for(O_RDONLY | O_CREAT);
}

static long open_and_truncate(void)
{
	return open_for(O_RDONLY | O_TRUNC);
}

static long open_unnamed(void)
{
	return open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static long remove_file(void)
{
	return unlink(file);
}

static long rename_file(void)
{
	return rename(file, file);
}

static long change_mode(void)
{
	return chmod(file, 0600);
}

static long change_owner(void)
{
	return chown(file, 0, 0);
}

static long execute(void)
{
	char *const arguments[] = {"echo", "-n", "done", NULL}, *const environment[] = {NULL};

	return execve("/bin/echo", arguments, environment);
}

static long make_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static long make_socket_pair(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair);
}

static long mount_something(void)
{
	return mount(NULL, "/", NULL, MS_PRIVATE, NULL);
}

static long signal_process(void)
{
	return kill(victim, 0);
}

static long signal_itself(void)
{
	return syscall(SYS_tgkill, getpid(), gettid(), 0);
}

static long signal_by_descriptor(void)
{
	return syscall(SYS_pidfd_open, victim, 0);
}

static long attach(void)
{
	return ptrace(PTRACE_ATTACH, victim, 0, 0);
}

static long seize(void)
{
	return ptrace(PTRACE_SEIZE, victim, 0, PTRACE_O_EXITKILL);
}

/* The kernel looks at half of the register. */
static long seize_by_half(void)
{
	return syscall(SYS_ptrace, PTRACE_SEIZE, 1UL << 32 | (unsigned long)victim, 0, 0);
}

static char word[8];
static const struct iovec here = {word, sizeof(word)};
/* NOLINTNEXTLINE(performance-no-int-to-ptr): an address over there */
static const struct iovec there = {(void *)VICTIM_MEMORY, sizeof(word)};

static long read_memory(void)
{
	return process_vm_readv(victim, &here, 1, &there, 1, 0);
}

static long write_memory(void)
{
	return process_vm_writev(victim, &here, 1, &there, 1, 0);
}

static long trace_itself(void)
{
	return ptrace(PTRACE_TRACEME, 0, 0, 0);
}

static long plain_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid;
}

static long clone_with(unsigned long flags)
{
	long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return pid;
}

static long child_in_namespaces(void)
{
	return clone_with(CLONE_NEWNS | CLONE_NEWUTS);
}

static long child_in_user_namespace(void)
{
	return clone_with(CLONE_NEWUSER);
}

static long child_by_clone3(void)
{
	uint64_t arguments[8] = {0};
	long pid = syscall(SYS_clone3, arguments, sizeof(arguments));

	if (pid == 0)
		_exit(0);
	return pid;
}

static long leave_namespaces(void)
{
	return unshare(CLONE_NEWNS);
}

static long change_root(void)
{
	return chroot("/");
}

static long change_user(void)
{
	return setuid(0);
}

static long change_groups(void)
{
	return setgid(0);
}

static long change_limit(void)
{
	struct rlimit limit = {0, 0};

	return setrlimit(RLIMIT_CORE, &limit);
}

static long change_itself(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long map_code(void)
{
	return (long)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static long make_file_in_memory(void)
{
	return memfd_create("hole", MFD_CLOEXEC);
}

static long control_device(void)
{
	int value;

	return ioctl(STDOUT_FILENO, FIONREAD, &value);
}

#ifdef __x86_64__
static long call_by_32_bits(void)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory"); /* getpid */
	return result;
}

static long call_by_x32(void)
{
	return syscall(0x40000000 | SYS_getpid);
}
#endif

static const struct {
	const char *name;
	long (*try)(void);
} tries[] = {
	{"open_to_read", open_to_read},
	{"open_to_write", open_to_write},
	{"open_to_read_and_write", open_to_read_and_write},
	{"open_to_append", open_to_append},
	{"open_and_create", open_and_create},
	{"open_and_truncate", open_and_truncate},
	{"open_unnamed", open_unnamed},
	{"remove_file", remove_file},
	{"rename_file", rename_file},
	{"change_mode", change_mode},
	{"change_owner", change_owner},
	{"execute", execute},
	{"make_socket", make_socket},
	{"make_socket_pair", make_socket_pair},
	{"mount_something", mount_something},
	{"signal_process", signal_process},
	{"signal_itself", signal_itself},
	{"signal_by_descriptor", signal_by_descriptor},
	{"attach", attach},
	{"seize", seize},
	{"seize_by_half", seize_by_half},
	{"read_memory", read_memory},
	{"write_memory", write_memory},
	{"trace_itself", trace_itself},
	{"plain_child", plain_child},
	{"child_in_namespaces", child_in_namespaces},
	{"child_in_user_namespace", child_in_user_namespace},
	{"child_by_clone3", child_by_clone3},
	{"leave_namespaces", leave_namespaces},
	{"change_root", change_root},
	{"change_user", change_user},
	{"change_groups", change_groups},
	{"change_limit", change_limit},
	{"change_itself", change_itself},
	{"map_code", map_code},
	{"make_code", make_code},
	{"make_file_in_memory", make_file_in_memory},
	{"control_device", control_device},
#ifdef __x86_64__
	{"call_by_32_bits", call_by_32_bits},
	{"call_by_x32", call_by_x32},
#endif
};

int main(int argc, char **argv)
{
	struct mempolicy_error err;

	if (argc != 5)
		return EXIT_FAILURE;
	file = argv[3];
	victim = (pid_t)strtol(argv[4], NULL, 10);
	if (strcmp(argv[1], "confined") == 0 && confine(&err)) {
		puts(err.message);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (strcmp(tries[i].name, argv[2]) == 0) {
			fputs(tries[i].try() == -1 ? strerrorname_np(errno) : "done", stdout);
			return fflush(stdout);
		}
	return EXIT_FAILURE;
}
