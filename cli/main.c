/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy: finds the subcommand, runs it, and reports its error. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "oci_remedy.h"
#include "program.h"
#include "subcommand.h"

#define PROGRAM "oci-mempolicy"
#define HELP	PROGRAM " --help"

static const struct subcommand *const commands[] = {
	&subcommand_validate, &subcommand_explain,   &subcommand_advise,
	&subcommand_inspect,  &subcommand_features,  &subcommand_topology,
	&subcommand_cdi,      &subcommand_configure, &subcommand_doctor,
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	puts("Usage: " PROGRAM " COMMAND [OPTION]... [ARGUMENT]...\n"
	     "\n"
	     "NUMA memory policies of containers (linux.memoryPolicy of the OCI runtime-spec).\n"
	     "The commands are:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	puts("\n"
	     "  -h, --help      print this help and exit\n"
	     "  -V, --version   print the version and exit\n"
	     "\n"
	     "\"" PROGRAM " help COMMAND\" and \"" PROGRAM " COMMAND --help\" print more\n"
	     "about a command, with examples.\n"
	     "\n"
	     "Exit codes: 0 success; 1 a check failed; 64 wrong usage; 65 invalid input;\n"
	     "66 input cannot be read; 69 not supported by this kernel; 71 system error;\n"
	     "74 output cannot be written; 75 timeout; 77 not permitted.");
}

static void print_version(void)
{
	puts(PROGRAM " " MEMPOLICY_VERSION);
}

static void print_help_of(const struct subcommand *command)
{
	printf("Usage: " PROGRAM " %s %s"
	       "\n"
	       "Options of every command:\n"
	       "  --color WHEN    use colors: auto (on a terminal, the default), always or never\n"
	       "  -h, --help      print this help and exit\n"
	       "  -V, --version   print the version and exit\n"
	       "\n"
	       "Examples:\n"
	       "%s",
	       command->name, command->help, command->examples);
}

static int fail(const char *name, struct mempolicy_error *err)
{
	char text[PROGRAM_ERROR_TEXT];

	if (err->reason == MEMPOLICY_REASON_FILTERED)
		oci_remedy_add(err, false);
	fprintf(stderr, PROGRAM "%s%s: %s\n", *name ? " " : "", name,
		program_error_text(err, text, sizeof(text)));
	return program_exit_code(err->kind);
}

static int run_subcommand(const struct subcommand *command, int argc, char **argv)
{
	struct mempolicy_error err;
	int exit_code;

	switch (subcommand_request(command, argc, argv)) {
	case SUBCOMMAND_HELP:
		print_help_of(command);
		return EX_OK;
	case SUBCOMMAND_VERSION:
		print_version();
		return EX_OK;
	default:
		exit_code = command->run(command, argc, argv, &err);
		return exit_code >= 0 ? exit_code : fail(command->name, &err);
	}
}

static const struct subcommand *find_command(const char *name, struct mempolicy_error *err)
{
	struct nearest nearest = {.word = name};

	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
		nearest_offer(&nearest, commands[i]->name);
	}
	program_unknown(HELP, "there is no command", name, "", &nearest, err);
	return NULL;
}

static int run_help(int argc, char **argv)
{
	const struct subcommand *command;
	struct mempolicy_error err;

	if (argc == 1 || strcmp(argv[1], "help") == 0) {
		print_help();
		return EX_OK;
	}
	if (argc > 2) {
		program_usage_error(HELP, "unexpected argument", argv[2], &err);
		return fail("help", &err);
	}
	command = find_command(argv[1], &err);
	if (!command)
		return fail("help", &err);
	print_help_of(command);
	return EX_OK;
}

/* The only options that may come before a command. */
static int run_options(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	struct mempolicy_error err;
	int option = getopt_long(argc, argv, "+:hV", options, NULL);

	if (option == 'h')
		print_help();
	else if (option == 'V')
		print_version();
	else {
		program_wrong_option(HELP, option, argv, options, &err);
		return fail("", &err);
	}
	return EX_OK;
}

static int dispatch(int argc, char **argv)
{
	const struct subcommand *command;
	struct mempolicy_error err;

	if (argc < 2) {
		fputs(PROGRAM ": a command is missing; see " HELP "\n", stderr);
		return EX_USAGE;
	}
	if (argv[1][0] == '-' && argv[1][1] && strcmp(argv[1], "--") != 0)
		return run_options(argc, argv);
	if (strcmp(argv[1], "help") == 0)
		return run_help(argc - 1, argv + 1);
	command = find_command(argv[1], &err);
	return command ? run_subcommand(command, argc - 1, argv + 1) : fail("", &err);
}

int main(int argc, char **argv)
{
	int exit_code;

	setlocale(LC_CTYPE, "");
	exit_code = dispatch(argc, argv);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return exit_code;
	fprintf(stderr, PROGRAM ": cannot write standard output: %s\n", strerror(errno));
	return EX_IOERR;
}
