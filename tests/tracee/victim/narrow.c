/* SPDX-License-Identifier: Apache-2.0 */
/* A victim with another word size, for a compiler without 32-bit libraries: it echoes its standard
 * input, and exits with 1 if a call fails. It uses only system calls by int 0x80. */
#include <stdnoreturn.h>

#define SYS32_EXIT  1
#define SYS32_READ  3
#define SYS32_WRITE 4

static int call(int number, int first, void *second, int third)
{
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third)
			 : "memory");
	return result;
}

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker expects this
 * name */
noreturn void _start(void);

noreturn void _start(void)
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
{
	char byte;
	int got;

	while ((got = call(SYS32_READ, 0, &byte, 1)) == 1)
		call(SYS32_WRITE, 1, &byte, 1);
	for (;;)
		call(SYS32_EXIT, got != 0, &byte, 0);
}
