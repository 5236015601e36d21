/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of findings in a config.json, each of which is a rule. */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include "mempolicy.h"

enum level {
	LEVEL_NOTE,    /* good to know */
	LEVEL_WARNING, /* valid, but probably a mistake */
	LEVEL_ERROR,   /* the container would not start, or not as config.json says */
};

enum rule {
	RULE_UNREADABLE,
	RULE_SYNTAX,
	RULE_POLICY,
	RULE_DIFFER,
	RULE_NODES,
	RULE_UNSUPPORTED,
	RULE_CPUSET,
	RULE_LOCAL,
	RULE_HOOK_ENTRY,
	RULE_HOOK_FILE,
	RULE_HOOK_STAGE,

	RULE_MISPLACED,
	RULE_UNKNOWN_KEY,
	RULE_DUPLICATE_KEY,
	RULE_HOOK_NAME,
	RULE_HOOK_IDLE,
	RULE_HOOK_MISSING,
	RULE_ANNOTATION_UNREAD,
	RULE_USER_NAMESPACE,
	RULE_PID_NAMESPACE,
	RULE_DEGRADED,
	RULE_DEFAULT_LEFT_OUT,
	RULE_CPUSET_NODES,
	RULE_PREFERRED_SEVERAL,
	RULE_INTERLEAVE_ONE,
	RULE_FAR_CPUS,
	RULE_ONE_NODE,
	RULE_BALANCING_OFF,
	RULE_EQUAL_WEIGHTS,
	RULE_MEMORY_SHORT,
	RULE_DEMOTION_ON,
	RULE_SECCOMP_KILLS,

	RULE_NATIVE_ONLY,
	RULE_SECCOMP_ALLOWS,
	RULE_SECCOMP_REFUSES,
	RULES,
};

extern const struct rule_text {
	const char *id; /* for programs */
	enum level level;
	const char *what; /* a sentence for lists of rules */
} rules[RULES];

/* "error" */
const char *level_name(enum level level);

/* Receives findings; what lives for the duration of the call. */
struct listener {
	void (*hear)(void *data, enum rule rule, const struct mempolicy_error *what);
	void *data;
};

static inline void tell(const struct listener *listener, enum rule rule,
			const struct mempolicy_error *what)
{
	listener->hear(listener->data, rule, what);
}

#endif
