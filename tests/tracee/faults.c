/* SPDX-License-Identifier: Apache-2.0 */
#include "faults.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fault current;
static bool is_on, has_hit;
static unsigned int calls;
static bool looked_later;

void faults_begin(const struct fault *fault)
{
	current = *fault;
	calls = 0;
	has_hit = false;
	looked_later = false;
	is_on = true;
}

bool faults_end(void)
{
	is_on = false;
	return has_hit;
}

bool faults_looked_later(void)
{
	return looked_later;
}

/* Whether this call is the one to fail; if so, sets errno. */
static bool hits(enum function function)
{
	if (!is_on || has_hit || (current.function != FAULT_ANY && current.function != function) ||
	    ++calls != current.call)
		return false;
	has_hit = true;
	if (current.effect == FAULT_KILLS)
		kill(current.number, SIGKILL);
	if (current.effect == FAULT_DIES)
		kill(getpid(), SIGKILL);
	if (current.effect == FAULT_ACTS)
		current.act();
	if (current.effect != FAULT_FAILS)
		return false;
	errno = current.number;
	return true;
}

static bool ptrace_hits(int request)
{
	return hits(FAULT_PTRACE) ||
	       (request == PTRACE_DETACH && current.function == FAULT_DETACH && hits(FAULT_DETACH));
}

static bool open_hits(const char *path)
{
	const char *name = strrchr(path, '/');
	bool result = hits(FAULT_OPEN);

	looked_later = looked_later || (is_on && has_hit && name && strcmp(name, "/status") == 0);
	return result;
}

#define WRAP(fails, type, name, parameters, arguments, failure)                                    \
	extern type __real_##name parameters;                                                      \
	extern type __wrap_##name parameters;                                                      \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		return (fails) ? (failure) : __real_##name arguments;                              \
	}

/* NOLINTBEGIN(bugprone-macro-parentheses,bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp):
 * the linker defines these names */
WRAP(ptrace_hits(request), long, ptrace, (int request, pid_t pid, void *address, void *data),
     (request, pid, address, data), -1)
WRAP(hits(FAULT_WAITPID), pid_t, waitpid, (pid_t pid, int *status, int options),
     (pid, status, options), -1)
WRAP(hits(FAULT_READV), ssize_t, process_vm_readv,
     (pid_t pid, const struct iovec *local, unsigned long locals, const struct iovec *remote,
      unsigned long remotes, unsigned long flags),
     (pid, local, locals, remote, remotes, flags), -1)
WRAP(hits(FAULT_WRITEV), ssize_t, process_vm_writev,
     (pid_t pid, const struct iovec *local, unsigned long locals, const struct iovec *remote,
      unsigned long remotes, unsigned long flags),
     (pid, local, locals, remote, remotes, flags), -1)
WRAP(open_hits(path), int, open, (const char *path, int flags, mode_t mode), (path, flags, mode),
     -1)
WRAP(hits(FAULT_READ), ssize_t, read, (int fd, void *buf, size_t size), (fd, buf, size), -1)
WRAP(hits(FAULT_READ), ssize_t, __read_chk, (int fd, void *buf, size_t size, size_t room),
     (fd, buf, size, room), -1)
WRAP(hits(FAULT_OPENDIR), DIR *, opendir, (const char *path), (path), NULL)
WRAP(hits(FAULT_READDIR), struct dirent *, readdir, (DIR * dir), (dir), NULL)
WRAP(hits(FAULT_FSTAT), int, fstat, (int fd, struct stat *ret), (fd, ret), -1)
WRAP(hits(FAULT_CALLOC), void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(hits(FAULT_REALLOCARRAY), void *, reallocarray, (void *old, size_t count, size_t size),
     (old, count, size), NULL)
WRAP(hits(FAULT_SIGTIMEDWAIT), int, sigtimedwait,
     (const sigset_t *set, siginfo_t *info, const struct timespec *timeout), (set, info, timeout),
     -1)
/* NOLINTEND(bugprone-macro-parentheses,bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
