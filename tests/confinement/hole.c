/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process of the hook with a hole: tries what no process of the hook should do, unconfined or
 * confined as one of them, and prints the result: "done", or the name of the error.
 *
 *   hole free|reader|tracer|alone NAME FILE PID INIT
 *
 * FILE may be written, PID may be traced; INIT is the container's, for the tracer. 0 as PID or INIT
 * stands for the parent.
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
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"
#include "hole.h"

/* Room for the result. */
#define OUTPUT 64UL

static const char *file;
static pid_t victim, victim_in_proc;

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

static long duplicate(void)
{
	return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
}

#ifdef SYS_open
/* musl's open(2); glibc uses openat(2). */
static long old_open_to_read(void)
{
	return syscall(SYS_open, file, O_RDONLY | O_CLOEXEC, 0600);
}

static long old_open_to_write(void)
{
	return syscall(SYS_open, file, O_WRONLY | O_CLOEXEC, 0600);
}

static long old_open_and_create(void)
{
	return syscall(SYS_open, file, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long old_open_and_truncate(void)
{
	return syscall(SYS_open, file, O_RDONLY | O_TRUNC | O_CLOEXEC, 0600);
}
#endif

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

static long connect_socket(void)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};

	/* ENOENT or ECONNREFUSED if nobody listens, and also without a descriptor: the filter let
	 * it through. */
	return connect(STDIN_FILENO, (const struct sockaddr *)&address, sizeof(address)) &&
			       errno == EPERM
		       ? -1
		       : 0;
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

/* The kernel only looks at half of the register. */
static long seize_by_half(void)
{
	return syscall(SYS_ptrace, PTRACE_SEIZE, 1UL << 32 | (unsigned long)victim, 0, 0);
}

static char word[8];
static const struct iovec here = {word, sizeof(word)};
/* NOLINTNEXTLINE(performance-no-int-to-ptr): an address in the other process */
static const struct iovec there = {(void *)VICTIM_MEMORY, sizeof(word)};

static long read_memory(void)
{
	return process_vm_readv(victim, &here, 1, &there, 1, 0);
}

static long write_memory(void)
{
	return process_vm_writev(victim, &here, 1, &there, 1, 0);
}

/* The memory file would make ptrace(2) and process_vm_writev(2) unnecessary. */
static long open_memory(int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/mem", victim_in_proc);
	return open(path, flags | O_CLOEXEC);
}

static long open_memory_to_read(void)
{
	return open_memory(O_RDONLY);
}

static long open_memory_to_write(void)
{
	return open_memory(O_RDWR);
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

#ifdef SYS_fork
/* musl's fork. */
static long old_fork(void)
{
	long pid = syscall(SYS_fork);

	if (pid == 0)
		_exit(0);
	return pid;
}
#endif

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
	{"duplicate", duplicate},
	{"remove_file", remove_file},
	{"rename_file", rename_file},
	{"change_mode", change_mode},
	{"change_owner", change_owner},
	{"execute", execute},
	{"make_socket", make_socket},
	{"connect_socket", connect_socket},
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
	{"open_memory_to_read", open_memory_to_read},
	{"open_memory_to_write", open_memory_to_write},
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
#ifdef SYS_open
	{"old_open_to_read", old_open_to_read},
	{"old_open_to_write", old_open_to_write},
	{"old_open_and_create", old_open_and_create},
	{"old_open_and_truncate", old_open_and_truncate},
#endif
#ifdef SYS_fork
	{"old_fork", old_fork},
#endif
#ifdef __x86_64__
	{"call_by_32_bits", call_by_32_bits},
	{"call_by_x32", call_by_x32},
#endif
};

/* At createContainer the parent has another pid in /proc, which is the machine's. */
static pid_t parent_in_proc(void)
{
	FILE *stat_file = fopen("/proc/self/stat", "re");
	int parent = 0;

	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it */
	if (!stat_file || fscanf(stat_file, "%*d %*s %*c %d", &parent) != 1)
		exit(EXIT_FAILURE);
	fclose(stat_file);
	return parent;
}

static pid_t process(const char *text)
{
	pid_t pid = (pid_t)strtol(text, NULL, 10);

	return pid ? pid : getppid();
}

static void confine_as(const char *role, pid_t init)
{
	struct confine_failure failure = {CONFINE_NONE, 0};

	if (strcmp(role, "reader") == 0)
		confine_reader(&failure);
	else if (strcmp(role, "alone") == 0)
		confine_alone(&failure);
	else if (strcmp(role, "tracer") == 0)
		confine_tracer(init, &failure);
	else if (strcmp(role, "free") != 0)
		exit(EXIT_FAILURE);
	if (failure.step)
		exit(EXIT_FAILURE);
}

/* Tries it in a child, which may be killed for it. The reader may not write, so the result is left
 * in shared memory. */
static void try_in_child(const char *name, const char *role, pid_t init, char *ret)
{
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (strcmp(tries[i].name, name) == 0) {
			confine_as(role, init);
			snprintf(ret, OUTPUT, "%s",
				 tries[i].try() == -1 ? strerrorname_np(errno) : "done");
			_exit(0);
		}
	_exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	char *output =
		mmap(NULL, OUTPUT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t init, child;

	if (argc != 6 || output == MAP_FAILED)
		return EXIT_FAILURE;
	file = argv[3];
	victim = process(argv[4]);
	victim_in_proc = victim == getppid() ? parent_in_proc() : victim;
	init = process(argv[5]);
	child = fork();
	if (child == 0)
		try_in_child(argv[2], argv[1], init, output);
	if (waitpid(child, &status, 0) != child)
		return EXIT_FAILURE;
	fputs(output, stdout);
	if (fflush(stdout))
		return EXIT_FAILURE;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
