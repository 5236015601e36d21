/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy: finds the subcommand, runs it, reports what went wrong. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "program.h"
#include "subcommand.h"

#define PROGRAM "oci-mempolicy"

static const struct subcommand *const commands[] = {
	&subcommand_validate, &subcommand_explain,  &subcommand_advise, &subcommand_inspect,
	&subcommand_features, &subcommand_topology, &subcommand_cdi,
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	puts("Usage: " PROGRAM " COMMAND [OPTION]... [ARGUMENT]...\n"
	     "\n"
	     "NUMA memory policies of containers (linux.memoryPolicy of the OCI runtime-spec):\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	puts("\n"
	     "  " PROGRAM " COMMAND --help   tells more, with examples\n"
	     "  " PROGRAM " --version        prints the version\n"
	     "\n"
	     "Exit codes: 0 all is well; 1 a check failed; 64 wrong usage; 65 the input is wrong;\n"
	     "66 it cannot be read; 69 this kernel lacks it; 71 a system error; 74 output could\n"
	     "not be written; 75 timed out; 77 not permitted.");
}

/* --help counts wherever it stands among a command's options. */
static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static int run_subcommand(const struct subcommand *command, int argc, char **argv)
{
	struct mempolicy_error err;
	char text[PROGRAM_ERROR_TEXT];
	int exit_code;

	if (asks_for_help(argc, argv)) {
		printf("Usage: " PROGRAM " %s %s", command->name, command->help);
		return EX_OK;
	}
	exit_code = command->run(command, argc, argv, &err);
	if (exit_code >= 0)
		return exit_code;
	fprintf(stderr, PROGRAM " %s: %s\n", command->name,
		program_error_text(&err, text, sizeof(text)));
	return program_exit_code(err.kind);
}

static int dispatch(int argc, char **argv)
{
	struct mempolicy_error err;

	if (argc < 2) {
		fputs(PROGRAM ": a command is missing; see " PROGRAM " --help\n", stderr);
		return EX_USAGE;
	}
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return run_subcommand(commands[i], argc - 1, argv + 1);
	if (strcmp(argv[1], "--help") == 0) {
		print_help();
		return EX_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts(PROGRAM " " MEMPOLICY_VERSION);
		return EX_OK;
	}
	program_usage_error(PROGRAM, "there is no command", argv[1], &err);
	fprintf(stderr, PROGRAM ": %s; %s\n", err.message, err.remedy);
	return EX_USAGE;
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
