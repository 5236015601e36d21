/* SPDX-License-Identifier: Apache-2.0 */
/* Resources that free themselves at the end of their scope (gcc and clang attribute). */
#ifndef MEMPOLICY_CLEANUP_H
#define MEMPOLICY_CLEANUP_H

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(function) __attribute__((cleanup(function)))

static inline void cleanup_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static inline void cleanup_json(json_t **json)
{
	json_decref(*json);
}

#endif
