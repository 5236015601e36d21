/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runc reads its command line with Go's flag package, which accepts one dash instead of two, and
 * "-b=VALUE"; crun reads it with getopt(3), which accepts "-bVALUE" and abbreviations of long
 * options. Options may follow the container's name, except with exec.
 */
#include "arguments.h"

#include <stddef.h>
#include <string.h>

#include "error.h"
#include "program.h"

#define PROGRAM "oci-mempolicy-runtime"

/* An option that runc, crun or youki has. */
struct known {
	const char *name;
	char letter;	/* 0: none */
	size_t keep_at; /* where in struct arguments its value goes; 0: nowhere */
};

/* In keep_at: the option takes no value. */
#define FLAG ((size_t)-1)

#define KEEP(member) offsetof(struct arguments, member)

static const struct known global[] = {
	{"root", 'r', KEEP(root)},
	{"log", 'l', KEEP(log)},
	{"log-format", 0, KEEP(log_format)},
	{"log-level", 0, 0},
	{"criu", 0, 0},
	{"rootless", 0, 0},
	{"cgroup-manager", 0, 0},
	{"debug", 0, FLAG},
	{"systemd-cgroup", 's', FLAG},
	{"systemd-log", 0, FLAG},
	{"version", 'v', FLAG},
	{"help", 'h', FLAG},
	{NULL, 0, 0},
};

static const struct known of_create[] = {
	{"bundle", 'b', KEEP(bundle)},
	{"config", 'f', KEEP(config)},
	{"console-socket", 'c', 0}, /* the letters are youki's */
	{"pid-file", 'p', 0},
	{"pidfd-socket", 0, 0},
	{"preserve-fds", 0, 0},
	{"detach", 'd', FLAG},
	{"keep", 0, FLAG},
	{"no-new-keyring", 0, FLAG},
	{"no-pivot", 0, FLAG},
	{"no-subreaper", 0, FLAG},
	{"help", 'h', FLAG},
	{NULL, 0, 0},
};

static const struct known of_exec[] = {
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
	{"detach", 'd', FLAG},
	{"ignore-paused", 0, FLAG},
	{"no-new-privs", 0, FLAG},
	{"tty", 't', FLAG}, /* crun's --tty=NAME has its value in the same word */
	{"help", 'h', FLAG},
	{NULL, 0, 0},
};

static const struct known of_delete[] = {
	{"force", 'f', FLAG},
	{"regex", 'r', FLAG},
	{"help", 'h', FLAG},
	{NULL, 0, 0},
};

static const struct subcommand {
	const char *name;
	enum arguments_command command;
	const struct known *options;
} subcommands[] = {
	{"create", COMMAND_CREATE, of_create},
	{"run", COMMAND_RUN, of_create},
	{"exec", COMMAND_EXEC, of_exec},
	{"delete", COMMAND_DELETE, of_delete},
};

/* The other subcommands of runc, crun and youki. */
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

/* "-" alone is a name. */
static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

static void keep(struct arguments *arguments, const struct known *option, const char *value)
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

/* Accepts abbreviations: the runtime refuses those that it does not know or that are ambiguous. */
static const struct known *find_long(const struct known *options, const char *word,
				     const char **ret_value)
{
	bool may_be_short = word[1] == '-';
	const char *name = word + 1 + may_be_short;
	size_t length = strcspn(name, "=");

	for (const struct known *option = options; option->name; option++)
		if (is_named(name, option->name, ret_value))
			return option;
	for (; may_be_short && length > 0 && options->name; options++)
		if (strncmp(name, options->name, length) == 0) {
			*ret_value = name[length] ? name + length + 1 : NULL;
			return options;
		}
	return NULL;
}

