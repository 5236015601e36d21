/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process whose memory is where its command line says:
 *
 *   resident [KIND:NODE:PAGES]... [mappings:NODE:COUNT] [threads:NODE:COUNT]
 *
 *   anon      private anonymous memory
 *
 *   thp       the same in transparent huge pages, of which PAGES is the number
 *
 *   busy      anonymous memory without a policy of its own, which is written to all the time
 *
 *   read      pages of the existing file /resident.read; NODE is ignored
 *
 *   file      pages of a file in the current folder, mapped for reading
 *
 *   cow       the same, mapped privately, with every second page written to on node 0
 *
 *   zero      shared anonymous memory
 *
 *   memfd     memory of memfd_create(2)
 *
 *   devshm    memory of a file in /dev/shm
 *
 *   sysv      memory of shmget(2)
 *
 *   huge      private huge pages, of which PAGES is the number
 *
 *   hugeshm   shared huge pages, of which PAGES is the number
 *
 *   mappings  this many mappings of one page
 *
 *   threads   this many threads, bound to the node
 *
 * Prints "ready" and then waits, or is busy, until it is killed. Memory is placed by mbind(2) or,
 * if that has no effect, by the policy of the thread that touches it first.
 */
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE	4096UL
#define HUGE	(2UL << 20)
#define MAXNODE 65UL

struct area {
	unsigned long node;
	size_t pages;
	size_t page;
};

static void need(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(EXIT_FAILURE);
}

struct policy {
	int mode;
	unsigned long mask[16];
};

static struct policy bind_thread(unsigned long node)
{
	struct policy before = {.mode = -1};
	unsigned long mask = 1UL << node;

	need(syscall(SYS_get_mempolicy, &before.mode, before.mask, 8 * sizeof(before.mask), 0, 0) ==
		     0,
	     "get_mempolicy");
	need(syscall(SYS_set_mempolicy, MPOL_BIND, &mask, MAXNODE) == 0, "set_mempolicy");
	return before;
}

static void put_back(const struct policy *before)
{
	bool has_nodes = before->mode != MPOL_DEFAULT && before->mode != MPOL_LOCAL;

	need(syscall(SYS_set_mempolicy, before->mode, has_nodes ? before->mask : NULL,
		     has_nodes ? MAXNODE : 0) == 0,
	     "set_mempolicy");
}

static void touch(volatile char *memory, const struct area *area, size_t step)
{
	for (size_t i = 0; i < area->pages; i += step)
		memory[i * area->page] = 1;
}

/* Touches shared memory or files under a policy for the node, which places them. */
static void touch_from(volatile char *memory, const struct area *area, unsigned long node)
{
	struct policy before = bind_thread(node);

	touch(memory, area, 1);
	put_back(&before);
}

static char *map(const struct area *area, int flags, int fd)
{
	char *memory = mmap(NULL, area->pages * area->page, PROT_READ | PROT_WRITE, flags, fd, 0);

	need(memory != MAP_FAILED, "mmap");
	return memory;
}

static void place_private(const struct area *area, int flags)
{
	unsigned long mask = 1UL << area->node;
	char *memory = map(area, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1);

	need(syscall(SYS_mbind, memory, area->pages * area->page, MPOL_BIND, &mask, MAXNODE, 0) ==
		     0,
	     "mbind");
	touch(memory, area, 1);
}

/* Maps one huge page more than needed, so that the others can be aligned. */
static void place_transparent(const struct area *area)
{
	struct area room = {area->node, area->pages + 1, HUGE}, inside = *area;
	unsigned long mask = 1UL << area->node;
	char *memory = map(&room, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);

	memory += HUGE - (unsigned long)memory % HUGE;
	inside.page = HUGE;
	need(madvise(memory, area->pages * HUGE, MADV_HUGEPAGE) == 0, "madvise");
	need(syscall(SYS_mbind, memory, area->pages * HUGE, MPOL_BIND, &mask, MAXNODE, 0) == 0,
	     "mbind");
	touch(memory, &inside, 1);
}

static char *place_file(const struct area *area, const char *path, int flags)
{
	int fd = path ? open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)
		      : memfd_create("resident", MFD_CLOEXEC);
	char *memory;

	need(fd >= 0 && ftruncate(fd, (off_t)(area->pages * area->page)) == 0, "file");
	memory = map(area, MAP_SHARED, fd);
	touch_from(memory, area, area->node);
	if (flags == MAP_SHARED)
		return memory;
	munmap(memory, area->pages * area->page);
	return map(area, flags, fd);
}

