/* SPDX-License-Identifier: Apache-2.0 */
/* Policies in the short notation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* Nothing beyond the text may be read. */
static int parse(const char *text, struct mempolicy_notation *ret, struct mempolicy_error *err)
{
	size_t length = strlen(text);

	return mempolicy_notation_parse(copy_before_guard(text, length), length, ret, err);
}

static void assert_format(const char *name, const struct mempolicy_notation *notation,
			  const char *expected)
{
	char text[MEMPOLICY_NOTATION_TEXT];
	size_t length = mempolicy_notation_format(notation, text, sizeof(text));

	ck_assert_msg(strcmp(text, expected) == 0, "%s: written as %s", name, text);
	ck_assert_uint_eq(length, strlen(text));
}

/* Texts that are accepted, and how they are written. */
static const struct {
	const char *text, *written;
} accepted[] = {
	{"default", "default"},
	{"local", "local"},
	{"prefer", "prefer"},
	{"prefer:1", "prefer:1"},
	{"prefer-many:0,1", "prefer-many:0-1"},
	{"bind:0-1023", "bind:0-1023"},
	{"bind:1023", "bind:1023"},
	{"interleave:0-3", "interleave:0-3"},
	{"interleave:0,1,2,3,", "interleave:0-3"},
	{"interleave:007", "interleave:7"},
	{"weighted-interleave:0-3,7", "weighted-interleave:0-3,7"},
	/* flags */
	{"bind=static:0", "bind=static:0"},
	{"bind=relative:0", "bind=relative:0"},
	{"bind=balancing:0", "bind=balancing:0"},
	{"bind=balancing|static:0", "bind=static|balancing:0"},
	{"bind=static|static:0", "bind=static:0"},
	{"bind=static|relative|balancing:0", "bind=static|relative|balancing:0"},
	{"local=static", "local=static"}, /* rules are checked later */
	/* names used by the kernel and by numactl(8) */
	{"prefer (many):0-1", "prefer-many:0-1"},
	{"prefer (many)=static|balancing:0-1", "prefer-many=static|balancing:0-1"},
	{"preferred-many:0-1", "prefer-many:0-1"},
	{"weighted interleave:0-1", "weighted-interleave:0-1"},
	/* words */
	{"interleave:all", "interleave:all"},
	{"bind:cpus", "bind:cpus"},
	{"bind=static:cpus", "bind=static:cpus"},
	{"bind:within:0", "bind:within:0"},
	{"bind:within:0020", "bind:within:20"},
	{"bind:within:255", "bind:within:255"},
	{"bind:tier:0", "bind:tier:0"},
	{"bind:tier:255", "bind:tier:255"},
	{"prefer:memory-only", "prefer:memory-only"},
	{"prefer:pci:0000:3b:00.0", "prefer:pci:0000:3b:00.0"},
	{"prefer:pci:0000:FF:1F.7", "prefer:pci:0000:ff:1f.7"},
	{"prefer:pci:10000:00:00.0", "prefer:pci:10000:00:00.0"},
	{"prefer:pci:ffffffff:00:00.0", "prefer:pci:ffffffff:00:00.0"},
	/* objects */
	{"{\"mode\": \"MPOL_LOCAL\"}", "local"},
	{"{\"mode\":\"MPOL_BIND\",\"nodes\":\"3,1\",\"flags\":[\"MPOL_F_STATIC_NODES\"],\"x\":[]}",
	 "bind=static:1,3"},
};

START_TEST(a_notation_is_read_and_written)
{
	const char *text = accepted[_i].text;
	struct mempolicy_notation notation, again;
	struct mempolicy_error err;

	assert_accepted(text, parse(text, &notation, &err), &err);
	assert_format(text, &notation, accepted[_i].written);
	assert_accepted(text, parse(accepted[_i].written, &again, &err), &err);
	assert_format(text, &again, accepted[_i].written);
	ck_assert(mempolicy_equal(&notation.policy, &again.policy));
	ck_assert_int_eq(notation.word.kind, again.word.kind);
}
END_TEST

#define AT(text, position, rule) "invalid memory policy \"" text "\": position " position ": " rule
#define MODES                                                                                      \
	"; the modes are default, local, prefer, prefer-many, bind, interleave, "                  \
	"weighted-interleave"
