/* SPDX-License-Identifier: Apache-2.0 */
#include "invented_root.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "temporary.h"

void root_make(struct root *ret)
{
	ck_assert(make_temporary("root", ret->path, sizeof(ret->path)));
	root_put(ret, ROOT_HOOK, "the hook\n", 0755);
}

void root_drop(const struct root *root)
{
	ck_assert(remove_tree(root->path));
}

const char *root_path(const struct root *root, const char *file)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s%s", root->path, file);
	return path;
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		ck_assert(mkdir(path, 0755) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

void root_put(const struct root *root, const char *file, const char *text, mode_t mode)
{
	char path[512];
	FILE *out;

	snprintf(path, sizeof(path), "%s", root_path(root, file));
	make_folders(path);
	out = fopen(path, "we");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_ge(fputs(text, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static const char *text_of(const char *path)
{
	static char text[ROOT_TEXT];
	FILE *in = fopen(path, "re");
	size_t length;

	if (!in)
		return NULL;
	length = fread(text, 1, sizeof(text) - 1, in);
	ck_assert_int_eq(ferror(in), 0);
	fclose(in);
	text[length] = '\0';
	return text;
}

const char *root_get(const struct root *root, const char *file)
{
	return text_of(root_path(root, file));
}

void root_config(const char *name, char ret[ROOT_TEXT])
{
	char path[512];

	snprintf(path, sizeof(path), "%s/../../configs/%s", DATA, name);
	ck_assert_ptr_nonnull(text_of(path));
	snprintf(ret, ROOT_TEXT, "%s", text_of(path));
}

void root_list(const struct root *root, char ret[ROOT_TEXT])
{
	struct command command;

	command_init(&command, "/bin/sh", "-c",
		     "cd \"$0\" && mkdir -p etc var srv && "
		     "find etc usr var srv ! -type d -printf '%p %m %u %l\\n' | sort; "
		     "find etc usr var srv -type f | sort | xargs -d '\\n' sha256sum; "
		     "rmdir --ignore-fail-on-non-empty etc var srv",
		     root->path, NULL);
	command_run(&command);
	ck_assert_int_eq(command.exit_code, 0);
	snprintf(ret, ROOT_TEXT, "%s", command.out);
}

void root_hide_own(void)
{
	static const char *const folders[] = {"/etc", "/var/lib", "/usr/share"};

	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	for (size_t i = 0; i < LENGTH(folders); i++)
		ck_assert_int_eq(mount("none", folders[i], "tmpfs", 0, "size=1m"), 0);
}
