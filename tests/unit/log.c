/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

char *log_directory, *log_path;
struct hook_options log_options;

void make_log(void)
{
	log_directory = make_directory();
	log_path = path_in(log_directory, "log");
	log_options =
		(struct hook_options){.timeout = 5, .log_file = log_path, .syslog = SYSLOG_NEVER};
}

void remove_log(void)
{
	free(log_path);
	remove_directory(log_directory);
}

int write_report(const struct report *report)
{
	struct channels channels = {.opened = false};

	report_write(report, &log_options, &channels);
	if (channels.opened && channels.log_fd >= 0)
		close(channels.log_fd);
	return report_exit_code(report);
}
