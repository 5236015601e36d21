/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OCI_MEMPOLICY_ERROR_H
#define OCI_MEMPOLICY_ERROR_H

#ifndef OCI_MEMPOLICY_H
#error "include <oci-mempolicy/mempolicy.h>, which has all of the library"
#endif

/**
 * @defgroup error Errors
 * What went wrong, where, and how to mend it.
 * @{
 */

/** What kind of thing went wrong; an exit code may follow from it. */
enum mempolicy_error_kind {
	MEMPOLICY_ERROR_NONE,	     /**< nothing: what a zeroed struct says */
	MEMPOLICY_ERROR_USAGE,	     /**< called in a way or at a time it cannot serve */
	MEMPOLICY_ERROR_INVALID,     /**< the input breaks a rule */
	MEMPOLICY_ERROR_NO_INPUT,    /**< the input is missing or cannot be read */
	MEMPOLICY_ERROR_UNSUPPORTED, /**< this kernel cannot do it */
	MEMPOLICY_ERROR_SYSTEM,	     /**< a system call failed, or the process is gone */
	MEMPOLICY_ERROR_TIMEOUT,     /**< the deadline passed */
	MEMPOLICY_ERROR_PERMISSION,  /**< not permitted */
};

/** Of some errors, what exactly the matter is: where a program may know a way out of its own, such
 * as an option that has the call go on, or wait longer. */
enum mempolicy_error_reason {
	MEMPOLICY_REASON_NONE,		   /**< any other */
	MEMPOLICY_REASON_NODE_UNUSABLE,	   /**< a node does not exist, or has no memory */
	MEMPOLICY_REASON_NODE_OUTSIDE,	   /**< a node is outside the cpuset */
	MEMPOLICY_REASON_POSITION_OUTSIDE, /**< and so is a relative one */
	MEMPOLICY_REASON_NO_NODE_LEFT,	   /**< no node of the policy can be used, whatever is
					    * allowed for, but a wider cpuset might help */
	MEMPOLICY_REASON_NOT_STOPPED,	   /**< the process did not stop in time */
	MEMPOLICY_REASON_NOT_TRACEABLE,	   /**< ptrace(2) is not permitted */
	MEMPOLICY_REASON_OTHER_PROGRAM,	   /**< what the process runs cannot be dealt with: another
					    * architecture or word size, or a worker of io_uring */
	MEMPOLICY_REASON_POSITION_BEYOND,  /**< a relative node is outside the cpuset, which has all
					    * of the machine's nodes with memory */
	MEMPOLICY_REASON_FILTERED,	   /**< a seccomp filter forbids set_mempolicy(2) or
					    * get_mempolicy(2) */
};

/** What went wrong, where, and how to mend it; written for people. */
struct mempolicy_error {
	enum mempolicy_error_kind kind;	    /**< for programs */
	enum mempolicy_error_reason reason; /**< likewise */
	int sys_errno;			    /**< errno of the failed system call, or 0 */
	char pointer[64];		    /**< JSON pointer (RFC 6901) into config.json, or "" */
	char message[1024]; /**< the value and the rule it breaks; control characters escaped */
	char remedy[512];   /**< the way to mend it, or "" */
};

/** @} */

#endif
