/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of another process, by process_vm_readv(2) and process_vm_writev(2). */
#ifndef MEMPOLICY_REMOTE_H
#define MEMPOLICY_REMOTE_H

#include <stddef.h>
#include <sys/types.h>

/* Copy size bytes. Return 0, or -1 with errno set, to EFAULT if not all could be copied. */
int mp_remote_read(pid_t pid, unsigned long address, void *data, size_t size);
int mp_remote_write(pid_t pid, unsigned long address, const void *data, size_t size);

#endif
