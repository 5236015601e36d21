/* SPDX-License-Identifier: Apache-2.0 */
/* The places where a policy can be requested. */
#ifndef MEMPOLICY_PLACE_H
#define MEMPOLICY_PLACE_H

#include <stddef.h>

#define PLACE_ANNOTATION_KEY "io.github.oci-mempolicy.policy"
#define PLACE_POINTER	     64

enum place_kind {
	PLACE_NONE,
	PLACE_OBJECT,	    /* linux.memoryPolicy */
	PLACE_ANNOTATION,   /* an annotation in config.json */
	PLACE_HOOK,	    /* --policy of a hook entry in config.json */
	PLACE_OPTION,	    /* --policy of this process */
	PLACE_DEFAULT,	    /* --default-policy of this process */
	PLACE_HOOK_DEFAULT, /* --default-policy of a hook entry, seen from another process */
	PLACE_KINDS,
};

/* Stages at which a hook entry may request a policy. */
enum place_stage {
	PLACE_PRESTART,
	PLACE_CREATE_RUNTIME,
	PLACE_CREATE_CONTAINER,
	PLACE_STAGES,
};

struct place {
	unsigned int kind;  /* of enum place_kind */
	unsigned int stage; /* of a hook entry: a value of enum place_stage */
	unsigned int entry; /* of a hook entry: its number at this stage, from 0 */
};

/* The key in the hooks of config.json, such as "createRuntime". */
const char *place_stage_name(enum place_stage stage);

/* Writes a JSON pointer into config.json, such as "/hooks/createRuntime/0/args", or an option.
 * Returns buf. */
const char *place_text(const struct place *place, char buf[PLACE_POINTER]);

struct mempolicy_error;

/*
 * For an error about a policy outside linux.memoryPolicy: replaces a pointer to linux.memoryPolicy
 * by the place. Returns -1.
 */
int place_error(const struct place *place, struct mempolicy_error *err);

#endif
