/* SPDX-License-Identifier: Apache-2.0 */
/* What system calls fail with. */
#ifndef FAULTS_ERRORS_H
#define FAULTS_ERRORS_H

#define ERRORS_MAX 10

/*
 * The errnos, up to 0, that the call's manual page lists and that a caller could meet who passes
 * good pointers and descriptors. For calls that are not known, what any call may fail with; none
 * for those that do not return.
 */
const int *errors_of(long number);

#endif
