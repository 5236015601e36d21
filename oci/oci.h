/* SPDX-License-Identifier: Apache-2.0 */
/* What a runtime tells a hook: the OCI state, and the bundle's config.json. */
#ifndef MEMPOLICY_OCI_H
#define MEMPOLICY_OCI_H

#include <jansson.h>
#include <sys/types.h>

#include "mempolicy.h"
#include "oci_defect.h"
#include "scan.h"

#define OCI_STATE_MAX  (1024UL * 1024)
#define OCI_CONFIG_MAX (64UL * 1024 * 1024)
/* Of a part of config.json that is parsed, which takes up to 80 times its size in memory. */
#define OCI_PART_MAX (64UL * 1024)

/* runtime-spec runtime.md "State". Strings live as long as values. */
struct oci_state {
	json_t *values[3]; /* those that the strings are of */
	const char *id;
	const char *status;
	const char *bundle;
	pid_t pid; /* 0 when absent */
};

/*
 * Reads a state; *ret is to be dropped with oci_state_drop() in any case. On failure *ret_defect
 * says what is wrong, and ret->id may still be set, for the message.
 */
int oci_state_read(const char *text, size_t length, struct oci_state *ret,
		   struct defect *ret_defect);
/* The same, where it may be told at once. err: INVALID; SYSTEM, out of memory */
int oci_state_parse(const char *text, size_t length, struct oci_state *ret,
		    struct mempolicy_error *err);
void oci_state_drop(struct oci_state *state);

/* Namespaces that config.json promises to make anew (type without path), as bits. */
enum oci_namespace {
	OCI_NEW_MOUNT = 1 << 0,
	OCI_NEW_PID = 1 << 1,
	OCI_NEW_IPC = 1 << 2,
	OCI_NEW_NETWORK = 1 << 3,
	OCI_NEW_UTS = 1 << 4,
	OCI_NEW_ALL = (1 << 5) - 1,
};

/* Where things stand in config.json: parts that are parsed, see enum config_part, and others. */
enum oci_part {
	PART_ROOT = PARTS,
	PART_CRI_TYPE, /* annotations of engines of Kubernetes, which tell a pod's sandbox */
	PART_CRIO_TYPE,
	PART_PRESTART, /* hook entries */
	PART_CREATE_RUNTIME,
	PART_CREATE_CONTAINER,
	OCI_PARTS,
};

/*
 * The parts of config.json that matter here. Pointers live as long as values, those of parts as
 * long as the text. Where the container asks for no policy, nothing else is parsed.
 */
struct oci_config {
	json_t *values[3];	     /* memoryPolicy, and what cpu_mems and cpu_cpus are of */
	struct scan_error syntax;    /* where and why it is not JSON */
	bool is_object;		     /* as a config.json is */
	bool has_rest;		     /* what follows memory_policy has been read */
	const json_t *memory_policy; /* NULL when it is not there */
	const char *cpu_mems;	     /* NULL when absent */
	const char *cpu_cpus;	     /* likewise */
	unsigned int namespaces;     /* of enum oci_namespace */
	bool in_user_namespace;	     /* a new one or one to join */
	struct scan_part parts[OCI_PARTS];
};

/*
 * Opens a config.json: a descriptor to read from. Neither waits for a FIFO nor opens a device.
 * err: NO_INPUT when it cannot be opened, or is no regular file; INVALID when it is too large.
 */
int oci_config_open(const char *path, struct mempolicy_error *err);

/* Reads all of an open one into memory that is mapped for it, which a short-lived process leaves as
 * it is. Returns 0, or an errno. */
int oci_config_map_fd(int fd, char **ret_text, size_t *ret_length);

/* Opens and reads it; *ret_text is to be freed. err: as above, SYSTEM when out of memory */
int oci_config_read_file(const char *path, char **ret_text, size_t *ret_length,
			 struct mempolicy_error *err);

/*
 * Understands it; *ret is to be dropped with oci_config_drop() in any case. On failure *ret_defect
 * says what is wrong: it is not JSON, or memoryPolicy is there, and a part cannot be understood or
 * is larger than OCI_PART_MAX, or there is not enough memory.
 */
int oci_config_read(const char *text, size_t length, struct oci_config *ret,
		    struct defect *ret_defect);
/* Reads the rest also where a policy is asked for elsewhere than in memoryPolicy. */
int oci_config_read_rest(struct oci_config *config, struct defect *ret_defect);
/* A new reference; NULL with *ret_defect: it cannot be understood, or is larger than OCI_PART_MAX.
 */
json_t *oci_load_part(const struct scan_part *part, enum config_part which,
		      struct defect *ret_defect);
/* The same, where it may be told at once. err: INVALID; SYSTEM, out of memory */
int oci_config_parse(const char *text, size_t length, struct oci_config *ret,
		     struct mempolicy_error *err);
void oci_config_drop(struct oci_config *config);

/* All of a text as a value, for what is not looked at here. A new reference; NULL where jansson
 * refuses it. */
json_t *oci_config_value(const char *text, size_t length);

#endif
