/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#include <stdio.h>
#include <string.h>

#include "mempolicy.h"

const struct name mp_names_modes[] = {
	{"MPOL_DEFAULT", MEMPOLICY_DEFAULT},
	{"MPOL_BIND", MEMPOLICY_BIND},
	{"MPOL_INTERLEAVE", MEMPOLICY_INTERLEAVE},
	{"MPOL_WEIGHTED_INTERLEAVE", MEMPOLICY_WEIGHTED_INTERLEAVE},
	{"MPOL_PREFERRED", MEMPOLICY_PREFERRED},
	{"MPOL_PREFERRED_MANY", MEMPOLICY_PREFERRED_MANY},
	{"MPOL_LOCAL", MEMPOLICY_LOCAL},
	{NULL, 0},
};

const struct name mp_names_flags[] = {
	{"MPOL_F_NUMA_BALANCING", MEMPOLICY_F_NUMA_BALANCING},
	{"MPOL_F_RELATIVE_NODES", MEMPOLICY_F_RELATIVE_NODES},
	{"MPOL_F_STATIC_NODES", MEMPOLICY_F_STATIC_NODES},
	{NULL, 0},
};

static const char *name_of(const struct name *names, unsigned int value)
{
	for (; names->text; names++)
		if (names->value == value)
			return names->text;
	return NULL;
}

const char *mempolicy_mode_name(enum mempolicy_mode mode)
{
	return name_of(mp_names_modes, mode);
}

const char *mempolicy_flag_name(unsigned int flag)
{
	return name_of(mp_names_flags, flag);
}

const struct name *mp_names_find(const struct name *names, const char *text, size_t length)
{
	for (; names->text; names++)
		if (strlen(names->text) == length && memcmp(names->text, text, length) == 0)
			return names;
	return NULL;
}

const char *mp_names_list(const struct name *names, char *buf, size_t size)
{
	size_t used = 0;

	for (const struct name *name = names; name->text && used < size; name++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s", name == names ? "" : ", ",
					 name->text);
	return buf;
}

/* Writes the names of the flags, each in these quotes. */
static void list_flags(unsigned int flags, const char *quote, const char *between, char *buf,
		       size_t size)
{
	size_t used = 0;

	*buf = '\0';
	for (const struct name *flag = mp_names_flags; flag->text && used < size; flag++)
		if (flags & flag->value)
			used += (size_t)snprintf(buf + used, size - used, "%s%s%s%s",
						 used ? between : "", quote, flag->text, quote);
}

size_t mempolicy_format(const struct mempolicy *policy, char *buf, size_t size)
{
	char nodes[MEMPOLICY_NODES_TEXT], flags[128];
	const char *mode = mempolicy_mode_name(policy->mode);

	list_flags(policy->flags, "", "|", flags, sizeof(flags));
	mempolicy_nodes_format(&policy->nodes, nodes, sizeof(nodes));
	return (size_t)snprintf(buf, size, "%s%s%s%s%s", mode ? mode : "an unknown mode",
				*flags ? "|" : "", flags, *nodes ? ":" : "", nodes);
}

/* No name contains characters that JSON escapes. */
size_t mempolicy_to_json(const struct mempolicy *policy, char *buf, size_t size)
{
	char nodes[MEMPOLICY_NODES_TEXT], flags[128];
	const char *mode = mempolicy_mode_name(policy->mode);

	list_flags(policy->flags, "\"", ", ", flags, sizeof(flags));
	mempolicy_nodes_format(&policy->nodes, nodes, sizeof(nodes));
	return (size_t)snprintf(buf, size, "{\"mode\": \"%s\"%s%s%s%s%s%s}",
				mode ? mode : "an unknown mode", *nodes ? ", \"nodes\": \"" : "",
				nodes, *nodes ? "\"" : "", *flags ? ", \"flags\": [" : "", flags,
				*flags ? "]" : "");
}
