/* SPDX-License-Identifier: Apache-2.0 */
#include "seccomp_profile.h"

#include <seccomp.h>
#include <stdbool.h>
#include <string.h>

static enum profile_answer answer_of(const json_t *action)
{
	static const struct {
		const char *action;
		enum profile_answer answer;
	} known[] = {
		{"SCMP_ACT_ALLOW", PROFILE_ALLOWS},	 {"SCMP_ACT_LOG", PROFILE_ALLOWS},
		{"SCMP_ACT_ERRNO", PROFILE_REFUSES},	 {"SCMP_ACT_KILL", PROFILE_KILLS},
		{"SCMP_ACT_KILL_THREAD", PROFILE_KILLS}, {"SCMP_ACT_KILL_PROCESS", PROFILE_KILLS},
	};
	const char *name = json_string_value(action);

	for (size_t i = 0; name && i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i].action) == 0)
			return known[i].answer;
	return PROFILE_OTHER;
}

/* Whether a rule names a system call. Names that libseccomp does not know are ignored, as runtimes
 * do. */
static bool names(const json_t *rule, int number)
{
	const json_t *list = json_object_get(rule, "names");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (name && seccomp_syscall_resolve_name(name) == number)
			return true;
	}
	return false;
}

enum profile_answer profile_answer(const json_t *profile, int number)
{
	const json_t *rules = json_object_get(profile, "syscalls");
	const json_t *otherwise = json_object_get(profile, "defaultAction");

	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		enum profile_answer answer = answer_of(json_object_get(rule, "action"));
		bool always = json_array_size(json_object_get(rule, "args")) == 0;

		if (names(rule, number) && (always || answer == PROFILE_ALLOWS))
			return answer;
	}
	return answer_of(otherwise);
}
