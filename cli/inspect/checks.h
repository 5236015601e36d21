/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of what inspect found. */
#ifndef CLI_CHECKS_H
#define CLI_CHECKS_H

#include "request.h"

/*
 * Whether all that the command line asks for holds. Says on standard error what does not.
 * *ret_exit_code is EX_OK or CHECK_FAILED.
 *
 * err  USAGE: there is nothing to check
 */
int check_inspection(const struct inspection *inspection, const struct request *request,
		     int *ret_exit_code, struct mempolicy_error *err);

/* The exit code of a check that failed. */
#define CHECK_FAILED 1

#endif
