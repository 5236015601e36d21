/* SPDX-License-Identifier: Apache-2.0 */
#include "ranges.h"

static bool stop(struct ranges *ranges, size_t at, enum ranges_reason reason)
{
	ranges->at = at;
	ranges->reason = reason;
	return false;
}

static char current(const struct ranges *ranges)
{
	return ranges->list[ranges->at];
}

static bool unexpected(struct ranges *ranges)
{
	return stop(ranges, ranges->at, current(ranges) ? RANGES_UNEXPECTED : RANGES_NUL);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool read_number(struct ranges *ranges, unsigned long *ret)
{
	size_t start = ranges->at;
	unsigned long value = 0;

	if (ranges->at == ranges->length)
		return stop(ranges, start, RANGES_MISSING_AT_END);
	if (current(ranges) == ',' || current(ranges) == '-')
		return stop(ranges, start, RANGES_MISSING);
	if (!is_digit(current(ranges)))
		return unexpected(ranges);
	for (; is_digit(current(ranges)); ranges->at++) {
		unsigned long digit = (unsigned long)(current(ranges) - '0');

		if (digit > ranges->highest || value > (ranges->highest - digit) / 10)
			return stop(ranges, start, RANGES_TOO_HIGH);
		value = value * 10 + digit;
	}
	*ret = value;
	return true;
}

bool mp_ranges_next(struct ranges *ranges)
{
	size_t start = ranges->at;

	if (start == ranges->length)
		return stop(ranges, start, RANGES_END);
	if (!read_number(ranges, &ranges->first))
		return false;
	ranges->last = ranges->first;
	if (current(ranges) == '-') {
		ranges->at++;
		if (!read_number(ranges, &ranges->last))
			return false;
		if (ranges->last < ranges->first)
			return stop(ranges, start, RANGES_BACKWARDS);
	}
	if (current(ranges) == '-')
		return stop(ranges, ranges->at, RANGES_THREE_ENDS);
	if (current(ranges) == ',')
		ranges->at++;
	else if (ranges->at < ranges->length)
		return unexpected(ranges);
	return true;
}
