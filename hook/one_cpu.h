/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps processes that take turns on one CPU: on two, each would wake the other one's from its idle
 * state, which costs more than the switch from one to the other.
 */
#ifndef HOOK_ONE_CPU_H
#define HOOK_ONE_CPU_H

/* More than any kernel is built for. */
#define ONE_CPU_MOST 8192

struct one_cpu {
	long length;				 /* of the following; 0: nothing to put back */
	unsigned long before[ONE_CPU_MOST / 64]; /* where the process might run */
};

/* From here on, this process and the children that it starts stay on the CPU where it runs. If that
 * cannot be, it costs time only. */
void one_cpu_begin(struct one_cpu *ret);
/* This process may run anywhere again. */
void one_cpu_end(struct one_cpu *one);

#endif
