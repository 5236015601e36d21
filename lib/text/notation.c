/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MODE[=FLAG[|FLAG]...][:NODES], modeled on mpol_parse_str() and mpol_to_str() in mm/mempolicy.c,
 * which read the option mpol= of tmpfs and write /proc/PID/numa_maps.
 */
#include "notation.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "names.h"
#include "nodes.h"
#include "policy.h"
#include "policy_defect.h"
#include "rules.h"

/* The greatest possible distance: that of an unreachable node (drivers/acpi/numa/srat.c). */
#define NUMBER_MAX 255

/* The first name of a mode is the one that is written; the others are spellings of the kernel and
 * of numactl(8), which are accepted. */
static const struct name modes[] = {
	{"default", MEMPOLICY_DEFAULT},
	{"local", MEMPOLICY_LOCAL},
	{"prefer", MEMPOLICY_PREFERRED},
	{"prefer-many", MEMPOLICY_PREFERRED_MANY},
	{"bind", MEMPOLICY_BIND},
	{"interleave", MEMPOLICY_INTERLEAVE},
	{"weighted-interleave", MEMPOLICY_WEIGHTED_INTERLEAVE},
	{"preferred-many", MEMPOLICY_PREFERRED_MANY},
	{"prefer (many)", MEMPOLICY_PREFERRED_MANY},
	{"weighted interleave", MEMPOLICY_WEIGHTED_INTERLEAVE},
	{NULL, 0},
};

static const struct name flags[] = {
	{"static", MEMPOLICY_F_STATIC_NODES},
	{"relative", MEMPOLICY_F_RELATIVE_NODES},
	{"balancing", MEMPOLICY_F_NUMA_BALANCING},
	{NULL, 0},
};

/* Words that end with a colon are followed by a number or an address. */
static const struct name words[] = {
	{"all", MEMPOLICY_WORD_ALL},
	{"cpus", MEMPOLICY_WORD_CPUS},
	{"within:", MEMPOLICY_WORD_WITHIN},
	{"tier:", MEMPOLICY_WORD_TIER},
	{"memory-only", MEMPOLICY_WORD_MEMORY_ONLY},
	{"pci:", MEMPOLICY_WORD_PCI},
	{NULL, 0},
};

/* ---- reading ---- */

struct cursor {
	const char *begin, *end, *at;
	struct defect *defect;
};

/* Positions are counted in characters from 1. */
static int fail(const struct cursor *cursor, enum notation_reason reason)
{
	mp_defect_numbers(cursor->defect, DEFECT_NOTATION, reason,
			  (unsigned int)(cursor->at - cursor->begin) + 1, 0);
	return mp_defect_value(cursor->defect, cursor->begin,
			       (size_t)(cursor->end - cursor->begin));
}

/* The number of characters before one of these, or before the end. */
static size_t span(const struct cursor *cursor, const char *ends)
{
	size_t length = 0;

	while (cursor->at + length < cursor->end &&
	       !(cursor->at[length] && strchr(ends, cursor->at[length])))
		length++;
	return length;
}

static bool skip(struct cursor *cursor, const char *text)
{
	size_t length = strlen(text);

	if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, text, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

static int read_mode(struct cursor *cursor, struct mempolicy *policy)
{
	size_t length = span(cursor, "=:");
	const struct name *mode = mp_names_find(modes, cursor->at, length);

	if (!mode)
		return fail(cursor, length ? NOTATION_MODE_UNKNOWN : NOTATION_MODE_MISSING);
	policy->mode = (enum mempolicy_mode)mode->value;
	cursor->at += length;
	return 0;
}

static int read_flags(struct cursor *cursor, struct mempolicy *policy)
{
	do {
		size_t length = span(cursor, "|:");
		const struct name *flag = mp_names_find(flags, cursor->at, length);

		if (!flag)
			return fail(cursor, length ? NOTATION_FLAG_UNKNOWN : NOTATION_FLAG_MISSING);
		policy->flags |= flag->value;
		cursor->at += length;
	} while (skip(cursor, "|"));
	return 0;
}

/* Copies a text, which may contain NUL, and adds the NUL that mp_nodes_read() needs. The caller
 * frees it. */
static char *copy(const char *text, size_t length)
{
	/* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): less than all memory */
	char *copied = calloc(length + 1, 1);

	if (!copied)
		return NULL;
	memcpy(copied, text, length);
	return copied;
}

static int read_list(struct cursor *cursor, struct mempolicy *policy)
{
	size_t before = (size_t)(cursor->at - cursor->begin);
	size_t length = (size_t)(cursor->end - cursor->at);
	CLEANUP(cleanup_free) char *list = copy(cursor->at, length);
	struct defect *defect = cursor->defect;

	if (!list)
		return mp_defect_set(defect, DEFECT_MEMORY);
	if (mp_nodes_read(list, length, &policy->nodes, defect) == 0)
		return 0;
	mp_defect_numbers(defect, DEFECT_NOTATION_LIST, defect->numbers[0],
			  defect->numbers[1] + (unsigned int)before, defect->numbers[2]);
	return mp_defect_value(defect, cursor->begin, (size_t)(cursor->end - cursor->begin));
}

static bool read_decimal(struct cursor *cursor, unsigned int *ret)
{
	const char *start = cursor->at;
	unsigned int value = 0;

	for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++)
		if ((value = value * 10 + (unsigned int)(*cursor->at - '0')) > NUMBER_MAX)
			break;
	*ret = value;
	if (cursor->at > start && cursor->at == cursor->end && value <= NUMBER_MAX)
		return true;
	cursor->at = start;
	return false;
}

