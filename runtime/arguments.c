/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runc reads its command line with Go's flag, which takes one dash for two and "-b=VALUE", crun
 * with getopt(3), which takes "-bVALUE", and abbreviations of long options; options behind the
 * container's name are taken as well, but for exec.
 */
#include "arguments.h"

#include <stddef.h>
#include <string.h>

#include "program.h"

#define PROGRAM "oci-mempolicy-runtime"

/* An option that takes a value. */
struct valued {
	const char *name;
	char letter;	/* 0: none */
	size_t keep_at; /* where in struct arguments; 0: nowhere */
};

/* Options without a value are of no account, but for those that runc takes with one dash, where
 * other runtimes would find a letter with a value. */
#define NO_VALUE ((size_t)-1)

#define KEEP(member) offsetof(struct arguments, member)

static const struct valued global[] = {
	{"root", 'r', KEEP(root)}, {"log", 0, KEEP(log)}, {"log-format", 0, KEEP(log_format)},
	{"log-level", 0, 0},	   {"criu", 0, 0},	  {"rootless", 0, 0},
	{"cgroup-manager", 0, 0},  {NULL, 0, 0},
};

static const struct valued of_create[] = {
	{"bundle", 'b', KEEP(bundle)}, {"config", 'f', KEEP(config)},
	{"console-socket", 'c', 0}, /* the letters are youki's */
	{"pid-file", 'p', 0},	       {"pidfd-socket", 0, 0},
	{"preserve-fds", 0, 0},	       {"detach", 0, NO_VALUE},
	{"keep", 0, NO_VALUE},	       {"no-pivot", 0, NO_VALUE},
	{"no-subreaper", 0, NO_VALUE}, {NULL, 0, 0},
};

static const struct valued of_exec[] = {
	{"additional-gids", 'g', 0},
	{"apparmor", 0, 0},
	{"cap", 'c', 0},
	{"cgroup", 0, KEEP(cgroup)},
	{"console-socket", 0, 0},
	{"cwd", 0, 0},
	{"env", 'e', 0},
	{"pid-file", 0, 0},
	{"pidfd-socket", 0, 0},
	{"preserve-fds", 0, 0},
	{"process", 'p', 0},
	{"process-label", 0, 0},
	{"user", 'u', 0},
	{NULL, 0, 0},
};

static const struct valued of_delete[] = {{NULL, 0, 0}};

static const struct subcommand {
	const char *name;
	enum arguments_command command;
	const struct valued *options;
} subcommands[] = {
	{"create", COMMAND_CREATE, of_create},
	{"run", COMMAND_RUN, of_create},
	{"exec", COMMAND_EXEC, of_exec},
	{"delete", COMMAND_DELETE, of_delete},
};

/* All that runc, crun and youki have: the value of an option that is not known is none of them. */
static const char *const other_names[] = {
	"checkpoint", "completion", "events", "features", "help",   "info",
	"kill",	      "list",	    "mounts", "pause",	  "ps",	    "resume",
	"restore",    "spec",	    "start",  "state",	  "update",
};

static const struct subcommand *find_subcommand(const char *word)
{
	for (size_t i = 0; i < sizeof(subcommands) / sizeof(subcommands[0]); i++)
		if (strcmp(subcommands[i].name, word) == 0)
			return &subcommands[i];
	return NULL;
}

static bool is_subcommand(const char *word)
{
	for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++)
		if (strcmp(other_names[i], word) == 0)
			return true;
	return find_subcommand(word);
}

/* ---- options ---- */

static void keep(struct arguments *arguments, const struct valued *option, const char *value)
{
	if (option->keep_at)
		*(const char **)((char *)arguments + option->keep_at) = value;
}

/* Whether text is "NAME" or "NAME=VALUE"; then *ret_value is the value, or NULL. */
static bool is_named(const char *text, const char *name, const char **ret_value)
{
	size_t length = strlen(name);

	if (strncmp(text, name, length) != 0 || (text[length] && text[length] != '='))
		return false;
	*ret_value = text[length] ? text + length + 1 : NULL;
	return true;
}

/* Takes abbreviations: the runtime refuses those that it does not know, or that stand for several.
 */
