/* SPDX-License-Identifier: Apache-2.0 */
#include "usage.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "program.h"

#define USAGE                                                                                      \
	"Usage: oci-mempolicy-runtime [--oci-runtime RUNTIME] [--strict-exec] [OPTION]...\n"       \
	"       COMMAND [ARGUMENT]...\n"

static const char help[] = USAGE
	"\n"
	"OCI runtime that wraps another one and applies NUMA memory policies. Other options,\n"
	"commands and arguments are those of the wrapped runtime.\n"
	"\n"
	"  --oci-runtime RUNTIME  execute this runtime: a name or a path\n"
	"  --strict-exec          fail if a process to be executed in a container cannot\n"
	"                         have the container's policy\n"
	"  -h, --help             print this and exit\n"
	"  -v, --version          print the version and exit\n"
	"\n"
	"If a runtime is named, it prints its own help and version. It can also be named in\n"
	"/etc/oci-mempolicy/runtime.conf, or by running this program by a link such as\n"
	"oci-mempolicy-runtime-runc. See oci-mempolicy-runtime(8).\n";

static bool is_option(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

bool usage_answer(char *const *argv, int *ret_code)
{
	const char *text = NULL;

	if (!argv[1]) {
		fputs(USAGE, stderr);
		*ret_code = program_exit_code(MEMPOLICY_ERROR_USAGE);
		return true;
	}
	if (!argv[2] && is_option(argv[1], "-h", "--help"))
		text = help;
	else if (!argv[2] && is_option(argv[1], "-v", "--version"))
		text = "oci-mempolicy-runtime " MEMPOLICY_VERSION "\n";
	if (!text)
		return false;
	fputs(text, stdout);
	*ret_code = fflush(stdout) || ferror(stdout) ? program_exit_code(PROGRAM_ERROR_OUTPUT) : 0;
	return true;
}
