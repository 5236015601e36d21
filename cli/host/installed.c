/* SPDX-License-Identifier: Apache-2.0 */
#include "installed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "program.h"

#define HOOK "/libexec/oci/hooks.d/" PROGRAM_HOOK

int installed_hook(char buf[PATH_MAX], struct mempolicy_error *err)
{
	char *slash;
	ssize_t length = readlink("/proc/self/exe", buf, PATH_MAX - sizeof(HOOK));

	if (length < 0)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, errno, "/proc/self/exe");
	buf[length] = '\0';
	/* Cuts off the program and its directory. */
	for (int i = 0; i < 2; i++) {
		slash = strrchr(buf, '/');
		if (slash)
			*slash = '\0';
	}
	memcpy(buf + strlen(buf), HOOK, sizeof(HOOK));
	return 0;
}
