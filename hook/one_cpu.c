/* SPDX-License-Identifier: Apache-2.0 */
#include "one_cpu.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

void one_cpu_begin(struct one_cpu *ret)
{
	unsigned long here[ONE_CPU_MOST / 64] = {0};
	int cpu = sched_getcpu();

	ret->length = syscall(SYS_sched_getaffinity, 0, sizeof(ret->before), ret->before);
	if (ret->length <= 0 || cpu < 0 || cpu >= ONE_CPU_MOST) {
		ret->length = 0;
		return;
	}
	here[cpu / 64] = 1UL << cpu % 64;
	syscall(SYS_sched_setaffinity, 0, ret->length, here);
}

void one_cpu_end(struct one_cpu *one)
{
	if (one->length)
		syscall(SYS_sched_setaffinity, 0, one->length, one->before);
	one->length = 0;
}
