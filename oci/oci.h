/* SPDX-License-Identifier: Apache-2.0 */
/* The input of a hook: the OCI state and the bundle's config.json. */
#ifndef MEMPOLICY_OCI_H
#define MEMPOLICY_OCI_H

#include <jansson.h>
#include <sys/types.h>

#include "mempolicy.h"
#include "oci_defect.h"
#include "scan.h"

#define OCI_STATE_MAX  (1024UL * 1024)
#define OCI_CONFIG_MAX (64UL * 1024 * 1024)
/* Size limit for a parsed part of config.json. Parsing it needs up to 80 times as much memory. */
#define OCI_PART_MAX (64UL * 1024)

/* The state, see runtime.md "State" in the runtime-spec. The strings belong to values. */
struct oci_state {
	json_t *values[3]; /* the owners of the strings */
	const char *id;
	const char *status;
	const char *bundle;
	pid_t pid; /* 0 when absent */
};

/*
 * Reads a state; *ret must be passed to oci_state_drop() in any case. On failure *ret_defect says
 * what is wrong, and ret->id may still be set, for the message.
 */
int oci_state_read(const char *text, size_t length, struct oci_state *ret,
		   struct defect *ret_defect);
/* The same with an error instead of a defect. err: INVALID; SYSTEM if out of memory */
int oci_state_parse(const char *text, size_t length, struct oci_state *ret,
		    struct mempolicy_error *err);
void oci_state_drop(struct oci_state *state);

/* Namespaces that config.json says will be new (a type without a path), as bits. */
enum oci_namespace {
	OCI_NEW_MOUNT = 1 << 0,
	OCI_NEW_PID = 1 << 1,
	OCI_NEW_IPC = 1 << 2,
	OCI_NEW_NETWORK = 1 << 3,
	OCI_NEW_UTS = 1 << 4,
	OCI_NEW_ALL = (1 << 5) - 1,
};

/* Parts of config.json: those that are parsed, see enum config_part, and others. */
enum oci_part {
	PART_ROOT = PARTS,
	PART_CRI_TYPE, /* annotations of Kubernetes engines that mark a pod's sandbox */
	PART_CRIO_TYPE,
	PART_PRESTART, /* hook entries */
	PART_CREATE_RUNTIME,
	PART_CREATE_CONTAINER,
	OCI_PARTS,
};

/*
 * The parts of config.json that matter here. Pointers refer to values, and those of parts to the
 * text. If the container requests no policy, nothing else is parsed.
 */
struct oci_config {
	json_t *values[3];	     /* memoryPolicy, and the owners of cpu_mems and cpu_cpus */
	struct scan_error syntax;    /* where and why it is not JSON */
	bool is_object;		     /* the text is an object, as it should be */
	bool has_rest;		     /* the members after memory_policy have been read */
	const json_t *memory_policy; /* NULL when absent */
	const char *cpu_mems;	     /* NULL when absent */
	const char *cpu_cpus;	     /* likewise */
	unsigned int namespaces;     /* bits of enum oci_namespace */
	bool in_user_namespace;	     /* new or joined */
	struct scan_part parts[OCI_PARTS];
};

/*
 * Opens a config.json and returns the descriptor. Neither waits for a FIFO nor opens a device.
 * err: NO_INPUT if it cannot be opened or is not a regular file; INVALID if it is too large.
 */
int oci_config_open(const char *path, struct mempolicy_error *err);

/* Reads an open file into memory mapped for it, which is not unmapped: this is for a short-lived
 * process. Returns 0, or an errno. */
int oci_config_map_fd(int fd, char **ret_text, size_t *ret_length);

/* Opens and reads a config.json; the caller frees *ret_text. err: as above; SYSTEM: out of memory
 */
int oci_config_read_file(const char *path, char **ret_text, size_t *ret_length,
			 struct mempolicy_error *err);

/*
 * Parses a config.json; *ret must be passed to oci_config_drop() in any case. On failure
 * *ret_defect says what is wrong: it is not JSON; or it has a memoryPolicy, and a part is invalid
 * or larger than OCI_PART_MAX; or memory is exhausted.
 */
int oci_config_read(const char *text, size_t length, struct oci_config *ret,
		    struct defect *ret_defect);
/* Reads the rest, if a policy is requested elsewhere than in memoryPolicy. */
int oci_config_read_rest(struct oci_config *config, struct defect *ret_defect);
/* Returns a new reference, or NULL with *ret_defect if a part is invalid or exceeds OCI_PART_MAX.
 */
json_t *oci_load_part(const struct scan_part *part, enum config_part which,
		      struct defect *ret_defect);
/* oci_config_read() with an error instead of a defect. err: INVALID; SYSTEM if out of memory */
int oci_config_parse(const char *text, size_t length, struct oci_config *ret,
		     struct mempolicy_error *err);
void oci_config_drop(struct oci_config *config);

/* Parses the whole text, for members that are not handled here. Returns a new reference, or NULL if
 * jansson rejects it. */
json_t *oci_config_value(const char *text, size_t length);

#endif
