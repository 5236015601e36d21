/* SPDX-License-Identifier: Apache-2.0 */
#include "duplicates.h"

#include <string.h>

#include "error.h"
#include "locate.h"
#include "pointers.h"

void duplicates_find(const char *text, size_t length, const struct listener *listener)
{
	/* NOLINTBEGIN(bugprone-suspicious-missing-comma): POINTER_MODE is two literals */
	static const char *const pointers[] = {
		"/linux",
		POINTER_POLICY,
		POINTER_MODE,
		POINTER_NODES,
		POINTER_FLAGS,
		POINTER_NAMESPACES,
		POINTER_SECCOMP,
		"/linux/resources",
		"/linux/resources/cpu",
		POINTER_MEMS,
		POINTER_CPUS,
		"/annotations",
		POINTER_ANNOTATION,
		"/hooks",
		"/hooks/prestart",
		"/hooks/createRuntime",
		"/hooks/createContainer",
	};
	/* NOLINTEND(bugprone-suspicious-missing-comma) */

	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		struct mempolicy_error what;
		struct location first;

		if (!locate_twice(text, length, pointers[i], &first))
			continue;
		mp_error_set(&what, MEMPOLICY_ERROR_NONE, pointers[i],
			     "the key \"%s\" appears more than once in this object, first on line "
			     "%zu: runtimes disagree on which one counts, and some merge them",
			     strrchr(pointers[i], '/') + 1, first.line);
		mp_error_remedy(&what, "keep only one");
		tell(listener, RULE_DUPLICATE_KEY, &what);
	}
}
