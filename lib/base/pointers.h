/* SPDX-License-Identifier: Apache-2.0 */
/* The places that errors name: JSON pointers (RFC 6901) into config.json. */
#ifndef MEMPOLICY_POINTERS_H
#define MEMPOLICY_POINTERS_H

#define POINTER_POLICY	   "/linux/memoryPolicy"
#define POINTER_MODE	   POINTER_POLICY "/mode"
#define POINTER_NODES	   POINTER_POLICY "/nodes"
#define POINTER_FLAGS	   POINTER_POLICY "/flags"
#define POINTER_MEMS	   "/linux/resources/cpu/mems"
#define POINTER_CPUS	   "/linux/resources/cpu/cpus"
#define POINTER_NAMESPACES "/linux/namespaces"
#define POINTER_SECCOMP	   "/linux/seccomp"
#define POINTER_ANNOTATION "/annotations/io.github.oci-mempolicy.policy"

#endif