/* Reads min to max digits. */
static bool read_hexadecimal(struct cursor *cursor, size_t min, size_t max, unsigned int *ret)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	unsigned int value = 0;
	size_t length = 0;

	for (; length < max && cursor->at < cursor->end && *cursor->at; cursor->at++, length++) {
		const char *found = strchr(digits, *cursor->at);
		unsigned int digit = found ? (unsigned int)(found - digits) : 0;

		if (!found)
			break;
		value = value << 4 | (digit < 16 ? digit : digit - 6);
	}
	*ret = value;
	return length >= min;
}

/* Addresses as in /sys/bus/pci/devices: pci_setup_device() in drivers/pci/probe.c. */
static bool read_pci(struct cursor *cursor, struct mempolicy_word *word)
{
	const char *start = cursor->at;

	if (read_hexadecimal(cursor, 4, 8, &word->pci.domain) && skip(cursor, ":") &&
	    read_hexadecimal(cursor, 2, 2, &word->pci.bus) && skip(cursor, ":") &&
	    read_hexadecimal(cursor, 2, 2, &word->pci.device) && skip(cursor, ".") &&
	    read_hexadecimal(cursor, 1, 1, &word->pci.function) && cursor->at == cursor->end &&
	    word->pci.device < MEMPOLICY_PCI_DEVICES &&
	    word->pci.function < MEMPOLICY_PCI_FUNCTIONS)
		return true;
	cursor->at = start;
	return false;
}

static int read_word(struct cursor *cursor, struct mempolicy_word *ret)
{
	const char *colon = memchr(cursor->at, ':', (size_t)(cursor->end - cursor->at));
	size_t length = (size_t)((colon ? colon + 1 : cursor->end) - cursor->at);
	const struct name *word = mp_names_find(words, cursor->at, length);

	if (!word)
		return fail(cursor, NOTATION_WORD_UNKNOWN);
	*ret = (struct mempolicy_word){.kind = (enum mempolicy_word_kind)word->value};
	cursor->at += length;
	if (ret->kind == MEMPOLICY_WORD_PCI)
		return read_pci(cursor, ret) ? 0 : fail(cursor, NOTATION_PCI);
	if (ret->kind == MEMPOLICY_WORD_WITHIN || ret->kind == MEMPOLICY_WORD_TIER)
		return read_decimal(cursor, &ret->number) ? 0 : fail(cursor, NOTATION_NUMBER);
	return 0;
}

static int read_nodes(struct cursor *cursor, struct mempolicy_notation *notation)
{
	if (cursor->at == cursor->end)
		return fail(cursor, NOTATION_NODES_MISSING);
	if (*cursor->at >= 'a' && *cursor->at <= 'z')
		return read_word(cursor, &notation->word);
	return read_list(cursor, &notation->policy);
}

static int read_object(struct cursor *cursor, struct mempolicy *ret)
{
	size_t length = (size_t)(cursor->end - cursor->begin);
	json_error_t error;
	CLEANUP(cleanup_json)
	json_t *object = json_loadb(cursor->begin, length, POLICY_JSON_FLAGS, &error);

	if (object)
		return mp_policy_read(object, ret, cursor->defect);
	cursor->at += error.position >= 0 && (size_t)error.position < length ? error.position : 0;
	return fail(cursor, NOTATION_JSON);
}