#define FLAGS "; the flags are static, relative, balancing; several are joined by \"|\""
#define NODES                                                                                      \
	"; nodes are numbers, such as 0-3,7, or one of all, cpus, within:DISTANCE, tier:NUMBER, "  \
	"memory-only, pci:ADDRESS"
#define LIST   "; write decimal numbers and ranges separated by commas, such as \"0-3,7\""
#define NUMBER "a decimal number from 0 to 255 is expected here; write it as within:20 or tier:0"
#define PCI                                                                                        \
	"the address of a PCI device is expected here; write it as lspci -D does: "                \
	"pci:0000:3b:00.0"
#define OBJECT "; write it as {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}, or as bind:0"

static const struct {
	const char *text, *error;
} refused[] = {
	{"", AT("", "1", "a mode is missing") MODES},
	{":0", AT(":0", "1", "a mode is missing") MODES},
	{"=static", AT("=static", "1", "a mode is missing") MODES},
	{" bind:0", AT(" bind:0", "1", "there is no such mode") MODES},
	{"BIND:0", AT("BIND:0", "1", "there is no such mode") MODES},
	{"MPOL_BIND:0",
	 AT("MPOL_BIND:0", "1", "there is no such mode") "; this notation calls it bind"},
	{"MPOL_PREFERRED_MANY", AT("MPOL_PREFERRED_MANY", "1",
				   "there is no such mode") "; this notation calls it prefer-many"},
	{"MPOL_BINDS:0", AT("MPOL_BINDS:0", "1", "there is no such mode") MODES},
	{"bind=static|MPOL_F_RELATIVE_NODES:0",
	 AT("bind=static|MPOL_F_RELATIVE_NODES:0", "13",
	    "there is no such flag") "; this notation calls it relative"},
	{"bind\n:0", AT("bind\\x0a:0", "1", "there is no such mode") MODES},
	{"bindx", AT("bindx", "1", "there is no such mode") MODES},
	{"[]", AT("[]", "1", "there is no such mode") MODES},
	{"bind=:0", AT("bind=:0", "6", "a flag is missing") FLAGS},
	{"bind=", AT("bind=", "6", "a flag is missing") FLAGS},
	{"bind=static|:0", AT("bind=static|:0", "13", "a flag is missing") FLAGS},
	{"bind=|static:0", AT("bind=|static:0", "6", "a flag is missing") FLAGS},
	{"bind=Static:0", AT("bind=Static:0", "6", "there is no such flag") FLAGS},
	{"bind=static=relative:0",
	 AT("bind=static=relative:0", "6", "there is no such flag") FLAGS},
	{"bind=static,relative:0",
	 AT("bind=static,relative:0", "6", "there is no such flag") FLAGS},
	{"bind:", AT("bind:", "6", "nodes are missing") NODES},
	{"bind:everything", AT("bind:everything", "6", "there is no such word") NODES},
	{"bind:all,1", AT("bind:all,1", "6", "there is no such word") NODES},
	{"bind:all:", AT("bind:all:", "6", "there is no such word") NODES},
	{"bind:within", AT("bind:within", "6", "there is no such word") NODES},
	{"bind:a", AT("bind:a", "6", "there is no such word") NODES},
	{"bind:0,cpus", AT("bind:0,cpus", "8", "\"c\" is not a digit, \"-\" or \",\"") LIST},
	{"bind:0:1", AT("bind:0:1", "7", "\":\" is not a digit, \"-\" or \",\"") LIST},
	{"bind:ALL", AT("bind:ALL", "6", "\"A\" is not a digit, \"-\" or \",\"") LIST},
	{"bind:1024", AT("bind:1024", "6", "a node above 1023, the highest possible") LIST},
	{"bind:3-1", AT("bind:3-1", "6", "a range that runs backwards") LIST},
	{"bind:0-", AT("bind:0-", "8", "a number is missing at the end") LIST},
	{"bind:within:", AT("bind:within:", "13", NUMBER)},
	{"bind:within:256", AT("bind:within:256", "13", NUMBER)},
	{"bind:within:99999999999999999999", AT("bind:within:99999999999999999999", "13", NUMBER)},
	{"bind:within:-1", AT("bind:within:-1", "13", NUMBER)},
	{"bind:tier:0x1", AT("bind:tier:0x1", "11", NUMBER)},
	{"bind:tier:1,2", AT("bind:tier:1,2", "11", NUMBER)},
	{"bind:pci:", AT("bind:pci:", "10", PCI)},
	{"bind:pci:3b:00.0", AT("bind:pci:3b:00.0", "10", PCI)},
	{"bind:pci:000:3b:00.0", AT("bind:pci:000:3b:00.0", "10", PCI)},
	{"bind:pci:000000000:3b:00.0", AT("bind:pci:000000000:3b:00.0", "10", PCI)},
	{"bind:pci:0000:3b:20.0", AT("bind:pci:0000:3b:20.0", "10", PCI)},
	{"bind:pci:0000:3b:00.8", AT("bind:pci:0000:3b:00.8", "10", PCI)},
	{"bind:pci:0000:3b:00.0 ", AT("bind:pci:0000:3b:00.0 ", "10", PCI)},
	{"bind:pci:0000:3g:00.0", AT("bind:pci:0000:3g:00.0", "10", PCI)},
	{"{", AT("{", "1", "it is not JSON") OBJECT},
	{"{\"mode\" \"MPOL_LOCAL\"}",
	 AT("{\\\"mode\\\" \\\"MPOL_LOCAL\\\"}", "21", "it is not JSON") OBJECT},
	{"{\"mode\": \"bind\"}",
	 "/linux/memoryPolicy/mode: invalid memory policy mode \"bind\": there is no such mode; "
	 "the modes are MPOL_DEFAULT, MPOL_BIND, MPOL_INTERLEAVE, MPOL_WEIGHTED_INTERLEAVE, "
	 "MPOL_PREFERRED, MPOL_PREFERRED_MANY, MPOL_LOCAL"},
	{"{\"mode\": \"MPOL_BIND\", \"nodes\": \"all\"}",
	 "/linux/memoryPolicy/nodes: invalid memory policy nodes \"all\": position 1: \"a\" is not "
	 "a digit, \"-\" or \",\"" LIST},
};

