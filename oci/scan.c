/* SPDX-License-Identifier: Apache-2.0 */
/* Most functions are given the position where they begin, and return the position after what they
 * have skipped, or NULL if that is not JSON. */
#include "scan.h"

#include <stdbool.h>
#include <string.h>

#define NONE SIZE_MAX

struct scanner {
	const char *begin, *end;
	uint64_t *nesting; /* a bit for each open bracket: set for an object */
	size_t depth;	   /* open brackets */
	size_t deepest;	   /* keys nested deeper lead to no part */
	struct scan_part *parts;
	size_t count;
	bool begins;  /* the next value is a part */
	size_t inner; /* the depth of the innermost unfinished part, or NONE */
	struct scan_error *error;
};

static const char *fail(struct scanner *s, const char *at, enum scan_reason reason)
{
	s->error->reason = reason;
	s->error->offset = (size_t)(at - s->begin);
	return NULL;
}

/* Fails within something that began at begin: the text ends there, or it is invalid. */
static const char *fail_in(struct scanner *s, const char *begin, const char *at,
			   enum scan_reason reason)
{
	return at == s->end ? fail(s, at, SCAN_TRUNCATED) : fail(s, begin, reason);
}

/* ---- keys ---- */

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The value of the four digits of an escape. */
static unsigned int code_unit(const char *at)
{
	unsigned int unit = 0;

	for (size_t i = 0; i < 4; i++)
		unit = unit << 4 | (unsigned int)hex_value(at[i]);
	return unit;
}

