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

/* 1 is a share, also of a policy that was asked for and has lost all its nodes: of what is its own
 * nothing lies where it should. */
static int check_placement(const struct inspection *inspection, double least)
{
	if (inspection->refused)
		return failed("no memory lies where the policy asks for it: %s", inspection->why);
	if (inspection->locality < least)
		return failed("locality is %.3f, below %.3f", inspection->locality, least);
	if (inspection->has_evenness && inspection->evenness < least)
		return failed("evenness is %.3f, below %.3f", inspection->evenness, least);
	return EX_OK;
}

/* Since the first look. */
static int check_moved(const struct inspection *inspection, double most, int *ret_exit_code,
		       struct mempolicy_error *err)
{
	const struct moved *now = &inspection->cgroup.moved;
	struct moved since = moved_since(now, &inspection->first);
	unsigned long long pages = since.migrated + since.demoted;

	if (now->by == MOVED_UNKNOWN) {
		mp_error_set(
			err, MEMPOLICY_ERROR_UNSUPPORTED, "",
			"--max-migrated has nothing to count by: this kernel counts no pages that "
			"are moved between nodes");
		return mp_error_remedy(err, "leave the option out");
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
		mp_error_set(
			err, MEMPOLICY_ERROR_USAGE, "",
			"--min-locality has nothing to judge by: no policy with nodes is asked "
			"for");
		return mp_error_remedy(err, "ask for one in config.json, or leave the option out");
	}
	if (check_placement(inspection, request->min_locality))
		*ret_exit_code = CHECK_FAILED;
	return 0;
}
