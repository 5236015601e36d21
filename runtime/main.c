/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy-runtime: prepares a container, and then executes the runtime in its own place. */
#include <fcntl.h>
#include <unistd.h>

#include "container.h"
#include "program.h"
#include "relro.h"
#include "tell.h"
#include "usage.h"

/* Files opened later must not get the numbers of missing standard descriptors. The descriptors that
 * fill these are closed again when the runtime is executed. */
static void fill_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR | O_CLOEXEC) < 0)
			break;
}

static int prepare(const struct arguments *arguments, const struct settings *settings,
		   const struct wrapped *wrapped, struct mempolicy_error *err)
{
	switch (arguments->command) {
	case COMMAND_CREATE:
	case COMMAND_RUN:
		return container_create(arguments, settings, wrapped, err);
	case COMMAND_EXEC:
		if (container_exec(arguments, settings, wrapped, err) == 0)
			return 0;
		if (settings->strict_exec)
			return -1;
		tell_warning(arguments, err);
		return 0;
	case COMMAND_DELETE:
		return container_delete(arguments, wrapped, err);
	default:
		return 0;
	}
}

/* Commands that only stop, show or delete containers must not fail because of a mistake in the
 * configuration file. */
static bool needs_all_settings(const struct arguments *arguments)
{
	return arguments->command != COMMAND_OTHER && arguments->command != COMMAND_DELETE;
}

static int fail(const struct arguments *arguments, const struct mempolicy_error *err)
{
	tell_error(arguments, err);
	return program_exit_code(err->kind);
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	struct settings settings;
	struct wrapped wrapped;
	struct mempolicy_error err;
	int result, code;

	(void)argc;
	relro_protect();
	fill_descriptors();
	wrapped_settle_signals();
	if (arguments_parse(argv, &arguments, &err))
		return fail(&arguments, &err);
	result = settings_read(&arguments, &settings, &err);
	if (!settings.oci_runtime && usage_answer(arguments.argv, &code))
		return code;
	if ((result == 0 || (!needs_all_settings(&arguments) && settings.oci_runtime)) &&
	    wrapped_find(&settings, &wrapped, &err) == 0 &&
	    prepare(&arguments, &settings, &wrapped, &err) == 0)
		wrapped_execute(&wrapped, &arguments, &err);
	return fail(&arguments, &err);
}
