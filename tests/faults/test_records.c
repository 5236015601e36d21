/* SPDX-License-Identifier: Apache-2.0 */
/* A reader that its input has taken over: it sends what it should not send, or nothing. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sysexits.h>

#include "record.h"
#include "suites.h"
#include "trial.h"

#define LOST "the process that reads config.json ended or sent an invalid answer"

/* In the order in which they are sent. */
enum record { STATE, CONFIG, RECORDS };

static const size_t sizes[RECORDS] = {sizeof(struct state_record), sizeof(struct config_record)};

/* Fails the test unless the hook refuses the container for this reason, and not because of the
 * timeout. */
static void expect_failed(const struct trial *trial, int exit_code, const char *reason)
{
	char text[COMMAND_OUTPUT];

	hook_text(&trial->bundle, text, sizeof(text));
	ck_assert_msg(strncmp(text, HOOK_NAME ": ", strlen(HOOK_NAME) + 2) == 0 &&
			      strstr(text, reason),
		      "the hook says \"%s\"", text);
	ck_assert_int_eq(trial->driver.of[TRACER].exit_code, exit_code);
}

static void expect_lost(const struct trial *trial)
{
	ck_assert(trial->driver.hit && !trial_expect_promise(trial));
	expect_failed(trial, EX_OSERR, LOST);
}

static struct fault fault_at(enum record record)
{
	return (struct fault){.at = READER,
			      .call = record,
			      .counts_some = true,
			      .number = SYS_sendto};
}

/* ---- of a wrong size ---- */

START_TEST(a_record_of_another_size_is_refused)
{
	static const int differences[] = {-1, 1, 64, -10000000};
	static struct trial trial;

	for (enum record record = STATE; record < RECORDS; record++) {
		struct fault fault = fault_at(record);

		fault.effect = RESIZES;
		fault.value = (long)sizes[record] + differences[_i];
		fault.value = fault.value < 0 ? 0 : fault.value;
		trial_begin(&trial, _i, NULL, &fault);
		trial_run(&trial);
		expect_lost(&trial);
		trial_end(&trial);
	}
}
END_TEST

/* ---- with other bytes ---- */

/* Changes a record. */
typedef void changer(void *record, size_t size, int index);

static changer *how;
static int with_index;

/* Changes what the reader is about to send. */
static void rewrite(struct driver *driver)
{
	const struct process *reader = &driver->of[READER];
	const struct call *call = &reader->calls[reader->count - 1];
	unsigned char bytes[sizeof(struct state_record) + sizeof(struct config_record)];
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): an address in the other process */
	struct iovec here = {bytes, call->args[2]}, there = {(void *)call->args[1], call->args[2]};

	ck_assert_uint_eq(call->args[2], sizes[driver->fault.call]);
	ck_assert_int_eq(process_vm_readv(reader->pid, &here, 1, &there, 1, 0),
			 (ssize_t)call->args[2]);
	how(bytes, call->args[2], with_index);
	ck_assert_int_eq(process_vm_writev(reader->pid, &here, 1, &there, 1, 0),
			 (ssize_t)call->args[2]);
}

/* Runs a container at the place, with a record changed in this way. */
static void run_changed(struct trial *trial, int place, enum record record, changer *change,
			int index)
{
	struct fault fault = fault_at(record);

	fault.effect = ACTS;
	fault.act = rewrite;
	how = change;
	with_index = index;
	trial_begin(trial, place % PLACES, NULL, &fault);
	trial_run(trial);
	ck_assert(trial->driver.hit);
}

static void make_ones(void *record, size_t size, int index)
{
	(void)index;
	memset(record, 0xff, size);
}

static void make_random(void *record, size_t size, int index)
{
	unsigned char *bytes = record;

	srandom((unsigned int)index);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)random();
}

START_TEST(a_record_of_garbage_is_refused)
{
	static struct trial trial;

	for (enum record record = STATE; record < RECORDS; record++)
		for (int seed = 0; seed < 3; seed++) {
			run_changed(&trial, _i, record, seed ? make_random : make_ones,
				    seed + 10 * _i);
			expect_lost(&trial);
			trial_end(&trial);
		}
}
END_TEST