START_TEST(what_is_no_notation_is_refused_with_the_position)
{
	struct mempolicy_notation notation;
	struct mempolicy_error err;

	assert_refused(refused[_i].text, parse(refused[_i].text, &notation, &err), &err,
		       MEMPOLICY_ERROR_INVALID, refused[_i].error);
}
END_TEST

static const struct {
	const char *text;
	size_t length;
	const char *error;
} with_nul[] = {
	{"bind:0\0,1", 9, AT("bind:0\\x00,1", "7", "a NUL character") LIST},
	{"bind:0\0xxxxxxxxxxxxxxxx-", 24,
	 AT("bind:0\\x00xxxxxxxxxxxxxxxx-", "7", "a NUL character") LIST},
	{"bind\0:0", 7, AT("bind\\x00:0", "1", "there is no such mode") MODES},
	{"bind:cpus\0", 10, AT("bind:cpus\\x00", "6", "there is no such word") NODES},
};

START_TEST(nul_is_no_end)
{
	const char *text = copy_before_guard(with_nul[_i].text, with_nul[_i].length);
	struct mempolicy_notation notation;
	struct mempolicy_error err;

	assert_refused(text, mempolicy_notation_parse(text, with_nul[_i].length, &notation, &err),
		       &err, MEMPOLICY_ERROR_INVALID, with_nul[_i].error);
}
END_TEST

/* ---- all combinations ---- */

static void assert_round_trip(const struct mempolicy_notation *notation)
{
	char text[MEMPOLICY_NOTATION_TEXT], cut[8];
	size_t length = mempolicy_notation_format(notation, text, sizeof(text));
	struct mempolicy_notation again;
	struct mempolicy_error err;

	assert_accepted(text, parse(text, &again, &err), &err);
	ck_assert_msg(memcmp(&again.policy.nodes, &notation->policy.nodes,
			     sizeof(again.policy.nodes)) == 0 &&
			      again.policy.mode == notation->policy.mode &&
			      again.policy.flags == notation->policy.flags &&
			      memcmp(&again.word, &notation->word, sizeof(again.word)) == 0,
		      "%s is read as another", text);
	ck_assert_uint_eq(mempolicy_notation_format(notation, cut, sizeof(cut)), length);
	ck_assert_uint_eq(strnlen(cut, sizeof(cut)), length < 8 ? length : 7);
	ck_assert_uint_eq(mempolicy_notation_format(notation, NULL, 0), length);
}

