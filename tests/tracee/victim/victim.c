/* SPDX-License-Identifier: Apache-2.0 */
/* The victim, see ../protocol.h. Once it runs, it uses no heap, so that its memory map does not
 * change. */
#include "victim.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct state *const states[] = {waits_files, waits_timed, waits_events, spins, crowd};

struct shared *shared;
__thread struct worker *self;

struct options {
	struct signal_options signals;
	bool leader_exits;
	useconds_t leader_exits_after;
};

static void die(const char *what)
{
	perror(what);
	_exit(125);
}

bool is_over(const struct worker *worker)
{
	return atomic_load(&shared->cycle) != worker->cycle;
}

void fail(struct worker *worker, const char *format, ...)
{
	int saved_errno = errno;
	va_list args;
	int length;

	if (worker->failure[0])
		return;
	length = snprintf(worker->failure, sizeof(worker->failure), "%s: ", worker->state->name);
	va_start(args, format);
	vsnprintf(worker->failure + length, sizeof(worker->failure) - (size_t)length, format, args);
	va_end(args);
	errno = saved_errno;
}

/* ---- attempts ---- */

struct attempt attempt_begin(const struct worker *worker)
{
	struct attempt attempt = {.plain = worker->plain, .restarting = worker->restarting};

	clock_gettime(CLOCK_MONOTONIC, &attempt.start);
	return attempt;
}

bool attempt_interrupted(struct worker *worker, const struct attempt *attempt, long result)
{
	bool handled = worker->plain != attempt->plain ||
		       (worker->restarting != attempt->restarting && !worker->state->restarts);

	if (result != -1 || errno != EINTR)
		return false;
	if (!handled)
		fail(worker, "EINTR, but no handler ran that may cause it");
	return true;
}

void attempt_timed_out(struct worker *worker, const struct attempt *attempt, bool right)
{
	int saved_errno = errno;
	struct timespec now;
	long elapsed;

	clock_gettime(CLOCK_MONOTONIC, &now);
	elapsed = (now.tv_sec - attempt->start.tv_sec) * 1000000000L + now.tv_nsec -
		  attempt->start.tv_nsec;
	if (!right)
		fail(worker, "did not end by its timeout, errno %d", saved_errno);
	else if (elapsed < WAIT_NS)
		fail(worker, "timed out after %ld us", elapsed / 1000);
}

/* ---- the waker: a separate process, which is not traced ---- */

static void wake_all(void)
{
	atomic_fetch_add(&shared->cycle, 1);
	for (size_t i = 0; i < shared->count; i++)
		if (shared->workers[i].state->wake)
			shared->workers[i].state->wake(&shared->workers[i]);
}

static void start_waker(void)
{
	pid_t waker = fork();
	char command;

	if (waker < 0)
		die("fork");
	if (waker > 0)
		return;
	while (read(STDIN_FILENO, &command, 1) == 1)
		wake_all();
	kill(shared->pid, SIGKILL);
	_exit(0);
}

/* ---- reports ---- */

static char report[64 * 1024];

__attribute__((format(printf, 2, 3))) static size_t add(size_t used, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(report + used, sizeof(report) - used, format, args);
	va_end(args);
	return used + (size_t)length;
}

static void write_report(size_t length)
{
	if (write(STDOUT_FILENO, report, length) != (ssize_t)length)
		_exit(124);
}

static void report_ready(void)
{
	size_t used = add(0, "{\"threads\":[");

	for (size_t i = 0; i < shared->count; i++)
		used = add(used, "%s{\"tid\":%d,\"call\":%ld}", i ? "," : "",
			   shared->workers[i].tid, shared->workers[i].state->call);
	write_report(add(used, "]}\n"));
}

static void report_cycle(void)
{
	size_t used = add(0, "{\"process\":\"%s\",\"threads\":[", selfcheck_process());

	for (size_t i = 0; i < shared->count; i++) {
		const struct worker *worker = &shared->workers[i];

		used = add(used,
			   "%s{\"failure\":\"%s\",\"mode\":%d,\"nodes\":%lu,"
			   "\"counts\":[",
			   i ? "," : "", worker->failure, worker->mode, worker->nodes);
		for (size_t kind = 0; kind < KINDS; kind++)
			used = add(used, "%s%u", kind ? "," : "", worker->reported[kind]);
		used = add(used, "]}");
	}
	write_report(add(used, "]}\n"));
}

