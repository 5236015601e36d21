/* SPDX-License-Identifier: Apache-2.0 */
/* One container whose hook meets one fault, and the promise to be kept. */
#ifndef FAULTS_TRIAL_H
#define FAULTS_TRIAL_H

#include "containers.h"
#include "driver.h"
#include "expect.h"

/* Each runtime with the hook at each of the two stages: alternately runc and crun. */
#define PLACES ((int)(2 * RUNTIMES))

struct trial {
	struct bundle bundle;
	struct driver driver;
	json_t *hook; /* its entry in config.json, for adding to it */
};

/*
 * Opens a container that requests bind_0, with the hook at the place. trial_end() must follow.
 *
 * program   instead of the hook, or NULL
 * fault     or NULL
 */
void trial_begin(struct trial *trial, int place, const char *program, const struct fault *fault);
/* Gives the hook another option with a value. */
void trial_option(struct trial *trial, const char *option, const char *value);
/* Runs it until it ends. */
void trial_run(struct trial *trial);
/*
 * Checks the promise: user code did not run, and the runtime said so; or it ran under exactly the
 * requested policy, and the hook succeeded. Returns whether it ran.
 */
bool trial_expect_promise(const struct trial *trial);
/*
 * The hook reported what went wrong, on standard error or in its log; except before main(), where
 * the C library may end a program silently.
 *
 * at, call   where it went wrong
 */
void trial_expect_told(const struct trial *trial, enum which at, size_t call);
void trial_end(struct trial *trial);

/* Runs the container without a fault. Returns how many system calls that process of the hook makes,
 * and which ones unless calls is NULL. */
size_t trial_count(int place, enum which at, struct call calls[CALLS_MAX]);

/* Prepares a case, see prepare_containers(). */
void trial_prepare(TCase *tcase);

/* Called once, before all tests, so that a failing test can report its last trial. */
void trial_share(void);

/* Whether FULL is set: then everything is tried, however long it takes. */
bool trial_all(void);

/* Returns the container's init, by its pid in /proc. To be called from act(), early or late. */
pid_t trial_init(const struct driver *driver);
/* Whether any thread of a process is traced by the hook. */
bool trial_is_traced(const struct driver *driver, pid_t pid);

#endif
