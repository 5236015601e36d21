/* SPDX-License-Identifier: Apache-2.0 */
/* What a container's seccomp profile does with a system call. */
#ifndef CLI_SECCOMP_PROFILE_H
#define CLI_SECCOMP_PROFILE_H

#include <jansson.h>

enum profile_answer {
	PROFILE_ALLOWS,	 /* even if that depends on the arguments */
	PROFILE_REFUSES, /* the call returns an error */
	PROFILE_KILLS,
	PROFILE_OTHER, /* a tracer or a supervisor decides, a signal is sent, or it is unknown */
};

/*
 * profile  linux.seccomp (runtime-spec config-linux.md "Seccomp")
 * number   of the system call, SCMP_SYS(name)
 */
enum profile_answer profile_answer(const json_t *profile, int number);

#endif