/* Reads a \u escape, or two of them that are a surrogate pair; *ret is 0 for half of a pair. */
static const char *take_character(const char *at, const char *end, unsigned int *ret)
{
	unsigned int high = code_unit(at + 2), low;

	at += 6;
	*ret = high;
	if (high < 0xd800 || high > 0xdfff)
		return at;
	*ret = 0;
	if (high > 0xdbff || end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return at;
	low = code_unit(at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return at;
	*ret = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	return at + 6;
}

static size_t to_utf8(unsigned int character, char bytes[4])
{
	size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	static const unsigned int first[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = length - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	bytes[0] = (char)(first[length] | character);
	return length;
}

/* Reads one byte or escape of a string; *ret_length is 0 for a character that no key contains. */
static const char *unescape(const char *at, const char *end, char bytes[4], size_t *ret_length)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	unsigned int character;
	const char *found;

	*ret_length = 1;
	bytes[0] = at[0];
	if (at[0] != '\\')
		return at + 1;
	if (at[1] == 'u') {
		at = take_character(at, end, &character);
		*ret_length = character ? to_utf8(character, bytes) : 0;
		return at;
	}
	found = strchr(from, at[1]);
	bytes[0] = at[1];
	if (found)
		bytes[0] = to[found - from];
	return at + 2;
}

/* Whether the string from at to end, which is complete, is this key. */
static bool is_key(const char *at, const char *end, const char *key)
{
	while (at < end) {
		char bytes[4];
		size_t length;

		at = unescape(at, end, bytes, &length);
		if (length == 0 || strncmp(key, bytes, length) != 0)
			return false;
		key += length;
	}
	return !*key;
}

/* ---- parts ---- */

/* The value of this key replaces that of an earlier equal key. */
static void match_key(struct scanner *s, const char *at, const char *end)
{
	size_t level = s->depth - 1;

	for (struct scan_part *part = s->parts; part < s->parts + s->count; part++) {
		if (part->reached > level)
			part->reached = level;
		if (part->reached < level || part->depth <= level ||
		    !is_key(at, end, part->path[level]))
			continue;
		part->reached = s->depth;
		part->text = NULL;
		part->length = 0;
		s->begins |= part->depth == s->depth;
	}
}

static void begin_part(struct scanner *s, const char *at)
{
	for (struct scan_part *part = s->parts; part < s->parts + s->count; part++)
		if (part->depth == s->depth && part->reached == s->depth)
			part->text = at;
	s->begins = false;
	s->inner = s->depth;
}

static void end_part(struct scanner *s, const char *end)
{
	size_t inner = NONE;

	for (struct scan_part *part = s->parts; part < s->parts + s->count; part++) {
		if (!part->text || part->length)
			continue;
		if (part->depth == s->depth)
			part->length = (size_t)(end - part->text);
		else if (inner == NONE || part->depth > inner)
			inner = part->depth;
	}
	s->inner = inner;
}

/* ---- strings ---- */

#define ONES	   (~0UL / 255)
#define HIGHS	   (ONES << 7)
#define EACH(byte) (ONES * (byte))

/*
 * Sets the highest bit of each of eight bytes that is less than limit (at most 128), and perhaps of
 * others above the first of these. From "Bit Twiddling Hacks" by Sean Eron Anderson.
 */
static inline uint64_t less(uint64_t word, unsigned char limit)
{
	return (word - EACH(limit)) & ~word & HIGHS;
}

static inline bool is_plain(char byte)
{
	return byte != '"' && byte != '\\' && (unsigned char)byte >= 0x20;
}

/* Skips to a quote, a backslash or a control character. Both architectures are little-endian: the
 * first byte is the lowest. */
static const char *skip_plain(const char *at, const char *end)
{
	for (uint64_t word, found; end - at >= (ptrdiff_t)sizeof(word); at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		found = less(word, 0x20) | less(word ^ EACH('"'), 1) | less(word ^ EACH('\\'), 1);
		if (found)
			return at + __builtin_ctzl(found) / 8;
	}
	while (at < end && is_plain(*at))
		at++;
	return at;
}

static const char *skip_escape(struct scanner *s, const char *begin)
{
	static const char simple[] = {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'};
	const char *at = begin + 1;

	if (at < s->end && memchr(simple, *at, sizeof(simple)))
		return at + 1;
	if (at == s->end || *at != 'u')
		return fail_in(s, begin, at, SCAN_ESCAPE);
	for (at++; at < begin + 6; at++)
		if (at == s->end || hex_value(*at) < 0)
			return fail_in(s, begin, at, SCAN_ESCAPE);
	return at;
}

/* Begins after the opening quote. */
static const char *skip_string(struct scanner *s, const char *at)
{
	while (at) {
		at = skip_plain(at, s->end);
		if (at < s->end && *at == '"')
			return at + 1;
		if (at == s->end || *at != '\\')
			return fail_in(s, at, at, SCAN_CONTROL);
		at = skip_escape(s, at);
	}
	return NULL;
}

/* ---- numbers and words ---- */

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* Skips at least one digit of the number that began at begin. */
static const char *skip_digits(struct scanner *s, const char *begin, const char *at)
{
	if (at == s->end || !is_digit(*at))
		return fail_in(s, begin, at, SCAN_NUMBER);
	while (at < s->end && is_digit(*at))
		at++;
	return at;
}

static const char *skip_number(struct scanner *s, const char *begin)
{
	const char *first = begin + (*begin == '-'), *at = skip_digits(s, begin, first);

	if (at && *first == '0' && at > first + 1)
		return fail(s, begin, SCAN_NUMBER);
	if (at && at < s->end && *at == '.')
		at = skip_digits(s, begin, at + 1);
	if (at && at < s->end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < s->end && (*at == '+' || *at == '-'))
			at++;
		at = skip_digits(s, begin, at);
	}
	return at;
}

static const char *skip_word(struct scanner *s, const char *begin)
{
	static const char *const words[] = {"true", "false", "null"};
	const char *at = begin;

	while (at < s->end && is_letter(*at))
		at++;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t length = (size_t)(at - begin), full = strlen(words[i]);

		if (length > full || memcmp(begin, words[i], length) != 0)
			continue;
		if (length == full)
			return at;
		if (at == s->end)
			return fail(s, at, SCAN_TRUNCATED);
	}
	return fail(s, begin, at == begin ? SCAN_VALUE : SCAN_WORD);
}

/* ---- structure ---- */

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
	return at;
}

static bool in_object(const struct scanner *s)
{
	return s->nesting[s->depth / 64] >> s->depth % 64 & 1;
}

static void open_bracket(struct scanner *s, bool object)
{
	uint64_t *word = &s->nesting[++s->depth / 64];

	*word &= ~((uint64_t)1 << s->depth % 64);
	*word |= (uint64_t)object << s->depth % 64;
}

static const char *close_bracket(struct scanner *s, const char *at)
{
	if (--s->depth == s->inner)
		end_part(s, at + 1);
	return at + 1;
}

/* Skips a key and its colon, up to the value. */
static const char *take_key(struct scanner *s, const char *begin)
{
	const char *at;

	if (begin == s->end || *begin != '"')
		return fail_in(s, begin, begin, SCAN_KEY);
	at = skip_string(s, begin + 1);
	if (!at)
		return NULL;
	if (s->depth <= s->deepest)
		match_key(s, begin + 1, at - 1);
	at = skip_space(at, s->end);
	if (at == s->end || *at != ':')
		return fail_in(s, at, at, SCAN_COLON);
	return skip_space(at + 1, s->end);
}

