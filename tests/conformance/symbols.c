/* SPDX-License-Identifier: Apache-2.0 */
#include "symbols.h"

#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "members.h"

/* Nodes with less free memory than this may be filled. */
#define SMALL_MIB 1024

struct symbol {
	const char *name;
	/* Adds its nodes to the empty set, which stays empty if there are none. */
	void (*find)(const struct machine *machine, struct mempolicy_nodes *nodes);
	const char *needs;
};

/* Adds the member of set at this position, counted from 0. */
static void add_member(const struct mempolicy_nodes *set, unsigned int position,
		       struct mempolicy_nodes *nodes)
{
	unsigned int node = mempolicy_nodes_first(set);

	while (position--)
		node = mempolicy_nodes_next(set, node);
	mempolicy_nodes_add(nodes, node);
}

static void find_first(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	add_member(&machine->usable, 0, nodes);
}

static void find_second(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	add_member(&machine->usable, 1, nodes);
}

static void find_third(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	add_member(&machine->usable, 2, nodes);
}

static void find_last(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	unsigned int count = mempolicy_nodes_count(&machine->usable);

	if (count)
		add_member(&machine->usable, count - 1, nodes);
}

static void find_all(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	*nodes = machine->usable;
}

static void find_online(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	*nodes = machine->online;
}

static void find_with_memory(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	*nodes = machine->with_memory;
}

static void find_memoryless(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	struct mempolicy_nodes without =
		mempolicy_nodes_minus(&machine->online, &machine->with_memory);

	add_member(&without, 0, nodes);
}

static void find_absent(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	unsigned int node = 0;

	while (node < MEMPOLICY_MAX_NODES && mempolicy_nodes_has(&machine->online, node))
		node++;
	mempolicy_nodes_add(nodes, node);
}

/* The last node with CPUs and memory, unless it is also the first. */
static void find_cpu(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	struct mempolicy_nodes both = mempolicy_nodes_and(&machine->usable, &machine->with_cpus);
	unsigned int count = mempolicy_nodes_count(&both);

	if (count > 1)
		add_member(&both, count - 1, nodes);
}

static void find_far(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	struct mempolicy_nodes far = mempolicy_nodes_minus(&machine->usable, &machine->with_cpus);

	add_member(&far, 0, nodes);
}

/* The last node, if it may be filled and others have room for what does not fit into it. */
static void find_small(const struct machine *machine, struct mempolicy_nodes *nodes)
{
	char panics[16] = "1";

	machine_file("/proc/sys/vm/panic_on_oom", panics, sizeof(panics));
	find_last(machine, nodes);
	if (mempolicy_nodes_count(&machine->usable) < 2 || strcmp(panics, "0") != 0 ||
	    machine_free_mib(mempolicy_nodes_first(nodes)) > SMALL_MIB)
		*nodes = (struct mempolicy_nodes){{0}};
}

static const struct symbol symbols[] = {
	{"@first", find_first, "a node with memory"},
	{"@second", find_second, "two nodes with memory"},
	{"@third", find_third, "three nodes with memory"},
	{"@last", find_last, "a node with memory"},
	{"@all", find_all, "a node with memory"},
	{"@online", find_online, "a node"},
	{"@with_memory", find_with_memory, "a node with memory"},
	{"@memoryless", find_memoryless, "a node without memory"},
	{"@absent", find_absent, "a number below 1024 that no node has"},
	{"@cpu", find_cpu, "two nodes with CPUs and memory"},
	{"@far", find_far, "a node with memory but without CPUs"},
	{"@small", find_small,
	 "two nodes with memory, the last of them small enough to be filled (1 GiB free), "
	 "and vm.panic_on_oom = 0"},
};

static const struct symbol *find_symbol(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		if (strlen(symbols[i].name) == length &&
		    strncmp(symbols[i].name, name, length) == 0)
			return &symbols[i];
	errx(70, "a case has an unknown symbol: %.*s", (int)length, name);
}

struct mempolicy_nodes symbols_nodes(const char *list)
{
	struct mempolicy_nodes nodes;
	struct mempolicy_error error;

	if (mempolicy_nodes_parse(list, &nodes, &error))
		errx(70, "a case has a wrong list of nodes: %s: %s", list, error.message);
	return nodes;
}

