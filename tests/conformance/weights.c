/* SPDX-License-Identifier: Apache-2.0 */
#include "weights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"
#include "members.h"

#define DIR_WEIGHTS "/sys/kernel/mm/mempolicy/weighted_interleave"
#define NODES_MAX   64

/* What the files contained: writing the same text again restores them. */
static struct {
	char path[96];
	char text[32];
} found[NODES_MAX + 1];
static size_t found_count;

bool weights_settable(void)
{
	return access(DIR_WEIGHTS, W_OK) == 0;
}

static bool write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	bool written;

	if (!file)
		return false;
	written = fputs(text, file) >= 0;
	return fclose(file) == 0 && written;
}

static bool remember(const char *name)
{
	if (found_count > NODES_MAX)
		return false;
	snprintf(found[found_count].path, sizeof(found[0].path), DIR_WEIGHTS "/%s", name);
	if (!machine_file(found[found_count].path, found[found_count].text, sizeof(found[0].text)))
		return false;
	found_count++;
	return true;
}

bool weights_set(const json_t *weights)
{
	static bool at_exit;
	const char *node;
	json_t *weight;

	if (!at_exit)
		at_exit = atexit(weights_restore) == 0;
	/* Since Linux 6.16, weights are set automatically until one is written. */
	remember("auto");
	FOR_EACH_MEMBER(weights, node, weight)
	{
		char name[32], text[16];

		snprintf(name, sizeof(name), "node%s", node);
		snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(weight));
		if (!remember(name) || !write_file(found[found_count - 1].path, text))
			return false;
	}
	return true;
}

/* Restores in reverse order: auto must be last, because it replaces the other weights. */
void weights_restore(void)
{
	while (found_count) {
		found_count--;
		write_file(found[found_count].path, found[found_count].text);
	}
}