static const char *take_scalar(struct scanner *s, const char *at)
{
	if (*at == '"')
		at = skip_string(s, at + 1);
	else if (*at == '-' || is_digit(*at))
		at = skip_number(s, at);
	else
		at = skip_word(s, at);
	if (at && s->depth == s->inner)
		end_part(s, at);
	return at;
}

/* Goes into nested brackets, to the end of the first value without any inside, or of the text. */
static const char *descend(struct scanner *s, const char *at)
{
	while (at && at < s->end) {
		bool object = *at == '{';

		if (s->begins)
			begin_part(s, at);
		if (!object && *at != '[')
			return take_scalar(s, at);
		open_bracket(s, object);
		at = skip_space(at + 1, s->end);
		if (at < s->end && *at == (object ? '}' : ']'))
			return close_bracket(s, at);
		if (object)
			at = take_key(s, at);
	}
	return at;
}

/* After a value: leaves the brackets that end here, up to the next value or the end of the text. */
static const char *ascend(struct scanner *s, const char *at)
{
	at = skip_space(at, s->end);
	while (s->depth > 0 && at < s->end) {
		bool object = in_object(s);

		if (*at == ',') {
			at = skip_space(at + 1, s->end);
			return object ? take_key(s, at) : at;
		}
		if (*at != (object ? '}' : ']'))
			return fail(s, at, object ? SCAN_OBJECT : SCAN_ARRAY);
		at = skip_space(close_bracket(s, at), s->end);
	}
	return at;
}

static void go_over(struct scanner *s)
{
	const char *at = skip_space(s->begin, s->end);

	if (at == s->end) {
		fail(s, at, SCAN_EMPTY);
		return;
	}
	do {
		at = descend(s, at);
		if (at)
			at = ascend(s, at);
	} while (at && at < s->end && s->depth > 0);
	if (at && s->depth > 0)
		fail(s, at, SCAN_TRUNCATED);
	else if (at && at < s->end)
		fail(s, at, SCAN_TRAILING);
}

/* ---- the whole ---- */

static void count_lines(const char *text, struct scan_error *error)
{
	error->line = error->column = 1;
	for (const char *at = text; at < text + error->offset; at++)
		if (*at == '\n') {
			error->line++;
			error->column = 1;
		} else {
			/* Bytes 10xxxxxx continue a character. */
			error->column += ((unsigned char)*at & 0xc0) != 0x80;
		}
}

int scan(const char *text, size_t length, uint64_t *nesting, struct scan_part *parts, size_t count,
	 struct scan_error *ret_error)
{
	static const char bom[] = {'\xef', '\xbb', '\xbf'};
	struct scanner s = {.begin = text,
			    .end = text + length,
			    .parts = parts,
			    .count = count,
			    .inner = NONE,
			    .error = ret_error};

	s.nesting = nesting;
	*ret_error = (struct scan_error){.reason = SCAN_COMPLETE};
	for (size_t i = 0; i < count; i++) {
		s.begins |= parts[i].depth == 0;
		if (parts[i].depth > s.deepest)
			s.deepest = parts[i].depth;
	}
	if (length >= sizeof(bom) && memcmp(text, bom, sizeof(bom)) == 0)
		fail(&s, text, SCAN_BOM);
	else
		go_over(&s);
	if (ret_error->reason == SCAN_COMPLETE)
		return 0;
	count_lines(text, ret_error);
	for (size_t i = 0; i < count; i++) {
		parts[i].text = NULL;
		parts[i].length = 0;
	}
	return -1;
}

const char *scan_reason_text(enum scan_reason reason)
{
	static const char *const texts[] = {
		[SCAN_COMPLETE] = "it is complete",
		[SCAN_EMPTY] = "it is empty",
		[SCAN_TRUNCATED] = "it ends before it is complete",
		[SCAN_BOM] = "it begins with a byte order mark",
		[SCAN_VALUE] = "a value is expected here",
		[SCAN_KEY] = "a key between double quotes is expected here",
		[SCAN_COLON] = "a colon is expected here",
		[SCAN_ARRAY] = "a comma or ] is expected here",
		[SCAN_OBJECT] = "a comma or } is expected here",
		[SCAN_WORD] = "the only words are true, false and null",
		[SCAN_NUMBER] = "this is not a valid number",
		[SCAN_ESCAPE] = "this is not a valid escape",
		[SCAN_CONTROL] = "a control character in a string must be escaped",
		[SCAN_TRAILING] = "there is more text after the value",
	};

	/* The reason may come from another process, and be invalid. */
	return (size_t)reason < sizeof(texts) / sizeof(texts[0]) ? texts[reason] : "it is wrong";
}
