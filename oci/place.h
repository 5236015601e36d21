/* SPDX-License-Identifier: Apache-2.0 */
/* Where a policy is asked for. */
#ifndef MEMPOLICY_PLACE_H
#define MEMPOLICY_PLACE_H

#include <stddef.h>

#define PLACE_ANNOTATION_KEY "io.github.oci-mempolicy.policy"
#define PLACE_POINTER	     64

enum place_kind {
	PLACE_NONE,
	PLACE_OBJECT,	    /* linux.memoryPolicy */
	PLACE_ANNOTATION,   /* of config.json */
	PLACE_HOOK,	    /* --policy of a hook entry of config.json */
	PLACE_OPTION,	    /* --policy of this process */
	PLACE_DEFAULT,	    /* its --default-policy */
	PLACE_HOOK_DEFAULT, /* that of a hook entry of config.json, to others than its process */
	PLACE_KINDS,
};

/* Stages of hook entries that may hold one. */
enum place_stage {
	PLACE_PRESTART,
	PLACE_CREATE_RUNTIME,
	PLACE_CREATE_CONTAINER,
	PLACE_STAGES,
};

struct place {
	unsigned int kind;  /* of enum place_kind */
	unsigned int stage; /* of a hook entry: of enum place_stage */
	unsigned int entry; /* its number at this stage, from 0 */
};

/* "createRuntime": the key of hooks in config.json. */
const char *place_stage_name(enum place_stage stage);

/* "/hooks/createRuntime/0/args": a JSON pointer into config.json, or an option. Returns buf. */
const char *place_text(const struct place *place, char buf[PLACE_POINTER]);

struct mempolicy_error;

/*
 * An error about a policy that stands elsewhere than in linux.memoryPolicy: its pointer becomes
 * that of the place, unless it points elsewhere. Returns -1.
 */
int place_error(const struct place *place, struct mempolicy_error *err);

#endif
