/* SPDX-License-Identifier: Apache-2.0 */
#include "configure_root.h"

#include <stdlib.h>

/* LeakSanitizer needs /proc, which is not in such a root; leaks show in tests on the machine. */
void configure_begin(struct root *ret)
{
	ck_assert_int_eq(setenv("ASAN_OPTIONS", "detect_leaks=0", 1), 0);
	root_make(ret);
}

void assert_file(const struct root *root, const char *file, const char *text)
{
	const char *its = root_get(root, file);

	ck_assert_msg(its != NULL, "%s is missing", file);
	ck_assert_str_eq(its, text);
}

void assert_none(const struct root *root, const char *file)
{
	ck_assert_msg(root_get(root, file) == NULL, "%s is there", file);
}