/* Replaces each @NAME. Long texts of hostile cases have none, and do not come here. */
static bool replace_names(const struct machine *machine, const char *from, char *text,
			  char reason[SYMBOLS_REASON])
{
	size_t used = 0;

	while (*from) {
		const struct symbol *symbol;
		struct mempolicy_nodes nodes = {{0}};
		size_t length = 1;

		if (used >= SYMBOLS_TEXT - MEMPOLICY_NODES_TEXT)
			errx(70, "a case has too long a text: %.100s", from);
		if (*from != '@') {
			text[used++] = *from++;
			continue;
		}
		while (islower((unsigned char)from[length]) || from[length] == '_')
			length++;
		symbol = find_symbol(from, length);
		symbol->find(machine, &nodes);
		if (mempolicy_nodes_empty(&nodes)) {
			snprintf(reason, SYMBOLS_REASON, "needs %s", symbol->needs);
			return false;
		}
		used += mempolicy_nodes_format(&nodes, text + used, SYMBOLS_TEXT - used);
		from += length;
	}
	text[used] = '\0';
	return true;
}

/* Replaces {LIST} or {kernel}; returns false if the braces are just braces. */
static bool replace_brace(const struct machine *machine, const char *inside, char *text,
			  size_t size)
{
	struct mempolicy_nodes nodes;

	if (strcmp(inside, "kernel") == 0) {
		snprintf(text, size, "%s", machine->kernel.release);
		return true;
	}
	if (!*inside || inside[strspn(inside, "0123456789,-")])
		return false;
	nodes = symbols_nodes(inside);
	mempolicy_nodes_format(&nodes, text, size);
	return true;
}

/* Replaces {0,1} by 0-1, as messages write sets of nodes, and {kernel} by its release. */
static void replace_braces(const struct machine *machine, const char *from, char *text)
{
	size_t used = 0;

	while (*from && used < SYMBOLS_TEXT - 1) {
		char inside[SYMBOLS_TEXT];
		const char *end = *from == '{' ? strchr(from, '}') : NULL;

		snprintf(inside, sizeof(inside), "%.*s", end ? (int)(end - from - 1) : 0, from + 1);
		if (end && replace_brace(machine, inside, text + used, SYMBOLS_TEXT - used)) {
			used += strlen(text + used);
			from = end + 1;
		} else {
			text[used++] = *from++;
		}
	}
	text[used] = '\0';
}

static json_t *resolve_text(const struct machine *machine, const json_t *value,
			    char reason[SYMBOLS_REASON])
{
	const char *from = json_string_value(value);
	char names[SYMBOLS_TEXT], text[SYMBOLS_TEXT];

	if (!strpbrk(from, "@{"))
		return json_deep_copy(value);
	if (!replace_names(machine, from, names, reason))
		return NULL;
	replace_braces(machine, names, text);
	return json_string(text);
}

static json_t *resolve_repeat(const struct machine *machine, const json_t *pair,
			      char reason[SYMBOLS_REASON])
{
	CLEANUP(cleanup_json)
	json_t *text = symbols_resolve(machine, json_array_get(pair, 0), reason);
	size_t count = (size_t)json_integer_value(json_array_get(pair, 1));
	size_t length = json_string_length(text);
	CLEANUP(cleanup_free) char *all = NULL;

	if (!text)
		return NULL;
	all = malloc(length * count + 1);
	for (size_t i = 0; all && i < count; i++)
		memcpy(all + i * length, json_string_value(text), length);
	return all ? json_stringn(all, length * count) : NULL;
}

static json_t *resolve_object(const struct machine *machine, const json_t *value,
			      char reason[SYMBOLS_REASON])
{
	const json_t *repeat = json_object_get(value, "@repeat");
	json_t *copy, *member;
	const char *key;

	if (repeat)
		return resolve_repeat(machine, repeat, reason);
	copy = json_object();
	FOR_EACH_MEMBER(value, key, member)
	{
		char name[SYMBOLS_TEXT];
		json_t *resolved = symbols_resolve(machine, member, reason);

		if (!resolved || !replace_names(machine, key, name, reason)) {
			json_decref(resolved);
			json_decref(copy);
			return NULL;
		}
		json_object_set_new(copy, name, resolved);
	}
	return copy;
}

static json_t *resolve_array(const struct machine *machine, const json_t *value,
			     char reason[SYMBOLS_REASON])
{
	json_t *copy = json_array(), *resolved;

	for (size_t i = 0; i < json_array_size(value); i++) {
		resolved = symbols_resolve(machine, json_array_get(value, i), reason);
		if (!resolved) {
			json_decref(copy);
			return NULL;
		}
		json_array_append_new(copy, resolved);
	}
	return copy;
}

json_t *symbols_resolve(const struct machine *machine, const json_t *value,
			char reason[SYMBOLS_REASON])
{
	if (json_is_string(value))
		return resolve_text(machine, value, reason);
	if (json_is_object(value))
		return resolve_object(machine, value, reason);
	if (json_is_array(value))
		return resolve_array(machine, value, reason);
	return json_deep_copy(value);
}
