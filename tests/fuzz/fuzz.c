/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Whole pages; libFuzzer's inputs are much smaller. */
#define GUARDED (1024UL * 1024)

void fuzz_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

/* The text contains no line break or control character, and ends within its buffer. */
static void check_text(const char *what, const char *text, size_t size)
{
	if (!memchr(text, '\0', size))
		fuzz_fail("%s does not end", what);
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			fuzz_fail("%s contains byte 0x%02x", what, (unsigned char)*text);
}

void fuzz_check_error(const struct mempolicy_error *err, enum mempolicy_error_kind kind)
{
	check_text("the message", err->message, sizeof(err->message));
	check_text("the pointer", err->pointer, sizeof(err->pointer));
	check_text("the remedy", err->remedy, sizeof(err->remedy));
	if (!*err->message)
		fuzz_fail("an error without a message");
	if (err->kind != kind)
		fuzz_fail("the error has kind %d instead of %d: %s", (int)err->kind, (int)kind,
			  err->message);
	if (err->sys_errno)
		fuzz_fail("no system call was made, and errno is %d", err->sys_errno);
}

const char *fuzz_guarded(const uint8_t *data, size_t size)
{
	static char *area;

	if (!area) {
		area = mmap(NULL, 2 * GUARDED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
		if (area == MAP_FAILED || mprotect(area + GUARDED, GUARDED, PROT_NONE))
			fuzz_fail("mmap or mprotect");
	}
	if (size > GUARDED)
		fuzz_fail("an input of %zu bytes", size);
	return memcpy(area + GUARDED - size, data, size);
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		fuzz_fail("out of memory");
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}