static const struct valued *find_long(const struct valued *options, const char *word,
				      const char **ret_value)
{
	bool may_be_short = word[1] == '-';
	const char *name = word + 1 + may_be_short;
	size_t length = strcspn(name, "=");

	for (const struct valued *option = options; option->name; option++)
		if (is_named(name, option->name, ret_value))
			return option;
	for (; may_be_short && length > 0 && options->name; options++)
		if (strncmp(name, options->name, length) == 0) {
			*ret_value = name[length] ? name + length + 1 : NULL;
			return options;
		}
	return NULL;
}

/* The first letter that takes a value, with what follows it in the word. */
static const struct valued *find_letter(const struct valued *options, const char *letters,
					const char **ret_value)
{
	for (; *letters && *letters != '='; letters++)
		for (const struct valued *option = options; option->name; option++)
			if (option->letter == *letters) {
				*ret_value = letters[1] ? letters + 1 : NULL;
				if (letters[1] == '=')
					++*ret_value;
				return option;
			}
	return NULL;
}

/* Goes over an option and its value: returns how many words these are. */
static size_t take_option(char **words, const struct valued *options, struct arguments *arguments)
{
	const char *word = words[0], *value = NULL;
	const struct valued *option = find_long(options, word, &value);

	if (!option && word[1] != '-')
		option = find_letter(options, word + 1, &value);
	if (!option || option->keep_at == NO_VALUE || (!value && !words[1]))
		return 1;
	keep(arguments, option, value ? value : words[1]);
	return value ? 1 : 2;
}

/* ---- the whole ---- */

static void remove_words(char **words, size_t count)
{
	size_t i = 0;

	do
		words[i] = words[i + count];
	while (words[i++]);
}

/* Takes an own option out. Returns 1 if it was one, 0 if not. */
static int take_own(char **words, struct arguments *arguments, struct mempolicy_error *err)
{
	const char *value;

	if (strcmp(words[0], "--strict-exec") == 0) {
		arguments->strict_exec = true;
		remove_words(words, 1);
		return 1;
	}
	if (strncmp(words[0], "--", 2) != 0 || !is_named(words[0] + 2, "oci-runtime", &value))
		return 0;
	if (!value && !words[1])
		return program_usage_error(PROGRAM, "a value is missing after", words[0], err);
	arguments->oci_runtime = value ? value : words[1];
	remove_words(words, value ? 1 : 2);
	return 1;
}

static void parse_subcommand(char **words, const struct subcommand *subcommand,
			     struct arguments *arguments)
{
	bool options_end = false;

	arguments->command = subcommand->command;
	while (*words) {
		if (!options_end && strcmp(*words, "--") == 0) {
			options_end = true;
			words++;
		} else if (!options_end && words[0][0] == '-' && words[0][1]) {
			words += take_option(words, subcommand->options, arguments);
		} else {
			if (!arguments->id)
				arguments->id = *words;
			/* What follows is the command to execute. */
			if (subcommand->command == COMMAND_EXEC)
				return;
			words++;
		}
	}
}

/* Where the subcommand is; or the end. */
static int find_command(char **words, struct arguments *arguments, char ***ret,
			struct mempolicy_error *err)
{
	while (*words && (words[0][0] == '-' || !is_subcommand(*words))) {
		int own = take_own(words, arguments, err);

		if (own < 0)
			return -1;
		if (own)
			continue;
		/* A word that is no subcommand is the value of an option that is not known. */
		words += words[0][0] == '-' ? take_option(words, global, arguments) : 1;
	}
	*ret = words;
	return 0;
}

int arguments_parse(char **argv, struct arguments *ret, struct mempolicy_error *err)
{
	const struct subcommand *subcommand;
	char **words;

	*ret = (struct arguments){.command = COMMAND_OTHER, .argv = argv};
	if (!argv[0])
		return program_usage_error(PROGRAM, "args begin with the program's name, not with",
					   "", err);
	if (find_command(argv + 1, ret, &words, err))
		return -1;
	subcommand = *words ? find_subcommand(*words) : NULL;
	if (subcommand)
		parse_subcommand(words + 1, subcommand, ret);
	return 0;
}
