/* SPDX-License-Identifier: Apache-2.0 */
#include "remote.h"

#include <errno.h>
#include <sys/uio.h>

static struct iovec memory(unsigned long address, size_t size)
{
	/* An address in the other process, which is never dereferenced here. */
	return (struct iovec){(void *)address, size}; /* NOLINT(performance-no-int-to-ptr) */
}

static int all_or_error(ssize_t copied, size_t size)
{
	if (copied >= 0 && (size_t)copied < size)
		errno = EFAULT;
	return copied == (ssize_t)size ? 0 : -1;
}

int mp_remote_read(pid_t pid, unsigned long address, void *data, size_t size)
{
	struct iovec local = {data, size}, remote = memory(address, size);

	return all_or_error(process_vm_readv(pid, &local, 1, &remote, 1, 0), size);
}

int mp_remote_write(pid_t pid, unsigned long address, const void *data, size_t size)
{
	struct iovec local = {(void *)data, size}, remote = memory(address, size);

	return all_or_error(process_vm_writev(pid, &local, 1, &remote, 1, 0), size);
}
