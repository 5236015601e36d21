/* SPDX-License-Identifier: Apache-2.0 */
/* What a subcommand of oci-mempolicy is, and what all of them have in common. */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include <getopt.h>
#include <jansson.h>

#include "mempolicy.h"

struct subcommand {
	const char *name;
	const char *summary;  /* its line in oci-mempolicy --help */
	const char *help;     /* what its own --help prints after the name */
	const char *examples; /* and at the end */
	/* As for getopt_long(3), but for those of every subcommand. Values are 256 or more. */
	const struct option *options;
	/*
	 * Does it all: argv[0] is the subcommand's name. Returns the exit code; or -1 with *err,
	 * which main() prints as one line on standard error and turns into the exit code. Need not
	 * flush or close standard output: main() does, and fails if that fails.
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

/* What a command line asks for before all else: its options may be wrong. */
enum subcommand_request { SUBCOMMAND_RUN, SUBCOMMAND_HELP, SUBCOMMAND_VERSION };
enum subcommand_request subcommand_request(const struct subcommand *subcommand, int argc,
					   char **argv);

/*
 * Takes an option: its value in command->options, and what follows it, or NULL. Returns 0, or -1
 * with *err, see subcommand_usage_error().
 */
typedef int subcommand_take(void *data, int option, const char *value, struct mempolicy_error *err);

/*
 * Parses the options of a command line, and passes each of its own to take with data. What is no
 * option stands in argv from *ret_operands on, in its order. err: USAGE
 */
int subcommand_options(const struct subcommand *subcommand, int argc, char **argv,
		       subcommand_take *take, void *data, int *ret_operands,
		       struct mempolicy_error *err);

/* Fills *err with "WHAT "VALUE"; see oci-mempolicy NAME --help"; returns -1. */
int subcommand_usage_error(const struct subcommand *subcommand, const char *what, const char *value,
			   struct mempolicy_error *err);

/* Whether something stands from operands on, in argv; what names it for the error. err: USAGE */
int subcommand_needs_operand(const struct subcommand *subcommand, int argc, int operands,
			     const char *what, struct mempolicy_error *err);
/* Whether nothing does. err: USAGE */
int subcommand_takes_no_operand(const struct subcommand *subcommand, int argc, char **argv,
				int operands, struct mempolicy_error *err);

/* subcommand_options() of a command line that is to have nothing else. err: USAGE */
int subcommand_only_options(const struct subcommand *subcommand, int argc, char **argv,
			    subcommand_take *take, void *data, struct mempolicy_error *err);

/* Prints JSON to standard output, indented, with a newline at its end. json is a reference that is
 * taken, NULL when memory ran out. Returns EX_OK, or -1 with *err: SYSTEM. */
int subcommand_print_json(json_t *json, struct mempolicy_error *err);

#endif
