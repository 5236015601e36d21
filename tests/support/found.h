/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the processes of containers: which memory policy they find themselves under. It asks the
 * kernel by libnuma, and shares no code with what is tested.
 */
#ifndef SUPPORT_FOUND_H
#define SUPPORT_FOUND_H

#define POLICY_TEXT 8192

/* The calling thread's: {"mode":MODE_AND_FLAGS,"nodes":[NODE,...]}, or {"errno":NUMBER}. */
void policy_describe(char text[POLICY_TEXT]);

/*
 * Prints a line of JSON with the policies of the calling thread ("main"), of "thread 1" and
 * "thread 2", of a "child" and of a "program" that a child executes, and with the nodes "allowed".
 * program is called with the one word "policy", and is to print its own.
 */
void policy_print_all(const char *program);

#endif
