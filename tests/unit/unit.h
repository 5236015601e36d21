/* SPDX-License-Identifier: Apache-2.0 */
/* What the unit tests share. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>

#include "mempolicy.h"
#include "suite.h"

/* One per file of tests. */
test_adder add_error, add_nodes, add_policy, add_notation, add_words, add_asking, add_hook_entries,
	add_record, add_rules, add_cpuset, add_cpuset_model, add_kernel, add_features, add_scan,
	add_scan_parts, add_state, add_config, add_config_file, add_numa_maps, add_filtered,
	add_set, add_numa_maps_line, add_placement, add_procfs, add_target, add_target_prove,
	add_options, add_input, add_remedy, add_report, add_log, add_log_file;

/* ---- errors ---- */

/* Returns "pointer: message; remedy", as users see it, without empty parts. A static buffer. */
const char *error_text(const struct mempolicy_error *err);

/* Fails the test unless result is -1 and the error is this one. name identifies the case. */
void assert_refused(const char *name, int result, const struct mempolicy_error *err,
		    enum mempolicy_error_kind kind, const char *text);

/* Fails the test, with the error's text, unless result is 0. */
void assert_accepted(const char *name, int result, const struct mempolicy_error *err);

/* ---- node sets ---- */

/* The set that a list names; fails the test if the list is malformed. */
struct mempolicy_nodes nodes_of(const char *list);

/* Fails the test unless the set, as text, equals this list. */
void assert_nodes(const char *name, const struct mempolicy_nodes *nodes, const char *list);

/* ---- data ---- */

/* The next of a fixed sequence of random numbers; *state must not be 0. */
unsigned long next_random(unsigned long *state);

/* Returns size bytes that are followed by unmapped memory, so that access beyond them is fatal. */
char *before_guard(size_t size);

/* Returns a copy of size bytes of text in such a place. */
const char *copy_before_guard(const char *text, size_t size);

/* Returns a copy of text with value for every hole in it, to be freed. */
char *replace(const char *text, const char *hole, const char *value);

/* ---- files ---- */

/* Makes a new directory under /tmp, to be removed with remove_directory(), which also frees
 * path. */
char *make_directory(void);
void remove_directory(char *path);

/* Returns DIR/NAME, to be freed. */
char *path_in(const char *directory, const char *name);

void write_file(const char *path, const char *text, size_t length);

/* Reads a whole file and appends a NUL; to be freed. */
char *read_file(const char *path, size_t *ret_length);

/* ---- processes ---- */

/* From begin to end, everything written to fd (1 or 2) is captured; end returns it as a text, to be
 * freed. */
struct capture {
	int fd;
	int saved;
	int file;
};
void capture_begin(struct capture *capture, int fd);
char *capture_end(struct capture *capture);

/* Runs function in a child process. Returns its value, or -1 if the child died. */
int in_child(int (*function)(const void *), const void *argument);

/* Waits for a child; returns its exit code, or -1 if a signal killed it. */
int wait_for(pid_t child);

/* Kills a child. */
void end_child(pid_t child);

/* The error text of a system call that fails with EPERM or ENOSYS. */
#define FORBIDDEN(call)                                                                            \
	call ": Operation not permitted; allow it in the seccomp filter that forbids it"
#define NOT_BUILT_IN(call) call ": Function not implemented; use a kernel built with CONFIG_NUMA"

/* From now on, this system call fails with sys_errno in this process, or kills it if that is 0. */
void forbid_system_call(long number, int sys_errno);

#endif