static const struct known *find_letter(const struct known *options, char letter)
{
	for (; options->name; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

/*
 * The first letter that takes a value, with what follows it in the word; otherwise the last flag.
 * NULL after a letter that is unknown: the word may be a long option of a newer runtime.
 */
static const struct known *find_letters(const struct known *options, const char *letters,
					const char **ret_value)
{
	const struct known *option = NULL;

	for (; *letters && *letters != '='; letters++) {
		option = find_letter(options, *letters);
		if (!option)
			return NULL;
		if (option->keep_at == FLAG)
			continue;
		*ret_value = letters[1] ? letters + 1 : NULL;
		if (letters[1] == '=')
			++*ret_value;
		return option;
	}
	return option;
}

/*
 * Goes over an option and its value. Returns how many words these are; 0 if the option is unknown,
 * so that the next word may be its value. A value that looks like an option is not expected there.
 */
static size_t take_option(char **words, const struct known *options, struct arguments *arguments)
{
	const char *word = words[0], *value = NULL;
	const struct known *option = find_long(options, word, &value);

	if (!option && word[1] != '-')
		option = find_letters(options, word + 1, &value);
	if (!option)
		return strchr(word, '=') || !words[1] || is_option(words[1]) ? 1 : 0;
	if (option->keep_at == FLAG || (!value && !words[1]))
		return 1;
	keep(arguments, option, value ? value : words[1]);
	return value ? 1 : 2;
}

/* The word after an unknown option may be its value or something else. */
static int unclear(char **option, const char *what, struct mempolicy_error *err)
{
	char name[ERROR_QUOTED], word[ERROR_QUOTED];

	mp_error_quote(name, sizeof(name), option[0], strlen(option[0]));
	mp_error_quote(word, sizeof(word), option[1], strlen(option[1]));
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "unknown option %s: %s may be its value or the %s", name, word, what);
	return mp_error_remedy(err,
			       "join the option and its value with \"=\", or, if it takes none, "
			       "put another option after it");
}

int arguments_unclear(const struct arguments *arguments, struct mempolicy_error *err)
{
	return unclear(arguments->unknown, "container's name", err);
}

/* ---- the whole ---- */

static void remove_words(char **words, size_t count)
{
	size_t i = 0;

	do
		words[i] = words[i + count];
	while (words[i++]);
}

/* Removes one of this program's own options. Returns 1 if it was one, 0 if not. */
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

/* Words that may be the value of an unknown option or the container's name. */
struct perhaps {
	size_t count;
	const char *last;
};

/* Returns the word after an option. */
static char **pass_option(char **words, const struct known *options, struct arguments *arguments,
			  struct perhaps *perhaps)
{
	size_t count = take_option(words, options, arguments);

	if (count > 0)
		return words + count;
	if (perhaps->count++ == 0)
		arguments->unknown = words;
	perhaps->last = words[1];
	return words + 2;
}

/* Options may also follow the container's name, except that exec's command begins there. */
static void parse_subcommand(char **words, const struct subcommand *subcommand,
			     struct arguments *arguments)
{
	bool options_end = false, is_exec = subcommand->command == COMMAND_EXEC;
	struct perhaps perhaps = {0};

	arguments->command = subcommand->command;
	while (*words && !(is_exec && arguments->id)) {
		if (!options_end && strcmp(*words, "--") == 0) {
			options_end = true;
			words++;
		} else if (!options_end && is_option(*words)) {
			words = pass_option(words, subcommand->options, arguments, &perhaps);
		} else {
			if (!arguments->id)
				arguments->id = *words;
			words++;
		}
	}
	/* There is one name: it is the word that cannot be a value, or the only one that can. */
	if (arguments->id ? !is_exec : perhaps.count == 1)
		arguments->unknown = NULL;
	if (!arguments->id)
		arguments->id = perhaps.last;
}

/* A word that is not a subcommand is the value of an unknown option. */
static size_t take_global(char **words, struct arguments *arguments)
{
	size_t count = take_option(words, global, arguments);

	if (count > 0)
		return count;
	return is_subcommand(words[1]) ? 1 : 2;
}

static bool starts_user_code(const char *word)
{
	const struct subcommand *subcommand = find_subcommand(word);

	return subcommand && subcommand->command != COMMAND_DELETE;
}

/* Whether an unknown option may hide the subcommand: if the word after it is its value, there is
 * another. */
static int check_clear(char **words, struct mempolicy_error *err)
{
	struct arguments ignored;
	char **other = words + 2;

	if (take_option(words, global, &ignored) > 0 || !is_subcommand(words[1]))
		return 0;
	while (*other && is_option(*other))
		other += take_global(other, &ignored);
	if (!*other || !is_subcommand(*other) ||
	    (!starts_user_code(words[1]) && !starts_user_code(*other)))
		return 0;
	return unclear(words, "command", err);
}

/* Finds the subcommand, or the end of the words. */
static int find_command(char **words, struct arguments *arguments, char ***ret,
			struct mempolicy_error *err)
{
	while (*words && is_option(*words)) {
		int own = take_own(words, arguments, err);

		if (own < 0 || (own == 0 && check_clear(words, err)))
			return -1;
		if (own == 0)
			words += take_global(words, arguments);
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
