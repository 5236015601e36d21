/* SPDX-License-Identifier: Apache-2.0 */
/* Signals that arrive while a process is traced: none is lost, duplicated or reordered, and none
 * interrupts a call that it would not have interrupted anyway. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "noise.h"
#include "states.h"
#include "suites.h"

#define BIT(kind) (1U << (kind))

struct kinds {
	const char *options;
	unsigned int kinds;
};

/* Each kind alone, and all together. */
static const struct kinds kinds[] = {
	{"", BIT(KIND_PLAIN)},
	{"", BIT(KIND_RESTART)},
	{"", BIT(KIND_BLOCKED)},
	{"", BIT(KIND_QUEUED_PLAIN)},
	{"", BIT(KIND_QUEUED_RESTART)},
	{"", BIT(KIND_QUEUED_BLOCKED)},
	{"", BIT(KIND_CHLD)},
	{"", BIT(KIND_URG)},
	{"", BIT(KIND_TRAP)},
	{" block-trap", BIT(KIND_TRAP)},
	/* It must stay ignored. */
	{" ignore-trap", BIT(KIND_PLAIN)},
	{" handle-chld", BIT(KIND_CHLD)},
	{" handle-urg", BIT(KIND_URG)},
	{" handle-chld handle-urg", BIT(KINDS) - 1},
	{" handle-chld handle-urg block-trap", BIT(KINDS) - 1},
};
#define ALL_KINDS (sizeof(kinds) / sizeof(kinds[0]))

#define THREADS "futex,epoll_wait,sigtimedwait,nanosleep_timed,wait4,spin_general,recv_timed,calls"

static void trace_under_noise(const char *state, const struct kinds *what, unsigned int times)
{
	struct mempolicy policy;
	struct victim victim;
	struct noise noise;
	char arguments[256];

	snprintf(arguments, sizeof(arguments), "%s%s", state, what->options);
	victim_start(&victim, STATIC, arguments);
	for (unsigned int turn = 0; turn < times; turn++) {
		policy = some_policy(turn);
		noise_begin(&noise, &victim, what->kinds, turn + 1);
		usleep(300);
		apply(&victim, &policy);
		usleep(300);
		noise_end(&noise);
		victim_check(&victim, &policy);
	}
	victim_end(&victim);
}

START_TEST(signals_to_a_thread_in_every_state_arrive_once_and_in_order)
{
	trace_under_noise(all_states[(size_t)_i / ALL_KINDS], &kinds[(size_t)_i % ALL_KINDS], 4);
}
END_TEST

START_TEST(signals_to_many_threads_arrive_once_and_in_order)
{
	trace_under_noise(THREADS, &kinds[_i], 20);
}
END_TEST

/* ---- rounds ---- */

static const char *const crowds[] = {
	THREADS,
	"read,poll_timed,sigsuspend,semop,msgrcv,spin_vectors,clock_nanosleep_timed,accept_timed",
	"epoll_wait_timed,select,ppoll,futex_timed,pselect_timed,spin_restartable,epoll_pwait",
	"epoll_wait,nanosleep_timed,urge,futex:61 handle-urg",
	"births,futex,calls maps-change",
};
#define CROWDS (sizeof(crowds) / sizeof(crowds[0]))

static unsigned int seed_now;

static unsigned int random_below(unsigned int limit)
{
	return (unsigned int)rand_r(&seed_now) % limit;
}

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static void start_one(struct victim *victim)
{
	enum linkage linkage = random_below(2) ? STATIC : DYNAMIC;
	size_t index = random_below(ALL_STATES + CROWDS);
	char arguments[256];

	if (index < ALL_STATES)
		snprintf(arguments, sizeof(arguments), "%s%s%s", all_states[index],
			 random_below(2) ? " handle-chld" : "",
			 random_below(2) ? " block-trap" : "");
	else
		snprintf(arguments, sizeof(arguments), "%s", crowds[index - ALL_STATES]);
	victim_start(victim, linkage, arguments);
}

static void play_round(struct victim *victim)
{
	unsigned int seed = random_below(RAND_MAX), turns = 1 + random_below(3);
	unsigned int noise_kinds = random_below(BIT(KINDS));
	struct mempolicy policy;
	struct noise noise;

	/* Mostly only a few kinds. */
	noise_kinds &= random_below(BIT(KINDS));
	noise_begin(&noise, victim, noise_kinds, seed);
	while (turns-- > 0) {
		usleep(random_below(1500));
		policy = some_policy(random_below(2));
		apply(victim, &policy);
	}
	if (random_below(2))
		usleep(random_below(1500));
	noise_end(&noise);
	victim_check(victim, &policy);
}

START_TEST(random_rounds_pass_unnoticed)
{
	unsigned long rounds = from_environment("TRACEE_ROUNDS", 1000);

	seed_now = (unsigned int)from_environment("TRACEE_SEED", (unsigned long)time(NULL));
	fprintf(stderr, "tracee-tests: %lu rounds, TRACEE_SEED=%u\n", rounds, seed_now);
	for (unsigned long i = 0; i < rounds; i++) {
		struct victim victim;

		start_one(&victim);
		play_round(&victim);
		victim_end(&victim);
	}
}
END_TEST

void add_signals(TCase *tcase)
{
	add_loop_tests(tcase, (int)(ALL_STATES * ALL_KINDS),
		       signals_to_a_thread_in_every_state_arrive_once_and_in_order);
	add_loop_tests(tcase, (int)ALL_KINDS, signals_to_many_threads_arrive_once_and_in_order);
}

void add_rounds(TCase *tcase)
{
	tcase_set_timeout(tcase, 3600);
	add_tests(tcase, random_rounds_pass_unnoticed);
}
