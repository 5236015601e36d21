/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "cleanup.h"
#include "error.h"
#include "file_text.h"
#include "formatted.h"

/* The number of digits of an engine's ids. */
#define ENGINE_ID	64
#define NAME_MAX_LENGTH 255

/* Folders in which a runtime keeps a folder for each container. */
static const struct {
	unsigned int engines; /* bits of enum lookup_engine */
	bool of_user;	      /* relative to XDG_RUNTIME_DIR */
	const char *pattern;
} roots[] = {
	{1 << LOOKUP_PODMAN | 1 << LOOKUP_CRIO, false, "/run/crun"},
	{1 << LOOKUP_PODMAN | 1 << LOOKUP_CRIO, false, "/run/runc"},
	{1 << LOOKUP_PODMAN, true, "/crun"},
	{1 << LOOKUP_PODMAN, true, "/runc"},
	{1 << LOOKUP_DOCKER, false, "/run/docker/runtime-*/moby"},
	{1 << LOOKUP_DOCKER, true, "/docker/runtime-*/moby"},
	{1 << LOOKUP_CONTAINERD, false, "/run/containerd/runc/*"},
};

struct search {
	const char *name; /* to look for */
	bool by_prefix;
	bool closed; /* a folder could not be read */
	size_t count;
	struct lookup_found *found; /* the first match */
	char other[ENGINE_ID + 1];  /* the id of another match */
};

const char *lookup_engine_name(enum lookup_engine engine)
{
	static const char *const names[LOOKUP_ENGINES] = {
		[LOOKUP_ANY] = "any",	    [LOOKUP_PODMAN] = "podman",
		[LOOKUP_DOCKER] = "docker", [LOOKUP_CONTAINERD] = "containerd",
		[LOOKUP_CRIO] = "crio",
	};

	return names[engine];
}

/* ---- folders of runtimes ---- */

static bool is_id(const char *text)
{
	return strlen(text) == ENGINE_ID && strspn(text, "0123456789abcdef") == ENGINE_ID;
}

static bool has_file(const char *root, const char *id, const char *name)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/%s/%s", root, id, name) < (int)sizeof(path) &&
	       access(path, F_OK) == 0;
}

/* The runtime that keeps a container there, recognized by a file that only this runtime has. */
static const char *runtime_of(const char *root, const char *id)
{
	if (has_file(root, id, "state.json"))
		return "runc";
	return has_file(root, id, "status") ? "crun" : NULL;
}

static int take(struct search *search, const char *root, const char *id)
{
	const char *runtime = runtime_of(root, id);
	struct lookup_found *found = search->found;

	if (!runtime)
		return 0;
	if (search->count > 0) {
		if (strcmp(found->id, id) != 0)
			snprintf(search->other, sizeof(search->other), "%s", id);
		return 0;
	}
	*found = (struct lookup_found){runtime, strdup(root), strdup(id)};
	search->count++;
	return found->root && found->id ? 0 : -1;
}

static bool matches(const struct search *search, const char *id)
{
	if (search->by_prefix)
		return is_id(id) && strncmp(id, search->name, strlen(search->name)) == 0;
	return strcmp(id, search->name) == 0;
}

static int search_root(struct search *search, const char *root)
{
	CLEANUP(cleanup_dir) DIR *dir = opendir(root);
	const struct dirent *entry;

	search->closed = search->closed || (!dir && errno == EACCES);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && matches(search, entry->d_name) &&
		    take(search, root, entry->d_name))
			return -1;
	return 0;
}

static int search_pattern(struct search *search, const char *base, const char *pattern)
{
	CLEANUP(cleanup_free) char *path = formatted("%s%s", base, pattern);
	glob_t found;
	int result = 0;

	if (!path)
		return -1;
	/* A pattern without a star matches itself, even if nothing is there. */
	if (glob(path, GLOB_NOSORT | GLOB_NOCHECK, NULL, &found) == 0) {
		for (size_t i = 0; result == 0 && i < found.gl_pathc; i++)
			result = search_root(search, found.gl_pathv[i]);
		globfree(&found);
	}
	return result;
}

