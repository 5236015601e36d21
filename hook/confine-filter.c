/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the hook may do, once it is confined. This program runs while the project is built, and
 * writes the seccomp filter as C; building it in the hook itself would cost every container that
 * time. The architecture, as libseccomp calls it, is the only argument.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <linux/filter.h>

/* An argument must have this value, or none of these bits. Values are those of x86_64 and aarch64
 * alike. */
#define IS(argument, value)	1, SCMP_CMP(argument, SCMP_CMP_EQ, value)
#define WITHOUT(argument, bits) 1, SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, bits, 0)
#define ANYHOW                                                                                     \
	0,                                                                                         \
	{                                                                                          \
		0                                                                                  \
	}

/* All that is not in this table fails with EPERM. */
static const struct rule {
	int call;
	unsigned int arguments;
	struct scmp_arg_cmp argument;
} allowed[] = {
	/* Files, for reading only; standard error and the log are open already. */
	{SCMP_SYS(openat), WITHOUT(2, O_ACCMODE | O_CREAT | O_TRUNC)},
	{SCMP_SYS(read), ANYHOW},
	{SCMP_SYS(write), ANYHOW},
	{SCMP_SYS(lseek), ANYHOW},
	{SCMP_SYS(close), ANYHOW},
	{SCMP_SYS(fstat), ANYHOW},
	{SCMP_SYS(newfstatat), ANYHOW},
	{SCMP_SYS(getdents64), ANYHOW},
	{SCMP_SYS(ioctl), IS(1, TCGETS)}, /* isatty(3) */
	{SCMP_SYS(poll), ANYHOW},
	{SCMP_SYS(ppoll), ANYHOW},
	{SCMP_SYS(sendto), IS(4, 0)}, /* to syslog, which is connected already */

	/* Memory, but no new code. */
	{SCMP_SYS(brk), ANYHOW},
	{SCMP_SYS(mmap), WITHOUT(2, PROT_EXEC)},
	{SCMP_SYS(mremap), ANYHOW},
	{SCMP_SYS(munmap), ANYHOW},
	{SCMP_SYS(madvise), ANYHOW},

	/* The container's init: requests that stop it, use its threads, and let them go. What must
	 * be killed is so when the hook ends (PTRACE_O_EXITKILL). */
	{SCMP_SYS(ptrace), IS(0, PTRACE_SEIZE)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_INTERRUPT)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_CONT)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_SYSCALL)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_GETREGSET)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_SETREGSET)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_GETSIGMASK)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_SETSIGMASK)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_GET_RSEQ_CONFIGURATION)},
	{SCMP_SYS(ptrace), IS(0, PTRACE_DETACH)},
	{SCMP_SYS(process_vm_readv), ANYHOW},
	{SCMP_SYS(process_vm_writev), ANYHOW},
	{SCMP_SYS(wait4), ANYHOW},
	{SCMP_SYS(rt_sigprocmask), ANYHOW},
	{SCMP_SYS(rt_sigtimedwait), ANYHOW},
	{SCMP_SYS(restart_syscall), ANYHOW},

	/* Memory policies; which of them the kernel has, is asked in a forked child. */
	{SCMP_SYS(get_mempolicy), ANYHOW},
	{SCMP_SYS(set_mempolicy), ANYHOW},
	{SCMP_SYS(clone), WITHOUT(0, ~(CSIGNAL | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))},
	{SCMP_SYS(set_robust_list), ANYHOW},
	{SCMP_SYS(pipe2), ANYHOW},
	{SCMP_SYS(uname), ANYHOW},

	/* Who and when. */
	{SCMP_SYS(getpid), ANYHOW},
	{SCMP_SYS(getppid), ANYHOW},
	{SCMP_SYS(gettid), ANYHOW},
	{SCMP_SYS(clock_gettime), ANYHOW},
	{SCMP_SYS(gettimeofday), ANYHOW},

	/* Fewer rights, and the end. */
	{SCMP_SYS(capget), ANYHOW},
	{SCMP_SYS(capset), ANYHOW},
	{SCMP_SYS(exit_group), ANYHOW},
};

static scmp_filter_ctx make(uint32_t architecture)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter)
		return NULL;
	if (architecture != seccomp_arch_native() &&
		(seccomp_arch_add(filter, architecture) ||
			seccomp_arch_remove(filter, SCMP_ARCH_NATIVE)))
		return NULL;
	/* Calls by the numbers of another architecture: nothing here makes them. */
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) ||
		/* A tree is quicker for the kernel to load than a list. */
		seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2))
		return NULL;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		/* A call that the architecture does not have is left out. */
		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i].call,
			    allowed[i].arguments, &allowed[i].argument))
			return NULL;
	return filter;
}

static int print(scmp_filter_ctx filter)
{
	FILE *program = tmpfile();
	struct sock_filter line;

	if (!program || seccomp_export_bpf(filter, fileno(program)))
		return -1;
	rewind(program);
	puts("static const struct sock_filter filter[] = {");
	while (fread(&line, sizeof(line), 1, program) == 1)
		printf("\t{0x%02x, %u, %u, 0x%08x},\n", line.code, line.jt, line.jf, line.k);
	puts("};");
	fclose(program);
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	uint32_t architecture = argc == 2 ? seccomp_arch_resolve_name(argv[1]) : 0;
	scmp_filter_ctx filter = architecture ? make(architecture) : NULL;
	int result = filter ? print(filter) : -1;

	if (result)
		fputs("confine-filter: cannot make the seccomp filter\n", stderr);
	seccomp_release(filter);
	return result ? EXIT_FAILURE : EXIT_SUCCESS;
}