static void place_cow(const struct area *area)
{
	volatile char *memory = place_file(area, "resident.cow", MAP_PRIVATE);
	struct policy before;
	char sum = 0;

	for (size_t i = 0; i < area->pages; i++)
		sum = (char)(sum + memory[i * area->page]);
	before = bind_thread(0);
	touch(memory, area, 2);
	put_back(&before);
}

static void place_sysv(const struct area *area)
{
	int id = shmget(IPC_PRIVATE, area->pages * area->page, IPC_CREAT | 0600);
	char *memory = id < 0 ? NULL : shmat(id, NULL, 0);

	need(memory && (long)memory != -1, "shmget");
	shmctl(id, IPC_RMID, NULL);
	touch_from(memory, area, area->node);
}

static volatile char *busy_memory;
static struct area busy_area;

static void place_busy(const struct area *area)
{
	busy_memory = map(area, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	busy_area = *area;
	touch_from(busy_memory, area, area->node);
}

static void read_file(const struct area *area)
{
	int fd = open("/resident.read", O_RDONLY | O_CLOEXEC);
	volatile char *memory;
	char sum = 0;

	need(fd >= 0, "/resident.read");
	memory = mmap(NULL, area->pages * area->page, PROT_READ, MAP_SHARED, fd, 0);
	need(memory != MAP_FAILED, "mmap");
	for (size_t i = 0; i < area->pages; i++)
		sum = (char)(sum + memory[i * area->page]);
}

/* Gives every second page other rights, so that the mappings do not merge. */
static void make_mappings(const struct area *area)
{
	char *memory = map(area, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	touch_from(memory, area, area->node);
	for (size_t i = 0; i < area->pages; i += 2)
		need(mprotect(memory + i * area->page, area->page, PROT_READ) == 0, "mprotect");
}

static void *wait_for_signal(void *unused)
{
	(void)unused;
	pause();
	return NULL;
}

/* New threads inherit the policy of the one that creates them. */
static void make_threads(const struct area *area)
{
	struct policy before = bind_thread(area->node);
	pthread_t thread;

	for (size_t i = 0; i < area->pages; i++)
		need(pthread_create(&thread, NULL, wait_for_signal, NULL) == 0, "pthread_create");
	put_back(&before);
}

static void place(const char *kind, struct area *area)
{
	if (strncmp(kind, "huge", 4) == 0)
		area->page = HUGE;
	if (strcmp(kind, "anon") == 0)
		place_private(area, 0);
	else if (strcmp(kind, "thp") == 0)
		place_transparent(area);
	else if (strcmp(kind, "busy") == 0)
		place_busy(area);
	else if (strcmp(kind, "read") == 0)
		read_file(area);
	else if (strcmp(kind, "file") == 0)
		place_file(area, "resident.file", MAP_SHARED);
	else if (strcmp(kind, "cow") == 0)
		place_cow(area);
	else if (strcmp(kind, "zero") == 0)
		touch_from(map(area, MAP_SHARED | MAP_ANONYMOUS, -1), area, area->node);
	else if (strcmp(kind, "memfd") == 0)
		place_file(area, NULL, MAP_SHARED);
	else if (strcmp(kind, "devshm") == 0)
		place_file(area, "/dev/shm/resident", MAP_SHARED);
	else if (strcmp(kind, "sysv") == 0)
		place_sysv(area);
	else if (strcmp(kind, "huge") == 0)
		place_private(area, MAP_HUGETLB);
	else if (strcmp(kind, "hugeshm") == 0)
		touch_from(map(area, MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1), area,
			   area->node);
	else if (strcmp(kind, "mappings") == 0)
		make_mappings(area);
	else if (strcmp(kind, "threads") == 0)
		make_threads(area);
	else
		exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct area area = {.page = PAGE};
		char kind[16];

		/* NOLINTNEXTLINE(cert-err34-c): only tests call it */
		if (sscanf(argv[i], "%15[a-z]:%lu:%zu", kind, &area.node, &area.pages) != 3)
			return EXIT_FAILURE;
		place(kind, &area);
	}
	puts("ready");
	fflush(stdout);
	while (busy_memory)
		touch(busy_memory, &busy_area, 1);
	pause();
	return EXIT_SUCCESS;
}