static int search_roots(struct search *search, enum lookup_engine engine,
			struct mempolicy_error *err)
{
	const char *user = getenv("XDG_RUNTIME_DIR");

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		if (engine != LOOKUP_ANY && !(roots[i].engines & 1U << engine))
			continue;
		if (roots[i].of_user && !(user && *user == '/'))
			continue;
		if (search_pattern(search, roots[i].of_user ? user : "", roots[i].pattern))
			return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM,
						  "folders of runtimes");
	}
	return 0;
}

/* ---- names, by the programs of engines and the files of nerdctl ---- */

/* Quotes a name for crictl, which takes a regular expression, where a dot matches any character. */
static void write_pattern(const char *name, char pattern[4 * NAME_MAX_LENGTH])
{
	char *to = pattern;

	*to++ = '^';
	for (; *name; name++)
		to += sprintf(to, *name == '.' ? "[%c]" : "%c", *name);
	*to++ = '$';
	*to = '\0';
}

static int more_than_one(const char *program, struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "",
		     "%s knows more than one container with this name", program);
	return mp_error_remedy(err, "give the container's id");
}

/* Copies the id from a program's output, where it is the only line. */
static int take_id(const char *program, char *text, char ret[ENGINE_ID + 1],
		   struct mempolicy_error *err)
{
	char *next = strchr(text, '\n');

	if (next) {
		*next++ = '\0';
		if (*next)
			return more_than_one(program, err);
	}
	if (is_id(text))
		memcpy(ret, text, ENGINE_ID + 1);
	return 0;
}

static int no_answer(const char *program, const char *killed, struct mempolicy_error *err)
{
	mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "", "%s, asked for the container's id, %s",
		     program, killed);
	return mp_error_remedy(err, "give the container's id, or name another engine with "
				    "--engine");
}

/* Asks a program for an id; *ret is "" if it knows none. */
static int ask(const char *const argv[], bool quiet, char ret[ENGINE_ID + 1],
	       struct mempolicy_error *err)
{
	struct child_output output;
	int result = 0;

	child_run(argv, LOOKUP_SECONDS, quiet ? CHILD_ERRORS_DROPPED : CHILD_ERRORS_PASSED,
		  &output);
	*ret = '\0';
	/* Where any engine will do, not all are installed. */
	if (output.sys_errno && !(quiet && output.sys_errno == ENOENT))
		result = mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, output.sys_errno,
					    "cannot run %s", argv[0]);
	else if (output.killed)
		result = no_answer(argv[0], output.killed, err);
	else if (child_succeeded(&output))
		result = take_id(argv[0], output.out, ret, err);
	child_output_drop(&output);
	return result;
}

/* Reads the id from a file of nerdctl. Whatever else has this name must not block or redirect. */
static bool read_id(const char *path, char ret[ENGINE_ID + 1])
{
	CLEANUP(cleanup_fd) int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	char text[ENGINE_ID + 2];
	struct stat status;
	ssize_t length;

	if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode))
		return false;
	length = mp_file_text_read(fd, text, sizeof(text) - 1);
	text[length < 0 ? 0 : length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (!is_id(text))
		return false;
	memcpy(ret, text, ENGINE_ID + 1);
	return true;
}

/*
 * Searches for the ids in nerdctl's files for the name,
 * /var/lib/nerdctl/ADDRESS-HASH/names/NAMESPACE/NAME: each namespace may have a container with this
 * name. ret_id is the id of one of them, "" if there is none. name has no characters that are
 * special to glob(3).
 */
static int search_nerdctl(struct search *search, enum lookup_engine engine, const char *name,
			  char ret_id[ENGINE_ID + 1], struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *pattern = formatted("/var/lib/nerdctl/*/names/*/%s", name);
	glob_t found;
	int result = 0;

	if (!pattern)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "names of nerdctl");
	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return 0;
	search->name = ret_id;
	for (size_t i = 0; result == 0 && i < found.gl_pathc; i++)
		if (read_id(found.gl_pathv[i], ret_id))
			result = search_roots(search, engine, err);
	globfree(&found);
	return result == 0 && *search->other ? more_than_one("nerdctl", err) : result;
}