/* ---- threads ---- */

/* Waits for all threads; the last to arrive reports, and releases the others. */
static void meet(void (*write_it)(void))
{
	uint32_t released = atomic_load(&shared->released);

	if (atomic_fetch_add(&shared->arrived, 1) + 1 < shared->count) {
		while (atomic_load(&shared->released) == released)
			syscall(SYS_futex, &shared->released, FUTEX_WAIT, released, NULL, NULL, 0);
		return;
	}
	if (write_it == report_ready)
		selfcheck_remember_process();
	atomic_store(&shared->arrived, 0);
	write_it();
	atomic_fetch_add(&shared->released, 1);
	syscall(SYS_futex, &shared->released, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void *work(void *argument)
{
	struct worker *worker = argument;

	self = worker;
	worker->tid = (pid_t)syscall(SYS_gettid);
	signals_for_thread();
	selfcheck_remember_thread(worker);
	meet(report_ready);
	for (;;) {
		worker->state->run(worker);
		while (!is_over(worker)) /* a failure ended it early */
			sched_yield();
		worker->cycle++;
		selfcheck_thread(worker);
		signals_collect(worker);
		meet(report_cycle);
	}
	return NULL;
}

static void start_thread(struct worker *worker)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 256UL * 1024);
	errno = pthread_create(&thread, &attributes, work, worker);
	if (errno)
		die("pthread_create");
}

/* Makes the stack as large as it will ever be. Not inlined, to keep this out of main()'s frame. */
__attribute__((noinline)) static void touch_stack(void)
{
	volatile char room[256 * 1024];

	for (size_t i = 0; i < sizeof(room); i += 1024)
		room[i] = 1;
}

/* ---- arguments ---- */

static const struct state *find_state(const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		for (const struct state *state = states[i]; state->name; state++)
			if (strcmp(state->name, name) == 0)
				return state;
	fprintf(stderr, "no state %s\n", name);
	exit(126);
}

static void add_workers(char *list)
{
	char *name;

	while ((name = strsep(&list, ","))) {
		char *number = strchr(name, ':');
		long count = number ? strtol(number + 1, NULL, 10) : 1;
		const struct state *state;

		if (number)
			*number = '\0';
		state = find_state(name);
		while (count-- > 0 && shared->count < THREADS_MAX)
			shared->workers[shared->count++].state = state;
	}
}

static struct options read_options(char **argv)
{
	struct options options = {.leader_exits = false};

	for (; *argv; argv++)
		if (strcmp(*argv, "handle-chld") == 0)
			options.signals.handle_chld = true;
		else if (strcmp(*argv, "handle-urg") == 0)
			options.signals.handle_urg = true;
		else if (strcmp(*argv, "block-trap") == 0)
			options.signals.block_trap = true;
		else if (strcmp(*argv, "ignore-trap") == 0)
			options.signals.ignore_trap = true;
		else if (strcmp(*argv, "maps-change") == 0)
			shared->compares_maps = false;
		else if (strncmp(*argv, "leader-exits=", 13) == 0) {
			options.leader_exits = true;
			options.leader_exits_after = (useconds_t)strtoul(*argv + 13, NULL, 10);
		}
	return options;
}

int main(int argc, char **argv)
{
	struct options options;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED || argc < 2)
		die("mmap");
	shared->pid = getpid();
	shared->compares_maps = true;
	add_workers(argv[1]);
	options = read_options(argv + 2);
	/* System V semaphores and queues disappear with the namespace. */
	if (unshare(CLONE_NEWIPC))
		die("unshare");
	signals_set_up(&options.signals);
	for (size_t i = 0; i < shared->count; i++)
		if (shared->workers[i].state->set_up)
			shared->workers[i].state->set_up(&shared->workers[i]);
	start_waker();
	touch_stack();
	for (size_t i = options.leader_exits ? 0 : 1; i < shared->count; i++)
		start_thread(&shared->workers[i]);
	if (!options.leader_exits)
		work(&shared->workers[0]);
	usleep(options.leader_exits_after);
	syscall(SYS_exit, 0);
}
