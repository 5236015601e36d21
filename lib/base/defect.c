/* SPDX-License-Identifier: Apache-2.0 */
#include "defect.h"

#include <string.h>

int mp_defect_set(struct defect *ret, unsigned int kind)
{
	*ret = (struct defect){.kind = kind};
	return -1;
}

int mp_defect_numbers(struct defect *ret, unsigned int kind, unsigned int first,
		      unsigned int second, unsigned int third)
{
	*ret = (struct defect){.kind = kind, .numbers = {first, second, third}};
	return -1;
}

int mp_defect_value(struct defect *ret, const char *value, size_t length)
{
	ret->value_length = length;
	memcpy(ret->value, value, length < DEFECT_VALUE ? length : DEFECT_VALUE);
	return -1;
}

const char *mp_defect_quote(const struct defect *defect, char buf[ERROR_QUOTED])
{
	bool is_cut = defect->value_length > DEFECT_VALUE;

	mp_error_quote(buf, ERROR_QUOTED, defect->value,
		       is_cut ? DEFECT_VALUE : defect->value_length);
	if (is_cut && strlen(buf) + sizeof("...") <= ERROR_QUOTED)
		memcpy(buf + strlen(buf) - 1, "...\"", sizeof("...\""));
	return buf;
}
