/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of inspect: --fail-on, --min-locality, --max-migrated. */
#ifndef CLI_CHECKS_H
#define CLI_CHECKS_H

#include "request.h"

/*
 * Makes the checks that the command line asks for, and reports on standard error which failed.
 * *ret_exit_code is EX_OK or CHECK_FAILED.
 *
 * err  USAGE, UNSUPPORTED: a check cannot be made
 */
int check_inspection(const struct inspection *inspection, const struct request *request,
		     int *ret_exit_code, struct mempolicy_error *err);

/* The exit code of a check that failed. */
#define CHECK_FAILED 1

#endif
