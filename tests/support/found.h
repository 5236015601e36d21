/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the processes of containers: finds the memory policy they run under. It asks the kernel
 * through libnuma, and shares no code with the tested programs.
 */
#ifndef SUPPORT_FOUND_H
#define SUPPORT_FOUND_H

#define POLICY_TEXT 8192

/* Describes the calling thread's policy: {"mode":MODE_AND_FLAGS,"nodes":[NODE,...]}, or
 * {"errno":NUMBER}. */
void policy_describe(char text[POLICY_TEXT]);

/*
 * Prints a line of JSON with the policies of the calling thread ("main"), of "thread 1" and "thread
 * 2", of a "child" and of a "program" that a child executes, and with the "allowed" nodes. program
 * is called with the single argument "policy", and must print its own.
 */
void policy_print_all(const char *program);

#endif