/* ---- with a field that no honest reader sends ---- */

struct field {
	size_t offset, size;
	enum record record;
	unsigned int value; /* for each byte; for fields of four bytes, for the whole */
};

#define OF_STATE(field)                                                                            \
	offsetof(struct state_record, field), sizeof(((struct state_record *)0)->field), STATE
#define OF_CONFIG(field)                                                                           \
	offsetof(struct config_record, field), sizeof(((struct config_record *)0)->field), CONFIG

static const struct field out_of_range[] = {
	{OF_STATE(sys_errno), (unsigned int)-1},
	{OF_STATE(defect.kind), OCI_DEFECT_KINDS},
	{OF_STATE(defect.kind), (unsigned int)-1},
	{OF_STATE(pid), (unsigned int)-1},
	{OF_STATE(pid), 1U << 31},
	{OF_CONFIG(sys_errno), (unsigned int)-1},
	{OF_CONFIG(defect.kind), OCI_DEFECT_KINDS},
	{OF_CONFIG(unconfined.step), CONFINE_STEPS},
	{OF_CONFIG(unconfined.step), (unsigned int)-1},
	{OF_CONFIG(asked.asks), 2},
	{OF_CONFIG(has_mems), 2},
	{OF_CONFIG(in_user_namespace), 0xff},
	{OF_CONFIG(asked.notation.policy.mode), MEMPOLICY_MODES},
	{OF_CONFIG(asked.notation.policy.mode), (unsigned int)-1},
	{OF_CONFIG(asked.notation.policy.flags), 1},
	{OF_CONFIG(namespaces), 1U << 31},
	{OF_CONFIG(has_cpus), 2},
	{OF_CONFIG(asked.notation.word.kind), MEMPOLICY_WORD_KINDS},
	{OF_CONFIG(asked.notation.word.kind), (unsigned int)-1},
	/* It has nodes, and is config.json's object. */
	{OF_CONFIG(asked.notation.word.kind), MEMPOLICY_WORD_ALL},
	{OF_CONFIG(asked.notation.word.number), 256},
	{OF_CONFIG(asked.notation.word.pci.bus), 256},
	{OF_CONFIG(asked.notation.word.pci.device), MEMPOLICY_PCI_DEVICES},
	{OF_CONFIG(asked.notation.word.pci.function), MEMPOLICY_PCI_FUNCTIONS},
	{OF_CONFIG(asked.place.kind), PLACE_KINDS},
	{OF_CONFIG(asked.place.kind), PLACE_NONE},
	{OF_CONFIG(asked.place.stage), PLACE_STAGES},
	{OF_CONFIG(asked.other_place.kind), (unsigned int)-1},
	{OF_CONFIG(asked.other_place.stage), (unsigned int)-1},
	{OF_CONFIG(asked.other.policy.mode), MEMPOLICY_MODES},
	{OF_CONFIG(asked.other.policy.flags), 1},
	{OF_CONFIG(asked.other.word.kind), MEMPOLICY_WORD_KINDS},
};

/* Values that take effect, or are refused as they would be in the files. */
static const struct field strange[] = {
	{OF_STATE(id), 'x'}, /* without a terminating null */
	{OF_STATE(id), '\n'},
	{OF_STATE(bundle), '/'},
	{OF_STATE(bundle), 0},
	{OF_STATE(status), 'x'},
	{OF_STATE(status), 0},
	{OF_STATE(pid), 0x7fffffff},
	{OF_STATE(sys_errno), 0x7fffffff},
	{OF_CONFIG(sys_errno), 0x7fffffff},
	{OF_CONFIG(unconfined.step), CONFINE_FILTER},
	{OF_CONFIG(asked.notation.policy.nodes), 0xff},
	{OF_CONFIG(asked.notation.policy.nodes), 0},
	{OF_CONFIG(asked.notation.policy.flags), MEMPOLICY_FLAGS},
	{OF_CONFIG(has_mems), 1}, /* although there are none */
	{OF_CONFIG(has_cpus), 1}, /* likewise */
	{OF_CONFIG(cpus), 0xff},
	{OF_CONFIG(asked.notation.word.number), 255},
	{OF_CONFIG(asked.notation.word.pci.domain), (unsigned int)-1},
	{OF_CONFIG(asked.place.kind), PLACE_HOOK},
	{OF_CONFIG(asked.place.kind), PLACE_DEFAULT},
	{OF_CONFIG(asked.place.entry), (unsigned int)-1},
	{OF_CONFIG(asked.other.policy.nodes), 0xff},
};

