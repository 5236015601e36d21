/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each of the hook's processes may do once it is confined. This program runs while the project
 * is built, and writes the seccomp filters as C: if the hook built them itself, every container
 * would take longer to start. Its only argument is the architecture, by libseccomp's name.
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

/* An argument must have this value, or none of these bits. The values are the same on x86_64 and
 * aarch64. */
#define IS(argument, value)	1, SCMP_CMP(argument, SCMP_CMP_EQ, value)
#define WITHOUT(argument, bits) 1, SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, bits, 0)
#define ANYHOW                                                                                     \
	0,                                                                                         \
	{                                                                                          \
		0                                                                                  \
	}

/* Who may make a call, as bits. */
enum who {
	READER = 1 << 0, /* parses untrusted input */
	TRACER = 1 << 1, /* traces init */
	ALONE = 1 << 2,	 /* parses where a second process could not be started, and never traces */
};

/* A call that is not in this table fails with EPERM. */
static const struct rule {
	unsigned int who;
	int call;
	unsigned int arguments;
	struct scmp_arg_cmp argument;
} allowed[] = {
	/* Descriptors that are open already. The reader receives config.json by its socket, and
	 * sends its answer there. */
	{READER | TRACER | ALONE, SCMP_SYS(read), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(close), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(fstat), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(newfstatat),
	 ANYHOW}, /* glibc's fstat(2), musl's stat(2) */
	{READER, SCMP_SYS(recvmsg), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(sendto), IS(4, 0)}, /* the socket; syslog */
	{TRACER | ALONE, SCMP_SYS(write), ANYHOW},	       /* the log */
	{TRACER | ALONE, SCMP_SYS(writev), ANYHOW},	       /* standard error */
	{READER | TRACER | ALONE, SCMP_SYS(poll), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(ppoll), ANYHOW},

	/* Files, for reading only. */
	{TRACER | ALONE, SCMP_SYS(openat), WITHOUT(2, O_ACCMODE | O_CREAT | O_TRUNC)},
	{TRACER | ALONE, SCMP_SYS(open), WITHOUT(1, O_ACCMODE | O_CREAT | O_TRUNC)}, /* musl's */
	{TRACER | ALONE, SCMP_SYS(fcntl), IS(1, F_SETFD)},			     /* likewise */
	{TRACER | ALONE, SCMP_SYS(stat), ANYHOW},
	{TRACER | ALONE, SCMP_SYS(readv), ANYHOW}, /* musl's fopen(3) */
	{TRACER | ALONE, SCMP_SYS(lseek), ANYHOW},
	{TRACER | ALONE, SCMP_SYS(getdents64), ANYHOW},
	{TRACER | ALONE, SCMP_SYS(readlinkat), ANYHOW},

	/* Memory, but no new code. */
	{READER | TRACER | ALONE, SCMP_SYS(brk), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(mmap), WITHOUT(2, PROT_EXEC)},
	{READER | TRACER | ALONE, SCMP_SYS(mprotect), WITHOUT(2, PROT_EXEC)}, /* musl's malloc(3) */
	{READER | TRACER | ALONE, SCMP_SYS(mremap), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(munmap), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(madvise), ANYHOW},

	/* The container's init: requests that stop it, use its threads, and detach from them. If it
	 * must be killed, it is killed when the hook ends (PTRACE_O_EXITKILL). */
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_SEIZE)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_INTERRUPT)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_CONT)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_SYSCALL)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_GETREGSET)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_SETREGSET)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_GETSIGMASK)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_SETSIGMASK)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_GET_RSEQ_CONFIGURATION)},
	{TRACER, SCMP_SYS(ptrace), IS(0, PTRACE_DETACH)},
	{TRACER, SCMP_SYS(process_vm_readv), ANYHOW},
	{TRACER, SCMP_SYS(process_vm_writev), ANYHOW},
	{TRACER, SCMP_SYS(wait4), ANYHOW},
	{TRACER, SCMP_SYS(rt_sigprocmask), ANYHOW},
	{TRACER, SCMP_SYS(rt_sigtimedwait), ANYHOW},

	/* Memory policies. A forked child finds out which ones the kernel supports. */
	{TRACER | ALONE, SCMP_SYS(get_mempolicy), ANYHOW},
	{TRACER, SCMP_SYS(set_mempolicy), ANYHOW},
	{TRACER, SCMP_SYS(clone),
	 WITHOUT(0, ~(CSIGNAL | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))},
	{TRACER, SCMP_SYS(fork), ANYHOW}, /* musl's */
	{TRACER, SCMP_SYS(set_robust_list), ANYHOW},
	{TRACER, SCMP_SYS(pipe2), ANYHOW},
	{TRACER, SCMP_SYS(uname), ANYHOW},

	/* Process numbers and time; the watchdog's signals; exiting. */
	{TRACER | ALONE, SCMP_SYS(getpid), ANYHOW},
	{TRACER | ALONE, SCMP_SYS(getppid), ANYHOW},
	{TRACER, SCMP_SYS(gettid), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(clock_gettime), ANYHOW},
	{TRACER | ALONE, SCMP_SYS(gettimeofday), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(restart_syscall), ANYHOW},
	{TRACER | ALONE, SCMP_SYS(rt_sigreturn), ANYHOW},
	{READER | TRACER | ALONE, SCMP_SYS(exit_group), ANYHOW},
	/* If exit_group failed, musl's _exit(2) would try this in a loop. */
	{READER | TRACER | ALONE, SCMP_SYS(exit), ANYHOW},
};

