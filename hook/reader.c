/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <errno.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "cleanup.h"
#include "input.h"
#include "record_read.h"

/* ---- memory ---- */

/*
 * jansson does not notice a failure to allocate memory for the next character of a string
 * (lex_save() in its load.c), and continues without that character: with another path, or another
 * policy. So such a failure jumps out of it at once. What it had allocated leaks, but this process
 * ends soon.
 */
static jmp_buf without_memory;

/*
 * Static memory for jansson's values: the parts that it parses are small, and each of malloc(3)'s
 * first few pages would cost as much as parsing them. Released memory is not used again.
 */
static _Alignas(max_align_t) char at_hand[8192];
static size_t at_hand_used;

static void *take_at_hand(size_t size)
{
	size_t needed = (size + sizeof(max_align_t) - 1) & -sizeof(max_align_t);
	char *taken = at_hand + at_hand_used;

	if (size > sizeof(at_hand) || needed > sizeof(at_hand) - at_hand_used)
		return NULL;
	at_hand_used += needed;
	return taken;
}

static void *allocate_or_leave(size_t size)
{
	void *memory = take_at_hand(size);

	if (!memory)
		memory = malloc(size);
	if (!memory)
		longjmp(without_memory, 1);
	return memory;
}

static void release(void *memory)
{
	if ((uintptr_t)memory - (uintptr_t)at_hand >= sizeof(at_hand))
		free(memory);
}

typedef void parser(void *data, const char *text, size_t length);

static void parse(parser *by, const char *text, size_t length, void *data, struct defect *defect)
{
	/* A fixed seed saves asking for random numbers: with colliding keys, a container can only
	 * get itself refused. */
	json_object_seed(1);
	json_set_alloc_funcs(allocate_or_leave, release);
	if (setjmp(without_memory) == 0)
		by(data, text, length);
	else
		mp_defect_set(defect, DEFECT_MEMORY);
	json_set_alloc_funcs(malloc, free);
}

/* ---- the state ---- */

static void copy_state(const struct oci_state *state, struct state_record *ret)
{
	snprintf(ret->id, sizeof(ret->id), "%s", state->id ? state->id : "");
	snprintf(ret->bundle, sizeof(ret->bundle), "%s", state->bundle ? state->bundle : "");
	snprintf(ret->status, sizeof(ret->status), "%s", state->status ? state->status : "");
	ret->pid = state->pid;
}

static void parse_state(void *record, const char *text, size_t length)
{
	struct state_record *ret = record;
	struct oci_state state;

	oci_state_read(text, length, &state, &ret->defect);
	copy_state(&state, ret);
	oci_state_drop(&state);
}

void reader_read_state(const struct timespec *deadline, struct state_record *ret)
{
	struct input input;
	int sys_errno;

	memset(ret, 0, sizeof(*ret));
	sys_errno = input_read(deadline, &input);
	if (sys_errno == EFBIG)
		mp_defect_set(&ret->defect, DEFECT_STATE_LONG);
	else
		ret->sys_errno = sys_errno;
	if (sys_errno == 0)
		parse(parse_state, input.text, input.length, ret, &ret->defect);
	input_drop(&input);
}

/* ---- config.json ---- */

/* The data that parse() passes on. */
struct config_reading {
	const struct hook_options *options;
	struct config_record *record;
};

static void parse_config(void *data, const char *text, size_t length)
{
	const struct config_reading *reading = data;
	struct oci_config config;

	if (oci_config_read(text, length, &config, &reading->record->defect) == 0)
		record_read_config(&config, reading->options, reading->record);
	oci_config_drop(&config);
}

void reader_read_config(int fd, const struct hook_options *options,
			const struct confine_failure *unconfined, struct config_record *ret)
{
	struct config_reading reading = {options, ret};
	char *text;
	size_t length;

	memset(ret, 0, sizeof(*ret));
	ret->unconfined = *unconfined;
	ret->sys_errno = oci_config_map_fd(fd, &text, &length);
	if (ret->sys_errno == 0)
		parse(parse_config, text, length, &reading, &ret->defect);
}

/* ---- a process of its own ---- */

void reader_run(int channel, const struct hook_options *options, const struct timespec *deadline)
{
	struct confine_failure unconfined;
	struct state_record state;
	struct config_record config;
	int fd;

	/* A runtime may read the hook's standard error to its end: only the hook may hold it open.
	 */
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	confine_reader(&unconfined);
	reader_read_state(deadline, &state);
	if (channel_send(channel, &state, sizeof(state)))
		return;
	fd = channel_receive_fd(channel);
	if (fd < 0)
		return;
	reader_read_config(fd, options, &unconfined, &config);
	channel_send(channel, &config, sizeof(config));
}