static void set_field(void *record, const struct field *field)
{
	unsigned char *at = (unsigned char *)record + field->offset;

	if (field->size == sizeof(field->value))
		memcpy(at, &field->value, sizeof(field->value));
	else
		memset(at, (int)field->value, field->size);
}

static void set_out_of_range(void *record, size_t size, int index)
{
	(void)size;
	set_field(record, &out_of_range[index]);
}

static void set_strange(void *record, size_t size, int index)
{
	(void)size;
	set_field(record, &strange[index]);
}

START_TEST(a_record_with_a_value_out_of_range_is_refused)
{
	static struct trial trial;

	run_changed(&trial, _i, out_of_range[_i].record, set_out_of_range, _i);
	expect_lost(&trial);
	trial_end(&trial);
}
END_TEST

START_TEST(a_record_with_a_strange_value_does_no_harm)
{
	static struct trial trial;

	run_changed(&trial, _i, strange[_i].record, set_strange, _i);
	if (!trial_expect_promise(&trial))
		trial_expect_told(&trial, READER, 0);
	trial_end(&trial);
}
END_TEST

/* Defects of any kind, with numbers and a value that do not belong to them. */
static void set_defect(void *record, size_t size, int index)
{
	struct defect *defect = size == sizeof(struct state_record)
					? &((struct state_record *)record)->defect
					: &((struct config_record *)record)->defect;

	memset(defect, 0xff, sizeof(*defect));
	defect->kind = (unsigned int)index;
}

START_TEST(a_defect_with_values_out_of_range_is_told)
{
	static struct trial trial;

	for (enum record record = STATE; record < RECORDS; record++) {
		run_changed(&trial, _i + (int)record, record, set_defect, _i);
		ck_assert(!trial_expect_promise(&trial));
		expect_failed(&trial, _i == DEFECT_MEMORY ? EX_OSERR : EX_DATAERR, "");
		trial_end(&trial);
	}
}
END_TEST

/* ---- nothing ---- */

static void expect_given_up(const struct trial *trial)
{
	expect_failed(trial, EX_TEMPFAIL, "timed out ");
	ck_assert_int_eq(trial->driver.of[READER].exit_code, 128 + SIGKILL);
}

START_TEST(a_reader_that_does_not_go_on_is_given_up)
{
	static struct trial trial;
	struct fault fault = {.at = READER, .effect = STAYS};
	size_t count = trial_count(_i, READER, NULL), given_up = 0;

	/* The first call and the last among them, which does not happen if there are fewer now. */
	for (; fault.call < count; fault.call += trial_all() ? 1 : (count - 1) / 4) {
		trial_begin(&trial, _i, NULL, &fault);
		trial_option(&trial, "--timeout", "1");
		trial_run(&trial);
		ck_assert(trial_expect_promise(&trial) != trial.driver.hit);
		if (trial.driver.hit) {
			expect_given_up(&trial);
			given_up++;
		}
		trial_end(&trial);
	}
	ck_assert_uint_ge(given_up, 4);
}
END_TEST

void add_records(TCase *tcase)
{
	add_loop_tests(tcase, PLACES, a_record_of_another_size_is_refused,
		       a_record_of_garbage_is_refused, a_reader_that_does_not_go_on_is_given_up);
	add_loop_tests(tcase, LENGTH(out_of_range), a_record_with_a_value_out_of_range_is_refused);
	add_loop_tests(tcase, LENGTH(strange), a_record_with_a_strange_value_does_no_harm);
	tcase_add_loop_test(tcase, a_defect_with_values_out_of_range_is_told, DEFECT_NONE + 1,
			    OCI_DEFECT_KINDS);
}