int mp_notation_read(const char *text, size_t length, struct mempolicy_notation *ret,
		     struct defect *ret_defect)
{
	struct cursor cursor = {text, text + length, text, ret_defect};
	struct mempolicy_notation notation = {.word = {.kind = MEMPOLICY_WORD_NONE}};

	if (length && *text == '{') {
		if (read_object(&cursor, &notation.policy))
			return -1;
	} else if (read_mode(&cursor, &notation.policy) ||
		   (skip(&cursor, "=") && read_flags(&cursor, &notation.policy)) ||
		   (skip(&cursor, ":") && read_nodes(&cursor, &notation))) {
		return -1;
	}
	*ret = notation;
	return 0;
}

/* ---- sentences ---- */

static const char *text_of(const struct name *names, unsigned int value)
{
	for (; names->text; names++)
		if (names->value == value)
			return names->text;
	return "?";
}

/* "default, local, ...", each value once. */
static const char *list_modes(char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < MEMPOLICY_MODES && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "",
					 modes[i].text);
	return buf;
}

/* A name of config.json that was used where the notation has another; NULL if it is none. */
static const struct name *find_other_name(const struct defect *defect, const struct name *others)
{
	size_t from = defect->numbers[1] - 1, end = defect->value_length;

	if (end > sizeof(defect->value))
		end = sizeof(defect->value);
	for (size_t to = from; to <= end; to++)
		if (to == end || (defect->value[to] && strchr("=|:", defect->value[to])))
			return mp_names_find(others, defect->value + from, to - from);
	return NULL;
}

static int remedy(const struct defect *defect, struct mempolicy_error *err)
{
	const struct name *other;
	char list[256];

	if (defect->kind == DEFECT_NOTATION_LIST)
		return mp_error_remedy(err, NODES_REMEDY);
	switch (defect->numbers[0]) {
	case NOTATION_MODE_MISSING:
	case NOTATION_MODE_UNKNOWN:
		other = find_other_name(defect, mp_names_modes);
		if (other)
			return mp_error_remedy(err, "this notation calls it %s",
					       text_of(modes, other->value));
		return mp_error_remedy(err, "the modes are %s", list_modes(list, sizeof(list)));
	case NOTATION_FLAG_MISSING:
	case NOTATION_FLAG_UNKNOWN:
		other = find_other_name(defect, mp_names_flags);
		if (other)
			return mp_error_remedy(err, "this notation calls it %s",
					       text_of(flags, other->value));
		return mp_error_remedy(err, "the flags are %s; several are joined by \"|\"",
				       mp_names_list(flags, list, sizeof(list)));
	case NOTATION_NUMBER:
		return mp_error_remedy(err, "write it as within:20 or tier:0");
	case NOTATION_PCI:
		return mp_error_remedy(err, "write it as lspci -D does: pci:0000:3b:00.0");
	case NOTATION_JSON:
		return mp_error_remedy(err,
				       "write it as {\"mode\": \"MPOL_BIND\", \"nodes\": \"0\"}, "
				       "or as bind:0");
	default:
		return mp_error_remedy(err,
				       "nodes are numbers, such as 0-3,7, or one of all, cpus, "
				       "within:DISTANCE, tier:NUMBER, memory-only, pci:ADDRESS");
	}
}

int mp_notation_error(const struct defect *defect, struct mempolicy_error *err)
{
	static const char *const reasons[NOTATION_REASONS] = {
		[NOTATION_MODE_MISSING] = "a mode is missing",
		[NOTATION_MODE_UNKNOWN] = "there is no such mode",
		[NOTATION_FLAG_MISSING] = "a flag is missing",
		[NOTATION_FLAG_UNKNOWN] = "there is no such flag",
		[NOTATION_NODES_MISSING] = "nodes are missing",
		[NOTATION_WORD_UNKNOWN] = "there is no such word",
		[NOTATION_NUMBER] = "a decimal number from 0 to 255 is expected here",
		[NOTATION_PCI] = "the address of a PCI device is expected here",
		[NOTATION_JSON] = "it is not JSON",
	};
	unsigned int reason = defect->numbers[0];
	char quoted[ERROR_QUOTED], text[ERROR_QUOTED];

	if (defect->kind == DEFECT_NOTATION_LIST)
		mp_nodes_defect_text(defect, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "position %u: %s", defect->numbers[1],
			 reason < NOTATION_REASONS && reasons[reason] ? reasons[reason]
								      : "it is wrong");
	mp_error_set(err, MEMPOLICY_ERROR_INVALID, "", "invalid memory policy %s: %s",
		     mp_defect_quote(defect, quoted), text);
	return remedy(defect, err);
}

