/* SPDX-License-Identifier: Apache-2.0 */
#include "dev.h"

#include <check.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "scratch.h"

void dev_mount_own(void)
{
	static const struct {
		const char *name;
		unsigned int minor;
	} memory[] = {{"null", 3}, {"zero", 5}, {"full", 7}, {"random", 8}, {"urandom", 9}};
	char dir[sizeof(scratch.dir) + 16], path[sizeof(dir) + 16];

	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	snprintf(dir, sizeof(dir), "%s/dev-XXXXXX", scratch.dir);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(mount("dev", dir, "tmpfs", 0, "mode=755"), 0);
	for (size_t i = 0; i < sizeof(memory) / sizeof(memory[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, memory[i].name);
		ck_assert_int_eq(mknod(path, S_IFCHR | 0666, makedev(1, memory[i].minor)), 0);
		ck_assert_int_eq(chmod(path, 0666), 0);
	}
	snprintf(path, sizeof(path), "%s/tty", dir);
	ck_assert_int_eq(mknod(path, S_IFCHR | 0666, makedev(5, 0)), 0);
	ck_assert_int_eq(mount(dir, "/dev", NULL, MS_MOVE, NULL), 0);
}
