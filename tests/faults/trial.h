/* SPDX-License-Identifier: Apache-2.0 */
/* One container whose hook meets one fault, and the promise. */
#ifndef FAULTS_TRIAL_H
#define FAULTS_TRIAL_H

#include "containers.h"
#include "driver.h"
#include "expect.h"

/* Each runtime with the hook at each of the two stages: runc and crun in turns. */
#define PLACES ((int)(2 * RUNTIMES))

struct trial {
	struct bundle bundle;
	struct driver driver;
	json_t *hook; /* its entry in config.json, to be added to */
};

/*
 * A container that asks for bind_0, with the hook at the place. trial_end() must follow.
 *
 * program   in place of the hook, or NULL
 * fault     or NULL
 */
void trial_begin(struct trial *trial, int place, const char *program, const struct fault *fault);
/* Gives the hook another option with a value. */
void trial_option(struct trial *trial, const char *option, const char *value);
/* Runs it to its end. */
void trial_run(struct trial *trial);
/*
 * The promise: user code did not run, and the runtime said so; or it ran under the very policy
 * that was asked for, and the hook ended well. Returns whether it ran.
 */
bool trial_expect_promise(const struct trial *trial);
/*
 * The hook told what went wrong, on standard error or in its log. Except before main(), where the C
 * library may end a program in silence.
 *
 * at, call   at which it went wrong
 */
void trial_expect_told(const struct trial *trial, enum which at, size_t call);
void trial_end(struct trial *trial);

/* Without any fault: the container runs. Returns how many system calls that process of the hook
 * makes, and which if calls is not NULL. */
size_t trial_count(int place, enum which at, struct call calls[CALLS_MAX]);

/* Prepares a case, see prepare_containers(). */
void trial_prepare(TCase *tcase);

/* Once, before all tests: so that a test which fails can leave word of its last trial. */
void trial_share(void);

/* FULL is set: everything is to be tried, however long it takes. */
bool trial_all(void);

/* The container's init, as /proc numbers it. To be called from act(), early or late. */
pid_t trial_init(const struct driver *driver);
/* Whether any thread of a process is traced by the hook. */
bool trial_is_traced(const struct driver *driver, pid_t pid);

#endif
