/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program that doctor runs in a container: prints the policy that it runs under, which
 * numa_maps shows for its stack, because the stack has no policy of its own. Without a C library it
 * is small enough to be built into the command. It reads /proc, because Docker forbids
 * get_mempolicy(2).
 */
#define OUT 1

#if defined(__x86_64__)
#define SYS_READ  0
#define SYS_WRITE 1
#define SYS_OPEN  257
#define SYS_EXIT  231
static long call(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}
#else
#define SYS_READ  63
#define SYS_WRITE 64
#define SYS_OPEN  56
#define SYS_EXIT  94
static long call(long number, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
}
#endif

#define AT_FDCWD (-100)
#define SIZE	 65536

static char text[SIZE];

static long read_maps(void)
{
	long fd = call(SYS_OPEN, AT_FDCWD, (long)"/proc/self/numa_maps", 0, 0);
	long length = 0, got = 1;

	while (fd >= 0 && got > 0 && length < SIZE) {
		got = call(SYS_READ, fd, (long)(text + length), SIZE - length, 0);
		if (got > 0)
			length += got;
	}
	return length;
}

static int is_stack(const char *at)
{
	static const char word[] = " stack";

	for (int i = 0; i < (int)sizeof(word) - 1; i++)
		if (at[i] != word[i])
			return 0;
	return 1;
}

/* The line is "ADDRESS POLICY stack ..."; a policy may contain a space. */
static void print_policy(long length)
{
	long line = 0, begins = 0;

	for (long at = 0; at + 6 < length; at++) {
		if (text[at] == '\n') {
			line = at + 1;
			begins = 0;
		} else if (text[at] == ' ' && !begins) {
			begins = at + 1;
		}
		if (begins > line && at >= begins && is_stack(text + at)) {
			text[at] = '\n';
			call(SYS_WRITE, OUT, (long)(text + begins), at + 1 - begins, 0);
			return;
		}
	}
}

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker looks for it */
void _start(void);
void _start(void)
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
{
	print_policy(read_maps());
	call(SYS_EXIT, 0, 0, 0, 0);
	__builtin_unreachable();
}
