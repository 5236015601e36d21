/* SPDX-License-Identifier: Apache-2.0 */
#include "relro.h"

#include <features.h>

#ifdef __GLIBC__
void relro_protect(void)
{
}
#else
#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

/* Defined by the linker: the program's first byte, at address 0 of the file. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker's name */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));

void relro_protect(void)
{
	const ElfW(Ehdr) *header = (const void *)__ehdr_start;
	const ElfW(Phdr) *segments = (const void *)(__ehdr_start + header->e_phoff);
	size_t page = (size_t)sysconf(_SC_PAGESIZE), begin, end;

	for (unsigned int i = 0; i < header->e_phnum; i++) {
		if (segments[i].p_type != PT_GNU_RELRO)
			continue;
		begin = segments[i].p_vaddr & -page;
		end = (segments[i].p_vaddr + segments[i].p_memsz) & -page;
		mprotect((char *)__ehdr_start + begin, end - begin, PROT_READ);
	}
}
#endif
