/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For a build of the hook in which one allocation fails: the one whose number, counted from 1, is
 * in the environment variable FAIL_ALLOCATION. Linked statically with ld's --wrap, so that the
 * allocations of the libraries count, too. A write(2) to no file shows that the failure happened.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Shared with the process that is forked later. */
static unsigned long *done;

__attribute__((constructor)) static void begin(void)
{
	done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (done == MAP_FAILED)
		abort();
}

static bool fails(void)
{
	const char *which = getenv("FAIL_ALLOCATION");

	/* Allocations before the constructor are not the hook's. */
	if (!which || !done || ++*done != strtoul(which, NULL, 10))
		return false;
	if (write(-1, "", 1) == 0)
		abort();
	errno = ENOMEM;
	return true;
}

#define WRAP(name, parameters, arguments)                                                          \
	extern void *__real_##name parameters;                                                     \
	extern void *__wrap_##name parameters;                                                     \
	void *__wrap_##name parameters                                                             \
	{                                                                                          \
		return fails() ? NULL : __real_##name arguments;                                   \
	}

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker defines these
 * names */
WRAP(malloc, (size_t size), (size))
WRAP(calloc, (size_t count, size_t size), (count, size))
WRAP(realloc, (void *old, size_t size), (old, size))
WRAP(reallocarray, (void *old, size_t count, size_t size), (old, count, size))
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