static scmp_filter_ctx make(uint32_t architecture, enum who who)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter)
		return NULL;
	if (architecture != seccomp_arch_native() &&
	    (seccomp_arch_add(filter, architecture) ||
	     seccomp_arch_remove(filter, SCMP_ARCH_NATIVE)))
		return NULL;
	/* System call numbers of another architecture: the hook never uses them. */
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) ||
	    /* The kernel loads a tree faster than a list. */
	    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2))
		return NULL;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		/* libseccomp leaves out a call that the architecture does not have. */
		if ((allowed[i].who & who) &&
		    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i].call,
					   allowed[i].arguments, &allowed[i].argument))
			return NULL;
	return filter;
}

/*
 * From Linux 5.11 on, loading a filter includes finding out which calls it allows whatever their
 * arguments are: the kernel emulates it for each of about 900 numbers, up to the first instruction
 * that it cannot emulate (seccomp_is_const_allow() in kernel/seccomp.c). The hook makes fewer calls
 * than that, so such an instruction comes first, which halves the time to load the filter.
 */
static int print(scmp_filter_ctx filter, const char *name)
{
	FILE *program = tmpfile();
	struct sock_filter line;

	if (!program || seccomp_export_bpf(filter, fileno(program)))
		return -1;
	rewind(program);
	printf("static const struct sock_filter %s[] = {\n\tBPF_STMT(BPF_LDX | BPF_IMM, 0),\n",
	       name);
	while (fread(&line, sizeof(line), 1, program) == 1)
		printf("\t{0x%02x, %u, %u, 0x%08x},\n", line.code, line.jt, line.jf, line.k);
	puts("};");
	fclose(program);
	return fflush(stdout);
}

static int make_and_print(uint32_t architecture, enum who who, const char *name)
{
	scmp_filter_ctx filter = architecture ? make(architecture, who) : NULL;
	int result = filter ? print(filter, name) : -1;

	if (result)
		fputs("confine-filter: cannot make the seccomp filter\n", stderr);
	seccomp_release(filter);
	return result;
}

int main(int argc, char **argv)
{
	uint32_t architecture = argc == 2 ? seccomp_arch_resolve_name(argv[1]) : 0;

	if (make_and_print(architecture, READER, "reader_filter") ||
	    make_and_print(architecture, TRACER, "tracer_filter") ||
	    make_and_print(architecture, ALONE, "alone_filter"))
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
