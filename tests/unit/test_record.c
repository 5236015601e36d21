/* SPDX-License-Identifier: Apache-2.0 */
/* Records that no honest reader sends. */
#include "record.h"

#include <stddef.h>
#include <string.h>

#include "oci.h"
#include "unit.h"

#define AT(member)                                                                                 \
	offsetof(struct config_record, member), sizeof(((struct config_record *)0)->member)

/* A valid record of a policy with a node word or, if nodes is true, with nodes. */
static struct config_record honest(bool nodes)
{
	struct config_record record;

	memset(&record, 0, sizeof(record));
	record.asked.asks = true;
	record.asked.place = (struct place){.kind = PLACE_HOOK, .stage = PLACE_CREATE_CONTAINER};
	record.asked.notation.policy.mode = MEMPOLICY_BIND;
	if (nodes)
		mempolicy_nodes_add(&record.asked.notation.policy.nodes, 1023);
	else
		record.asked.notation.word = (struct mempolicy_word){.kind = MEMPOLICY_WORD_PCI};
	return record;
}

/* Places where invalid numbers are refused, and valid ones are accepted. */
static const struct {
	const char *name;
	size_t offset, size;
	unsigned int wrong, right;
	bool nodes;
} members[] = {
	{"asks", AT(asked.asks), 2, 1, false},
	{"has_mems", AT(has_mems), 2, 1, false},
	{"has_cpus", AT(has_cpus), 255, 1, false},
	{"in_user_namespace", AT(in_user_namespace), 2, 1, false},
	{"errno", AT(sys_errno), -1U, 12, false},
	{"defect", AT(defect.kind), OCI_DEFECT_KINDS, OCI_DEFECT_KINDS - 1, false},
	{"step", AT(unconfined.step), CONFINE_STEPS, CONFINE_STEPS - 1, false},
	{"place", AT(asked.place.kind), PLACE_KINDS, PLACE_DEFAULT, false},
	{"no place", AT(asked.place.kind), PLACE_NONE, PLACE_OPTION, false},
	{"a word of the object", AT(asked.place.kind), PLACE_OBJECT, PLACE_ANNOTATION, false},
	{"stage", AT(asked.place.stage), PLACE_STAGES, PLACE_PRESTART, false},
	{"mode", AT(asked.notation.policy.mode), MEMPOLICY_MODES, MEMPOLICY_LOCAL, false},
	{"flags", AT(asked.notation.policy.flags), MEMPOLICY_FLAGS + 1U, MEMPOLICY_FLAGS, false},
	{"word", AT(asked.notation.word.kind), MEMPOLICY_WORD_KINDS, MEMPOLICY_WORD_TIER, false},
	{"word and nodes", AT(asked.notation.word.kind), MEMPOLICY_WORD_ALL, MEMPOLICY_WORD_NONE,
	 true},
	{"distance", AT(asked.notation.word.number), 256, 255, false},
	{"bus", AT(asked.notation.word.pci.bus), 256, 255, false},
	{"device", AT(asked.notation.word.pci.device), 32, 31, false},
	{"function", AT(asked.notation.word.pci.function), 8, 7, false},
	{"other place", AT(asked.other_place.kind), PLACE_KINDS, PLACE_OPTION, false},
	{"other stage", AT(asked.other_place.stage), -1U, PLACE_CREATE_RUNTIME, false},
	{"other mode", AT(asked.other.policy.mode), -1U, MEMPOLICY_BIND, false},
	{"other word", AT(asked.other.word.kind), -1U, MEMPOLICY_WORD_CPUS, false},
	{"namespaces", AT(namespaces), OCI_NEW_ALL + 1, OCI_NEW_ALL, false},
};

/* Numbers of one byte or four, little-endian. */
static bool is_taken(size_t i, unsigned int number)
{
	struct config_record record = honest(members[i].nodes);

	ck_assert_uint_le(members[i].size, sizeof(number));
	memcpy((char *)&record + members[i].offset, &number, members[i].size);
	return record_check_config(&record);
}

START_TEST(no_number_beyond_its_kind_is_taken)
{
	ck_assert_msg(!is_taken((size_t)_i, members[_i].wrong), "%s: %u", members[_i].name,
		      members[_i].wrong);
	ck_assert_msg(is_taken((size_t)_i, members[_i].right), "%s: %u", members[_i].name,
		      members[_i].right);
}
END_TEST

void add_record(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(members), no_number_beyond_its_kind_is_taken);
}
