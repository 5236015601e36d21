/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#ifdef COVERAGE
#include <gcov.h>
#endif
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- errors ---- */

const char *error_text(const struct mempolicy_error *err)
{
	static char text[sizeof(*err) + 8];

	snprintf(text, sizeof(text), "%s%s%s%s%s", err->pointer, *err->pointer ? ": " : "",
		 err->message, *err->remedy ? "; " : "", err->remedy);
	return text;
}

void assert_refused(const char *name, int result, const struct mempolicy_error *err,
		    enum mempolicy_error_kind kind, const char *text)
{
	ck_assert_msg(result == -1, "%s: accepted, instead of: %s", name, text);
	ck_assert_msg(strcmp(error_text(err), text) == 0, "%s: the error is\n%s\ninstead of\n%s",
		      name, error_text(err), text);
	ck_assert_msg(err->kind == kind, "%s: the error is of kind %d instead of %d", name,
		      (int)err->kind, (int)kind);
}

void assert_accepted(const char *name, int result, const struct mempolicy_error *err)
{
	ck_assert_msg(result == 0, "%s: %s", name, error_text(err));
}

/* ---- node sets ---- */

struct mempolicy_nodes nodes_of(const char *list)
{
	struct mempolicy_nodes nodes = {{0}};
	struct mempolicy_error err;

	assert_accepted(list, mempolicy_nodes_parse(list, &nodes, &err), &err);
	return nodes;
}

void assert_nodes(const char *name, const struct mempolicy_nodes *nodes, const char *list)
{
	char text[MEMPOLICY_NODES_TEXT];

	mempolicy_nodes_format(nodes, text, sizeof(text));
	ck_assert_msg(strcmp(text, list) == 0, "%s: the nodes are \"%s\" instead of \"%s\"", name,
		      text, list);
}

/* ---- data ---- */

/* xorshift64 (Marsaglia, 2003) */
unsigned long next_random(unsigned long *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

char *before_guard(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t data = (size + page) / page * page;
	char *memory =
		mmap(NULL, data + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert(memory != MAP_FAILED);
	ck_assert_int_eq(mprotect(memory + data, page, PROT_NONE), 0);
	return memory + data - size;
}

const char *copy_before_guard(const char *text, size_t size)
{
	return memcpy(before_guard(size), text, size);
}

char *replace(const char *text, const char *hole, const char *value)
{
	char *result = NULL;
	size_t size;
	FILE *out = open_memstream(&result, &size);
	const char *found;

	ck_assert_ptr_nonnull(out);
	while ((found = strstr(text, hole))) {
		fprintf(out, "%.*s%s", (int)(found - text), text, value);
		text = found + strlen(hole);
	}
	fputs(text, out);
	ck_assert_int_eq(fclose(out), 0);
	return result;
}

/* ---- files ---- */

char *make_directory(void)
{
	char *path = strdup("/tmp/mempolicy-unit-XXXXXX");

	ck_assert_ptr_nonnull(path);
	ck_assert_ptr_nonnull(mkdtemp(path));
	return path;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	return remove(path);
}

void remove_directory(char *path)
{
	ck_assert_int_eq(nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(path);
}

char *path_in(const char *directory, const char *name)
{
	char *path = NULL;

	ck_assert_int_gt(asprintf(&path, "%s/%s", directory, name), 0);
	return path;
}

void write_file(const char *path, const char *text, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(write(fd, text, length), (ssize_t)length);
	close(fd);
}

static char *read_all(int fd, size_t *ret_length)
{
	struct stat status;
	char *text;

	ck_assert_int_eq(fstat(fd, &status), 0);
	text = malloc((size_t)status.st_size + 1);
	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(pread(fd, text, (size_t)status.st_size, 0), status.st_size);
	text[status.st_size] = '\0';
	*ret_length = (size_t)status.st_size;
	return text;
}

char *read_file(const char *path, size_t *ret_length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	text = read_all(fd, ret_length);
	close(fd);
	return text;
}

/* ---- processes ---- */

void capture_begin(struct capture *capture, int fd)
{
	fflush(NULL);
	capture->fd = fd;
	capture->saved = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	capture->file = memfd_create("captured", MFD_CLOEXEC);
	ck_assert_int_ge(capture->file, 0);
	ck_assert_int_eq(dup2(capture->file, fd), fd);
}

char *capture_end(struct capture *capture)
{
	char *text;
	size_t length;

	fflush(NULL);
	dup2(capture->saved, capture->fd);
	close(capture->saved);
	text = read_all(capture->file, &length);
	close(capture->file);
	return text;
}

/* _exit(2) discards the counts of executed lines. Only root may write them. */
static void keep_coverage(void)
{
#ifdef COVERAGE
	if (geteuid() == 0)
		__gcov_dump();
#endif
}

int in_child(int (*function)(const void *), const void *argument)
{
	pid_t child = fork();
	int result;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		result = function(argument);
		keep_coverage();
		_exit(result);
	}
	return wait_for(child);
}

int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		ck_assert_int_eq(errno, EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void end_child(pid_t child)
{
	kill(child, SIGKILL);
	wait_for(child);
}

void forbid_system_call(long number, int sys_errno)
{
	unsigned int action =
		sys_errno ? SECCOMP_RET_ERRNO | (unsigned int)sys_errno : SECCOMP_RET_KILL_PROCESS;
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = LENGTH(filter), .filter = filter};

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0), 0);
}