int mempolicy_notation_parse(const char *text, size_t length, struct mempolicy_notation *ret,
			     struct mempolicy_error *err)
{
	struct defect defect = {.kind = DEFECT_NONE};

	return mp_notation_read(text, length, ret, &defect) ? mp_policy_defect_error(&defect, err)
							    : 0;
}

/* ---- writing ---- */

size_t mempolicy_word_format(const struct mempolicy_word *word, char *buf, size_t size)
{
	const char *text = word->kind == MEMPOLICY_WORD_NONE ? "" : text_of(words, word->kind);

	switch (word->kind) {
	case MEMPOLICY_WORD_WITHIN:
	case MEMPOLICY_WORD_TIER:
		return (size_t)snprintf(buf, size, "%s%u", text, word->number);
	case MEMPOLICY_WORD_PCI:
		return (size_t)snprintf(buf, size, "%s%04x:%02x:%02x.%x", text, word->pci.domain,
					word->pci.bus, word->pci.device, word->pci.function);
	default:
		return (size_t)snprintf(buf, size, "%s", text);
	}
}

size_t mempolicy_notation_format(const struct mempolicy_notation *notation, char *buf, size_t size)
{
	const struct mempolicy *policy = &notation->policy;
	char nodes[MEMPOLICY_NODES_TEXT], flag_text[64] = "";
	size_t used = 0;

	for (const struct name *flag = flags; flag->text; flag++)
		if (policy->flags & flag->value)
			used += (size_t)snprintf(flag_text + used, sizeof(flag_text) - used, "%c%s",
						 used ? '|' : '=', flag->text);
	if (notation->word.kind)
		mempolicy_word_format(&notation->word, nodes, sizeof(nodes));
	else
		mempolicy_nodes_format(&policy->nodes, nodes, sizeof(nodes));
	return (size_t)snprintf(buf, size, "%s%s%s%s", text_of(modes, policy->mode), flag_text,
				*nodes ? ":" : "", nodes);
}

/* ---- rules ---- */

bool mempolicy_notation_equal(const struct mempolicy_notation *a,
			      const struct mempolicy_notation *b)
{
	const struct mempolicy_word *one = &a->word, *other = &b->word;

	return mempolicy_equal(&a->policy, &b->policy) && one->kind == other->kind &&
	       one->number == other->number && one->pci.domain == other->pci.domain &&
	       one->pci.bus == other->pci.bus && one->pci.device == other->pci.device &&
	       one->pci.function == other->pci.function;
}

static int word_error(const struct mempolicy_notation *notation, struct mempolicy_error *err,
		      const char *rule)
{
	char text[ERROR_QUOTED];

	mempolicy_notation_format(notation, text, sizeof(text));
	return mp_error_set(err, MEMPOLICY_ERROR_INVALID, "/linux/memoryPolicy/nodes",
			    "invalid memory policy \"%s\": %s", text, rule);
}

int mempolicy_notation_check(const struct mempolicy_notation *notation, struct mempolicy_error *err)
{
	struct mempolicy policy = notation->policy;
	char rule[64];

	if (!notation->word.kind)
		return mempolicy_check(&policy, err);
	if (!mp_rules_take_nodes(policy.mode)) {
		snprintf(rule, sizeof(rule), "%s takes no nodes", text_of(modes, policy.mode));
		word_error(notation, err, rule);
		return mp_error_remedy(err, "remove the word, or choose a mode that takes nodes");
	}
	if (policy.flags & MEMPOLICY_F_RELATIVE_NODES) {
		word_error(notation, err, "a word stands for nodes, not for positions");
		return mp_error_remedy(err, "remove the flag relative, or name positions");
	}
	/* Whatever the word resolves to, it is at least one node. */
	mempolicy_nodes_add(&policy.nodes, 0);
	return mempolicy_check(&policy, err);
}
