/* SPDX-License-Identifier: Apache-2.0 */
#include "wrapped.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "oci.h"

/* ---- where it is ---- */

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* Searches PATH as execvp(3) does; an empty folder is the current one. */
static bool search(const char *name, char ret[PATH_MAX])
{
	const char *folder = getenv("PATH");

	if (!folder)
		folder = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (const char *end; folder; folder = *end ? end + 1 : NULL) {
		end = folder + strcspn(folder, ":");
		if (snprintf(ret, PATH_MAX, "%.*s%s%s", (int)(end - folder), folder,
			     end > folder ? "/" : "", name) < PATH_MAX &&
		    is_program(ret))
			return true;
	}
	return false;
}

/* A link to this program would execute itself endlessly. */
static bool is_this_program(const char *path)
{
	struct stat self, other;

	return stat("/proc/self/exe", &self) == 0 && stat(path, &other) == 0 &&
	       self.st_dev == other.st_dev && self.st_ino == other.st_ino;
}

static int not_named(struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "no OCI runtime is named");
	return mp_error_remedy(
		err, "give --oci-runtime runc, or write \"oci-runtime = runc\" into " SETTINGS_FILE
		     ", or run this program by a link named oci-mempolicy-runtime-runc");
}

static int not_found(const char *name, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "the OCI runtime %s is not found",
		     mp_error_quote(quoted, sizeof(quoted), name, strlen(name)));
	return mp_error_remedy(err, "install it, or name it by its path");
}

int wrapped_find(const struct settings *settings, struct wrapped *ret, struct mempolicy_error *err)
{
	const char *name = settings->oci_runtime;
	const char *slash;

	if (!name)
		return not_named(err);
	if (!strchr(name, '/')
		    ? !search(name, ret->path)
		    : snprintf(ret->path, PATH_MAX, "%s", name) >= PATH_MAX || !is_program(name))
		return not_found(name, err);
	if (is_this_program(ret->path)) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "the OCI runtime %s is this program",
			     ret->path);
		return mp_error_remedy(err, "name the runtime that it should execute");
	}
	slash = strrchr(ret->path, '/');
	ret->is_crun = strstr(slash ? slash : ret->path, "crun") != NULL;
	return 0;
}

/* ---- executing it ---- */

static struct sigaction of_child, of_pipe, of_size;

/* With SIGXFSZ ignored, a file that may not grow (RLIMIT_FSIZE) is an error from write(2). */
void wrapped_settle_signals(void)
{
	struct sigaction by_default = {.sa_handler = SIG_DFL}, ignored = {.sa_handler = SIG_IGN};

	sigaction(SIGCHLD, &by_default, &of_child);
	sigaction(SIGPIPE, &ignored, &of_pipe);
	sigaction(SIGXFSZ, &ignored, &of_size);
}

static void unsettle_signals(void)
{
	sigaction(SIGCHLD, &of_child, NULL);
	sigaction(SIGPIPE, &of_pipe, NULL);
	sigaction(SIGXFSZ, &of_size, NULL);
}

int wrapped_execute(const struct wrapped *wrapped, const struct arguments *arguments,
		    struct mempolicy_error *err)
{
	unsettle_signals();
	arguments->argv[0] = (char *)wrapped->path;
	execv(wrapped->path, arguments->argv);
	return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "cannot execute %s",
				  wrapped->path);
}

/* ---- waiting for it ---- */

static int wait_and_pass_on(pid_t child, const sigset_t *signals)
{
	int status = 0;

	while (waitpid(child, &status, WNOHANG) == 0) {
		int caught = sigwaitinfo(signals, NULL);

		if (caught > 0 && caught != SIGCHLD)
			kill(child, caught);
	}
	return status;
}

int wrapped_supervise(const struct wrapped *wrapped, const struct arguments *arguments,
		      int *ret_status, struct mempolicy_error *err)
{
	sigset_t all, before;
	pid_t child;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		sigprocmask(SIG_SETMASK, &before, NULL);
		wrapped_execute(wrapped, arguments, err);
		_exit(1);
	}
	if (child < 0)
		mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "fork");
	else
		*ret_status = wait_and_pass_on(child, &all);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return child < 0 ? -1 : 0;
}

_Noreturn void wrapped_end_as(int status)
{
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/* ---- asking it ---- */

/* An exit code that runtimes do not use for an unknown container. */
#define NOT_ASKED 127

/* In the child. Its messages are discarded: the runtime repeats them when it is executed. */
static void ask(const struct wrapped *wrapped, const struct arguments *arguments, int out)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	/* The name may begin with "-". */
	const char *rooted[] = {wrapped->path, "--root", arguments->root, "state", "--",
				arguments->id, NULL};
	const char *plain[] = {wrapped->path, "state", "--", arguments->id, NULL};

	unsettle_signals();
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
	    dup2(null, STDERR_FILENO) >= 0)
		execv(wrapped->path, (char *const *)(arguments->root ? rooted : plain));
	_exit(NOT_ASKED);
}

static int read_answer(int in, char **ret_text, size_t *ret_length)
{
	CLEANUP(cleanup_free) char *text = malloc(OCI_STATE_MAX + 1);
	ssize_t length = text ? mp_file_text_read(in, text, OCI_STATE_MAX + 1) : -1;

	if (length < 0)
		return errno;
	if ((size_t)length > OCI_STATE_MAX)
		return EFBIG;
	*ret_text = text;
	*ret_length = (size_t)length;
	text = NULL;
	return 0;
}

int wrapped_state(const struct wrapped *wrapped, const struct arguments *arguments, char **ret_text,
		  size_t *ret_length, struct mempolicy_error *err)
{
	CLEANUP(cleanup_fd) int in = -1;
	CLEANUP(cleanup_free) char *text = NULL;
	int ends[2], status, sys_errno;
	pid_t child;

	*ret_text = NULL;
	if (pipe2(ends, O_CLOEXEC))
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "pipe2");
	in = ends[0];
	child = fork();
	if (child == 0)
		ask(wrapped, arguments, ends[1]);
	sys_errno = errno;
	close(ends[1]);
	if (child < 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno, "fork");
	sys_errno = read_answer(in, &text, ret_length);
	if (sys_errno)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (sys_errno)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, sys_errno,
					  "reading the container's state");
	if (status == 0) {
		*ret_text = text;
		text = NULL;
	}
	if (status == 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 1))
		return 0;
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "",
			    "the runtime did not report the container's state: it ended with %s %d",
			    WIFSIGNALED(status) ? "signal" : "exit code",
			    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}
