/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "error.h"

__attribute__((format(printf, 1, 2))) static int failed(const char *format, ...)
{
	va_list args;

	fputs("oci-mempolicy inspect: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return CHECK_FAILED;
}

static int check_enforcement(const struct inspection *inspection, enum enforcement fail_on)
{
	if (fail_on == ENFORCEMENT_STRICT || inspection->enforcement < fail_on)
		return EX_OK;
	return failed("enforcement is %s: %s", enforcement_name(inspection->enforcement),
		      inspection->why);
}

/* A requested policy that has lost all its nodes fails even --min-locality 0. */
static int check_placement(const struct inspection *inspection, double least)
{
	if (inspection->refused)
		return failed("no memory can be on the requested nodes: %s", inspection->why);
	if (inspection->locality < least)
		return failed("locality is %.3f, below %.3f", inspection->locality, least);
	if (inspection->has_evenness && inspection->evenness < least)
		return failed("evenness is %.3f, below %.3f", inspection->evenness, least);
	return EX_OK;
}

/* Checks the pages moved since the first look. */
static int check_moved(const struct inspection *inspection, double most, int *ret_exit_code,
		       struct mempolicy_error *err)
{
	const struct moved *now = &inspection->cgroup.moved;
	struct moved since = moved_since(now, &inspection->first);
	unsigned long long pages = since.migrated + since.demoted;

	if (now->by == MOVED_UNKNOWN) {
		mp_error_set(
			err, MEMPOLICY_ERROR_UNSUPPORTED, "",
			"--max-migrated cannot be checked: this kernel does not count pages that "
			"are moved between nodes");
		return mp_error_remedy(err, "leave out the option");
	}
	if (inspection->has_before && (double)pages > most)
		*ret_exit_code = failed("%llu pages %s have been moved between nodes since the "
					"first look, more than %.0f",
					pages, moved_of(now->by), most);
	return 0;
}

int check_inspection(const struct inspection *inspection, const struct request *request,
		     int *ret_exit_code, struct mempolicy_error *err)
{
	*ret_exit_code = check_enforcement(inspection, request->fail_on);
	if (request->max_migrated >= 0 &&
	    check_moved(inspection, request->max_migrated, ret_exit_code, err))
		return -1;
	if (request->min_locality < 0)
		return 0;
	if (!inspection->refused && mempolicy_nodes_empty(&inspection->nodes)) {
		mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
			     "--min-locality cannot be checked: no policy with nodes is requested");
		return mp_error_remedy(err, "request one in config.json, or leave out the option");
	}
	if (check_placement(inspection, request->min_locality))
		*ret_exit_code = CHECK_FAILED;
	return 0;
}
