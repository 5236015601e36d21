/* SPDX-License-Identifier: Apache-2.0 */
#include "errors.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>

static const struct {
	long number;
	int errors[ERRORS_MAX + 1];
} calls[] = {
	{SYS_brk, {ENOMEM}},
	{SYS_capget, {EFAULT, EINVAL, EPERM}},
	{SYS_capset, {EFAULT, EINVAL, EPERM}},
	{SYS_clock_gettime, {EINVAL, EPERM}},
	{SYS_clone, {EAGAIN, ENOMEM, ENOSPC, EPERM}},
	{SYS_close, {EBADF, EINTR, EIO, ENOSPC}},
	{SYS_close_range, {EINVAL, EMFILE, ENOMEM, ENOSYS}},
	{SYS_connect, {EACCES, EAGAIN, ECONNREFUSED, EINTR, ENOENT, EPERM, EPROTOTYPE}},
	{SYS_execve, {0}},
	{SYS_exit, {0}},
	{SYS_exit_group, {0}},
	{SYS_getdents64, {EBADF, EINVAL, ENOENT, ENOTDIR, EIO}},
	{SYS_get_mempolicy, {EFAULT, EINVAL, ENOSYS, EPERM}},
	{SYS_getrandom, {EAGAIN, EINTR, ENOSYS}},
	{SYS_ioctl, {EBADF, ENOTTY, EINVAL}},
	{SYS_kill, {EINVAL, EPERM, ESRCH}},
	{SYS_mmap, {EACCES, EAGAIN, ENFILE, ENOMEM, EPERM}},
	{SYS_mprotect, {EACCES, EINVAL, ENOMEM}},
	{SYS_munmap, {EINVAL, ENOMEM}},
	{SYS_newfstatat, {EACCES, ELOOP, ENOENT, ENOMEM, ENOTDIR, EOVERFLOW}},
	{SYS_openat, {EACCES, EINTR, ELOOP, EMFILE, ENFILE, ENOENT, ENOMEM, EPERM, EOVERFLOW}},
#ifdef SYS_poll
	{SYS_poll, {EFAULT, EINTR, EINVAL, ENOMEM}},
#endif
	{SYS_ppoll, {EFAULT, EINTR, EINVAL, ENOMEM}},
	{SYS_prctl, {EACCES, EINVAL, EPERM}},
	{SYS_prlimit64, {EFAULT, EINVAL, EPERM}},
	{SYS_process_vm_readv, {EFAULT, EINVAL, ENOMEM, EPERM, ESRCH}},
	{SYS_process_vm_writev, {EFAULT, EINVAL, ENOMEM, EPERM, ESRCH}},
	{SYS_ptrace, {EBUSY, EFAULT, EINVAL, EIO, EPERM, ESRCH}},
	{SYS_read, {EAGAIN, EBADF, EINTR, EINVAL, EIO, EISDIR, ESRCH}},
	{SYS_recvmsg, {EAGAIN, EBADF, ECONNRESET, EINTR, ENOMEM}},
	{SYS_rt_sigaction, {EFAULT, EINVAL}},
	{SYS_rt_sigprocmask, {EFAULT, EINVAL}},
	{SYS_rt_sigreturn, {0}},
	{SYS_rt_sigtimedwait, {EAGAIN, EINTR, EINVAL}},
	{SYS_seccomp, {EACCES, EFAULT, EINVAL, ENOMEM, ENOSYS}},
	{SYS_sendmsg, {EAGAIN, EBADF, EINTR, EMSGSIZE, ENOBUFS, ENOMEM, EPIPE, ETOOMANYREFS}},
	{SYS_sendto, {EAGAIN, EBADF, ECONNRESET, EINTR, EMSGSIZE, ENOBUFS, ENOMEM, EPIPE}},
	{SYS_setitimer, {EFAULT, EINVAL}},
	{SYS_socket, {EACCES, EAFNOSUPPORT, EMFILE, ENFILE, ENOMEM, EPROTONOSUPPORT}},
	{SYS_socketpair, {EAFNOSUPPORT, EMFILE, ENFILE, ENOMEM, EPROTONOSUPPORT}},
	{SYS_timer_create, {EAGAIN, EINVAL, ENOMEM}},
	{SYS_timer_settime, {EFAULT, EINVAL}},
	{SYS_wait4, {ECHILD, EINTR, EINVAL, ESRCH}},
	{SYS_write, {EAGAIN, EBADF, EDQUOT, EFBIG, EINTR, EIO, ENOSPC, EPIPE}},
};

const int *errors_of(long number)
{
	static const int common[] = {EPERM, ENOMEM, EINTR, EINVAL, ENOSYS, 0};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == number)
			return calls[i].errors;
	return common;
}