/* Asks the engine's own program for the full id of the container with this name. */
static int ask_engine(enum lookup_engine engine, const char *name, bool quiet,
		      char ret[ENGINE_ID + 1], struct mempolicy_error *err)
{
	char pattern[4 * NAME_MAX_LENGTH];
	const char *const inspect[] = {lookup_engine_name(engine),
				       "container",
				       "inspect",
				       "--format",
				       "{{.Id}}",
				       "--",
				       name,
				       NULL};
	const char *const crictl[] = {"crictl", "ps",	 "--quiet", "--no-trunc",
				      "--name", pattern, NULL};

	write_pattern(name, pattern);
	if (engine == LOOKUP_PODMAN || engine == LOOKUP_DOCKER)
		return ask(inspect, quiet, ret, err);
	return ask(crictl, true, ret, err);
}

static int search_names(struct search *search, enum lookup_engine engine, const char *name,
			char id[ENGINE_ID + 1], struct mempolicy_error *err)
{
	static const enum lookup_engine all[] = {LOOKUP_PODMAN, LOOKUP_DOCKER, LOOKUP_CONTAINERD};
	size_t count = engine == LOOKUP_ANY ? sizeof(all) / sizeof(all[0]) : 1;

	for (size_t i = 0; i < count; i++) {
		enum lookup_engine asked = engine == LOOKUP_ANY ? all[i] : engine;

		if (ask_engine(asked, name, engine == LOOKUP_ANY, id, err))
			return -1;
		search->name = id;
		if (*id ? search_roots(search, engine, err)
			: asked == LOOKUP_CONTAINERD &&
				    search_nerdctl(search, engine, name, id, err))
			return -1;
		if (search->count)
			return 0;
	}
	return 0;
}

/* ---- all of it ---- */

static int check_name(const char *name, struct mempolicy_error *err)
{
	char quoted[ERROR_QUOTED];

	if (*name && *name != '-' && *name != '.' && strlen(name) < NAME_MAX_LENGTH &&
	    strspn(name, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.+-") ==
		    strlen(name))
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "", "%s cannot be the name of a container",
		     mp_error_quote(quoted, sizeof(quoted), name, strlen(name)));
	return mp_error_remedy(err, "names consist of letters, digits, \"_\", \".\", \"+\" and "
				    "\"-\", and do not begin with \".\" or \"-\"");
}

static int not_found(const struct search *search, enum lookup_engine engine, const char *name,
		     const char *id, struct mempolicy_error *err)
{
	if (*id)
		mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "",
			     "container %s (%s) is not in any folder of runc or crun", name, id);
	else if (engine == LOOKUP_ANY)
		mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "",
			     "there is no container %s: it is not in any folder of runc or crun, "
			     "and podman, docker, crictl and nerdctl do not know the name",
			     name);
	else
		mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "", "%s has no running container %s",
			     lookup_engine_name(engine), name);
	if (search->closed)
		return mp_error_remedy(err, "run this command as root: some of the folders cannot "
					    "be read");
	return mp_error_remedy(err, *id ? "start it, or name its runtime with --runtime and its "
					  "folder with --root"
					: "name its runtime with --runtime and its folder with "
					  "--root");
}

int lookup_container(enum lookup_engine engine, const char *name, struct lookup_found *ret,
		     struct mempolicy_error *err)
{
	struct search search = {.name = name, .found = ret};
	char id[ENGINE_ID + 1] = "";

	*ret = (struct lookup_found){.runtime = NULL};
	if (check_name(name, err) || search_roots(&search, engine, err))
		return -1;
	if (search.count)
		return 0;
	if (search_names(&search, engine, name, id, err))
		return -1;
	if (search.count)
		return 0;
	search.name = name;
	search.by_prefix = true;
	if (!*id && search_roots(&search, engine, err))
		return -1;
	if (!search.count)
		return not_found(&search, engine, name, id, err);
	if (!*search.other)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_NO_INPUT, "",
		     "more than one container's id begins with %s: %s, %s", name, ret->id,
		     search.other);
	return mp_error_remedy(err, "give more digits of the id");
}

void lookup_drop(struct lookup_found *found)
{
	free(found->root);
	free(found->id);
}