/* Loops over modes and sets of flags. */
START_TEST(every_mode_and_flag_is_read_as_it_was_written)
{
	static const char *const lists[] = {"", "0", "1023", "0-1023", "0,2,4-6,1022"};
	static const struct mempolicy_word words[] = {
		{.kind = MEMPOLICY_WORD_ALL},
		{.kind = MEMPOLICY_WORD_CPUS},
		{.kind = MEMPOLICY_WORD_WITHIN, .number = 0},
		{.kind = MEMPOLICY_WORD_WITHIN, .number = 255},
		{.kind = MEMPOLICY_WORD_TIER, .number = 255},
		{.kind = MEMPOLICY_WORD_MEMORY_ONLY},
		{.kind = MEMPOLICY_WORD_PCI},
		{.kind = MEMPOLICY_WORD_PCI, .pci = {0xffffffff, 0xff, 0x1f, 7}},
	};
	struct mempolicy_notation notation = {
		.policy = {.mode = (enum mempolicy_mode)(_i % MEMPOLICY_MODES),
			   .flags = (unsigned int)(_i / MEMPOLICY_MODES) << 13}};

	for (size_t i = 0; i < LENGTH(lists); i++) {
		notation.policy.nodes = nodes_of(lists[i]);
		assert_round_trip(&notation);
	}
	notation.policy.nodes = nodes_of("");
	for (size_t i = 0; i < LENGTH(words); i++) {
		notation.word = words[i];
		assert_round_trip(&notation);
	}
}
END_TEST

START_TEST(the_longest_fits)
{
	struct mempolicy_notation notation = {
		.policy = {.mode = MEMPOLICY_WEIGHTED_INTERLEAVE, .flags = MEMPOLICY_FLAGS}};

	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node += 3) {
		mempolicy_nodes_add(&notation.policy.nodes, node);
		mempolicy_nodes_add(&notation.policy.nodes, node + 1);
	}
	ck_assert_uint_lt(mempolicy_notation_format(&notation, NULL, 0), MEMPOLICY_NOTATION_TEXT);
	assert_round_trip(&notation);
}
END_TEST

/* ---- rules ---- */

#define WORD(text, rule) "/linux/memoryPolicy/nodes: invalid memory policy \"" text "\": " rule

static const struct {
	const char *text, *error; /* NULL: it is valid */
} ruled[] = {
	{"bind:cpus", NULL},
	{"prefer:tier:0", NULL},
	{"prefer=static:all", NULL},
	{"bind=static|balancing:all", NULL},
	{"interleave:0", NULL},
	{"local:all",
	 WORD("local:all", "local takes no nodes; remove the word, or choose a mode that takes "
			   "nodes")},
	{"default:cpus",
	 WORD("default:cpus", "default takes no nodes; remove the word, or choose a mode that "
			      "takes nodes")},
	{"bind=relative:all",
	 WORD("bind=relative:all", "a word stands for nodes, not for positions; remove the flag "
				   "relative, or name positions")},
	{"interleave=balancing:all",
	 "/linux/memoryPolicy/flags: invalid memory policy flag \"MPOL_F_NUMA_BALANCING\": it is "
	 "valid only with MPOL_BIND and MPOL_PREFERRED_MANY, not with MPOL_INTERLEAVE; remove "
	 "the flag, or choose one of these modes"},
	{"bind", "/linux/memoryPolicy/nodes: invalid memory policy nodes \"\": MPOL_BIND needs at "
		 "least one node; name the nodes, such as \"0-3,7\""},
};

START_TEST(a_word_counts_as_nodes)
{
	const char *text = ruled[_i].text;
	struct mempolicy_notation notation;
	struct mempolicy_error err;

	assert_accepted(text, parse(text, &notation, &err), &err);
	if (ruled[_i].error)
		assert_refused(text, mempolicy_notation_check(&notation, &err), &err,
			       MEMPOLICY_ERROR_INVALID, ruled[_i].error);
	else
		assert_accepted(text, mempolicy_notation_check(&notation, &err), &err);
}
END_TEST

void add_notation(TCase *tcase)
{
	add_loop_tests(tcase, LENGTH(accepted), a_notation_is_read_and_written);
	add_loop_tests(tcase, LENGTH(refused), what_is_no_notation_is_refused_with_the_position);
	add_loop_tests(tcase, LENGTH(with_nul), nul_is_no_end);
	add_loop_tests(tcase, MEMPOLICY_MODES * 8, every_mode_and_flag_is_read_as_it_was_written);
	add_tests(tcase, the_longest_fits);
	add_loop_tests(tcase, LENGTH(ruled), a_word_counts_as_nodes);
}
