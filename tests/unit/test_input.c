/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input, written to as runtimes do, and as they should not. */
#include "clock.h"
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "unit.h"

#define MIB (1024UL * 1024)

static struct timespec deadline_in(double seconds)
{
	struct timespec deadline;
	long nanoseconds = (long)(seconds * 1e9);

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	nanoseconds += deadline.tv_nsec;
	deadline.tv_sec += nanoseconds / 1000000000;
	deadline.tv_nsec = nanoseconds % 1000000000;
	return deadline;
}

/* The byte at an index of the text to write: any value, including NUL. */
static char byte_at(size_t index)
{
	return (char)(index * 7 + index / 256);
}

static void write_all(int fd, size_t length, size_t chunk, useconds_t pause)
{
	char *text = malloc(length + 1);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < length; i++)
		text[i] = byte_at(i);
	for (size_t done = 0; done < length;) {
		size_t next = length - done < chunk ? length - done : chunk;
		ssize_t written = write(fd, text + done, next);

		/* A runtime whose write fails may fail the container. */
		if (written < 0)
			_exit(1);
		done += (size_t)written;
		usleep(pause);
	}
	free(text);
}

/* A process that writes to this one's standard input, and then closes it or does not. */
struct writer {
	size_t length;
	size_t chunk;
	useconds_t pause; /* microseconds after each chunk */
	enum { CLOSES, HOLDS_OPEN, NEVER_STOPS } then;
};

static void write_and_exit(int fd, const struct writer *writer)
{
	write_all(fd, writer->length, writer->chunk, writer->pause);
	while (writer->then == NEVER_STOPS)
		write_all(fd, writer->chunk, writer->chunk, writer->pause);
	while (writer->then == HOLDS_OPEN)
		pause();
	_exit(0);
}

static pid_t start_writer(struct writer writer)
{
	int ends[2];
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		close(ends[0]);
		write_and_exit(ends[1], &writer);
	}
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	return child;
}

static void ignore(int signal_number)
{
	(void)signal_number;
}

/* Like the hook's watchdog: signals, once the time is over. */
static void alarm_in(double seconds)
{
	const struct sigaction action = {.sa_handler = ignore};
	const long microseconds = seconds > 0 ? (long)(seconds * 1e6) : 1;
	const struct itimerval when = {{0, 10000},
				       {microseconds / 1000000, microseconds % 1000000}};

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &when, NULL), 0);
}

static void assert_read(double seconds, size_t expected)
{
	struct timespec deadline = deadline_in(seconds);
	struct input input;
	bool same = true;

	ck_assert_int_eq(input_read(&deadline, &input), 0);
	ck_assert_uint_eq(input.length, expected);
	for (size_t i = 0; i < input.length; i++)
		same = same && input.text[i] == byte_at(i);
	ck_assert_msg(same, "what was read is not what was written");
	input_drop(&input);
}

static void assert_not_read(double seconds, int sys_errno)
{
	struct timespec deadline = deadline_in(seconds);
	struct input input;

	alarm_in(seconds + 0.001);
	ck_assert_int_eq(input_read(&deadline, &input), sys_errno);
	input_drop(&input);
}

/* ---- accepted ---- */

START_TEST(a_state_is_read_whole)
{
	/* nothing, one byte, about a pipe's capacity, several times that, the maximum */
	static const size_t lengths[] = {0, 1, 4096, 65535, 65536, 65537, 200000, MIB - 1, MIB};
	pid_t writer = start_writer((struct writer){lengths[_i], MIB, 0, CLOSES});

	assert_read(10, lengths[_i]);
	ck_assert_int_eq(wait_for(writer), 0);
}
END_TEST

START_TEST(a_state_that_comes_in_pieces_is_read_whole)
{
	pid_t writer = start_writer((struct writer){200, 10, 10000, CLOSES});

	assert_read(10, 200);
	ck_assert_int_eq(wait_for(writer), 0);
}
END_TEST

START_TEST(a_state_that_is_too_long_is_refused_but_drained)
{
	static const size_t lengths[] = {MIB + 1, MIB + 65536, 5 * MIB};
	pid_t writer = start_writer((struct writer){lengths[_i], MIB, 0, CLOSES});
	char byte;

	assert_not_read(10, EFBIG);
	ck_assert_msg(wait_for(writer) == 0, "the writer could not write all");
	ck_assert_int_eq(read(STDIN_FILENO, &byte, 1), 0);
}
END_TEST

