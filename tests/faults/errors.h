/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of system calls. */
#ifndef FAULTS_ERRORS_H
#define FAULTS_ERRORS_H

#define ERRORS_MAX 10

/*
 * Returns the errnos, ended by 0, that the call's manual page lists and that a caller with valid
 * pointers and descriptors could meet. For unknown calls, those that any call may fail with; for
 * calls that do not return, none.
 */
const int *errors_of(long number);

#endif
