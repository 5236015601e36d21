/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_ERROR_H
#define OCI_MEMPOLICY_ERROR_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which includes the whole library"
#endif

/**
 * @defgroup error Errors
 * What went wrong, where, and how to fix it.
 * @{
 */

/** The kind of an error; a program can derive its exit code from it. */
enum mempolicy_error_kind {
	MEMPOLICY_ERROR_NONE,	     /**< no error: the value of a zeroed struct */
	MEMPOLICY_ERROR_USAGE,	     /**< called in a way or at a time that is not supported */
	MEMPOLICY_ERROR_INVALID,     /**< the input breaks a rule */
	MEMPOLICY_ERROR_NO_INPUT,    /**< the input is missing or cannot be read */
	MEMPOLICY_ERROR_UNSUPPORTED, /**< this kernel cannot do it */
	MEMPOLICY_ERROR_SYSTEM,	     /**< a system call failed, or the process is gone */
	MEMPOLICY_ERROR_TIMEOUT,     /**< the deadline passed */
	MEMPOLICY_ERROR_PERMISSION,  /**< not permitted */
};

/** The exact cause of some errors, for programs that can suggest a remedy of their own, such as an
 * option to continue anyway or to wait longer. */
enum mempolicy_error_reason {
	MEMPOLICY_REASON_NONE,		   /**< any other cause */
	MEMPOLICY_REASON_NODE_UNUSABLE,	   /**< a node does not exist, or has no memory, but
					    * another node of the policy can be used */
	MEMPOLICY_REASON_NODE_OUTSIDE,	   /**< a node is outside the cpuset, but another node
					    * of the policy can be used */
	MEMPOLICY_REASON_POSITION_OUTSIDE, /**< a relative node is outside the cpuset */
	MEMPOLICY_REASON_NO_NODE_LEFT,	   /**< no node of the policy can be used, even if some may
					    * be left out, but a wider cpuset might help */
	MEMPOLICY_REASON_NOT_STOPPED,	   /**< the process did not stop in time */
	MEMPOLICY_REASON_NOT_TRACEABLE,	   /**< ptrace(2) is not permitted */
	MEMPOLICY_REASON_OTHER_PROGRAM,	   /**< the process's program is not supported: another
					    * architecture or word size, or an io_uring worker */
	MEMPOLICY_REASON_POSITION_BEYOND,  /**< a relative node is outside the cpuset, which
					    * already has all of the machine's nodes with memory */
	MEMPOLICY_REASON_FILTERED,	   /**< a seccomp filter forbids set_mempolicy(2) or
					    * get_mempolicy(2) */
};

/** What went wrong, where, and how to fix it; written for people. */
struct mempolicy_error {
	enum mempolicy_error_kind kind;	    /**< for programs */
	enum mempolicy_error_reason reason; /**< for programs */
	int sys_errno;			    /**< errno of the failed system call, or 0 */
	char pointer[64];		    /**< JSON pointer (RFC 6901) into config.json, or "" */
	char message[1024]; /**< the value and the rule it breaks; control characters escaped */
	char remedy[512];   /**< how to fix it, or "" */
};

/** @} */

#endif