START_TEST(a_file_for_standard_input_is_read)
{
	ck_assert_int_eq(dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO), STDIN_FILENO);
	assert_read(10, 0);
}
END_TEST

START_TEST(a_descriptor_that_does_not_block_is_waited_for)
{
	pid_t writer = start_writer((struct writer){30, 10, 20000, CLOSES});

	ck_assert_int_eq(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), 0);
	assert_read(10, 30);
	ck_assert_int_eq(wait_for(writer), 0);
}
END_TEST

START_TEST(signals_do_not_cut_a_state_short)
{
	const struct sigaction action = {.sa_handler = ignore};
	const struct itimerval every_ms = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
	pid_t writer = start_writer((struct writer){200, 10, 10000, CLOSES});

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &every_ms, NULL), 0);
	assert_read(10, 200);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	ck_assert_int_eq(wait_for(writer), 0);
}
END_TEST

/* ---- refused ---- */

static void assert_times_out(struct writer behaviour, double seconds)
{
	pid_t writer = start_writer(behaviour);
	double started = seconds_now(), took;

	assert_not_read(seconds, ETIMEDOUT);
	took = seconds_now() - started;
	ck_assert_msg(took > seconds - 0.05 && took < seconds + 15.0, "it took %f s", took);
	kill(writer, SIGKILL);
	ck_assert_int_eq(wait_for(writer), -1);
}

START_TEST(a_writer_that_never_closes_is_timed_out)
{
	assert_times_out((struct writer){100, 100, 0, HOLDS_OPEN}, 0.3);
}
END_TEST

START_TEST(a_writer_that_never_writes_is_timed_out)
{
	assert_times_out((struct writer){0, 1, 0, HOLDS_OPEN}, 0.3);
}
END_TEST

START_TEST(a_writer_that_never_stops_is_timed_out)
{
	assert_times_out((struct writer){0, 65536, 0, NEVER_STOPS}, 0.3);
}
END_TEST

START_TEST(a_source_that_never_ends_is_timed_out)
{
	double started = seconds_now();

	ck_assert_int_eq(dup2(open("/dev/zero", O_RDONLY | O_CLOEXEC), STDIN_FILENO), STDIN_FILENO);
	assert_not_read(0.3, ETIMEDOUT);
	ck_assert_double_lt(seconds_now() - started, 15.0);
}
END_TEST

START_TEST(a_writer_that_writes_a_byte_now_and_then_is_timed_out)
{
	assert_times_out((struct writer){0, 1, 20000, NEVER_STOPS}, 0.3);
}
END_TEST

START_TEST(a_deadline_that_has_passed_is_not_waited_for)
{
	pid_t writer = start_writer((struct writer){0, 1, 0, HOLDS_OPEN});
	double started = seconds_now();

	assert_not_read(-5, ETIMEDOUT);
	ck_assert_double_lt(seconds_now() - started, 15.0);
	kill(writer, SIGKILL);
	wait_for(writer);
}
END_TEST

START_TEST(closed_standard_input_is_reported)
{
	close(STDIN_FILENO);
	assert_not_read(10, EBADF);
}
END_TEST

START_TEST(a_directory_for_standard_input_is_reported)
{
	ck_assert_int_eq(dup2(open("/", O_RDONLY | O_CLOEXEC), STDIN_FILENO), STDIN_FILENO);
	assert_not_read(10, EISDIR);
}
END_TEST

void add_input(TCase *tcase)
{
	add_loop_tests(tcase, 9, a_state_is_read_whole);
	add_tests(tcase, a_state_that_comes_in_pieces_is_read_whole,
		  a_file_for_standard_input_is_read, a_descriptor_that_does_not_block_is_waited_for,
		  signals_do_not_cut_a_state_short, a_writer_that_never_closes_is_timed_out,
		  a_writer_that_never_writes_is_timed_out, a_writer_that_never_stops_is_timed_out,
		  a_source_that_never_ends_is_timed_out,
		  a_writer_that_writes_a_byte_now_and_then_is_timed_out,
		  a_deadline_that_has_passed_is_not_waited_for, closed_standard_input_is_reported,
		  a_directory_for_standard_input_is_reported);
	add_loop_tests(tcase, 3, a_state_that_is_too_long_is_refused_but_drained);
}
