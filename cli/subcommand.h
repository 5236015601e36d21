/* SPDX-License-Identifier: Apache-2.0 */
/* A subcommand of oci-mempolicy, and what all subcommands have in common. */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include <getopt.h>
#include <jansson.h>

#include "mempolicy.h"

struct subcommand {
	const char *name;
	const char *summary;  /* its line in oci-mempolicy --help */
	const char *help;     /* what its own --help prints after its name */
	const char *examples; /* printed at the end of its help */
	/* As for getopt_long(3), without the options of every subcommand. Values are 256 or more.
	 */
	const struct option *options;
	/*
	 * Runs the subcommand; argv[0] is its name. Returns the exit code, or -1 with *err, which
	 * main() prints as one line to standard error and turns into an exit code. main() also
	 * flushes standard output, and fails if that fails.
	 */
	int (*run)(const struct subcommand *subcommand, int argc, char **argv,
		   struct mempolicy_error *err);
};

extern const struct subcommand subcommand_advise;
extern const struct subcommand subcommand_cdi;
extern const struct subcommand subcommand_configure;
extern const struct subcommand subcommand_doctor;
extern const struct subcommand subcommand_explain;
extern const struct subcommand subcommand_features;
extern const struct subcommand subcommand_inspect;
extern const struct subcommand subcommand_topology;
extern const struct subcommand subcommand_validate;

/* Whether a command line asks for help or the version, even if its other options are wrong. */
enum subcommand_request { SUBCOMMAND_RUN, SUBCOMMAND_HELP, SUBCOMMAND_VERSION };
enum subcommand_request subcommand_request(const struct subcommand *subcommand, int argc,
					   char **argv);

/*
 * Called for each option, with its value in command->options, and its argument or NULL. Returns 0,
 * or -1 with *err, see subcommand_usage_error().
 */
typedef int subcommand_take(void *data, int option, const char *value, struct mempolicy_error *err);

/*
 * Parses the options of a command line, and passes the subcommand's own options to take, with data.
 * Operands follow in argv from *ret_operands on, in their order. err: USAGE
 */
int subcommand_options(const struct subcommand *subcommand, int argc, char **argv,
		       subcommand_take *take, void *data, int *ret_operands,
		       struct mempolicy_error *err);

/* Fills *err with "WHAT "VALUE"; see oci-mempolicy NAME --help"; returns -1. */
int subcommand_usage_error(const struct subcommand *subcommand, const char *what, const char *value,
			   struct mempolicy_error *err);

/* Fails if there is no operand; what names it for the error. err: USAGE */
int subcommand_needs_operand(const struct subcommand *subcommand, int argc, int operands,
			     const char *what, struct mempolicy_error *err);
/* Fails if there is an operand. err: USAGE */
int subcommand_takes_no_operand(const struct subcommand *subcommand, int argc, char **argv,
				int operands, struct mempolicy_error *err);

/* subcommand_options() for a command line without operands. err: USAGE */
int subcommand_only_options(const struct subcommand *subcommand, int argc, char **argv,
			    subcommand_take *take, void *data, struct mempolicy_error *err);

/* Prints JSON to standard output, indented, with a newline at the end. Takes over the reference
 * json, which is NULL when out of memory. Returns EX_OK, or -1 with *err: SYSTEM. */
int subcommand_print_json(json_t *json, struct mempolicy_error *err);

#endif
