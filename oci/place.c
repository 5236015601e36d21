/* SPDX-License-Identifier: Apache-2.0 */
#include "place.h"

#include <stdio.h>
#include <string.h>

#include "mempolicy.h"
#include "pointers.h"

const char *place_stage_name(enum place_stage stage)
{
	static const char *const names[PLACE_STAGES] = {
		[PLACE_PRESTART] = "prestart",
		[PLACE_CREATE_RUNTIME] = "createRuntime",
		[PLACE_CREATE_CONTAINER] = "createContainer",
	};

	return names[stage];
}

const char *place_text(const struct place *place, char buf[PLACE_POINTER])
{
	static const char *const places[PLACE_KINDS] = {
		[PLACE_NONE] = "",
		[PLACE_OBJECT] = POINTER_POLICY,
		[PLACE_ANNOTATION] = POINTER_ANNOTATION,
		[PLACE_OPTION] = "--policy",
		[PLACE_DEFAULT] = "--default-policy",
	};

	if ((place->kind == PLACE_HOOK || place->kind == PLACE_HOOK_DEFAULT) &&
	    place->stage < PLACE_STAGES)
		snprintf(buf, PLACE_POINTER, "/hooks/%s/%u/args", place_stage_name(place->stage),
			 place->entry);
	else
		snprintf(buf, PLACE_POINTER, "%s",
			 place->kind < PLACE_KINDS && places[place->kind] ? places[place->kind]
									  : "");
	return buf;
}

int place_error(const struct place *place, struct mempolicy_error *err)
{
	static const char object[] = POINTER_POLICY;
	char text[PLACE_POINTER];

	if (place->kind != PLACE_NONE && place->kind != PLACE_OBJECT &&
	    (!*err->pointer || strncmp(err->pointer, object, strlen(object)) == 0))
		snprintf(err->pointer, sizeof(err->pointer), "%s", place_text(place, text));
	return -1;
}
