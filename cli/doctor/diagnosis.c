/* SPDX-License-Identifier: Apache-2.0 */
#include "diagnosis.h"

#include <stdarg.h>
#include <stdio.h>

#include "cleanup.h"

bool diagnosis_new(struct diagnosis *ret)
{
	*ret = (struct diagnosis){
		.findings = json_array(),
		.engines = json_array(),
		.runtimes = json_array(),
		.hook = json_object(),
		.ready = true,
	};
	return ret->findings && ret->engines && ret->runtimes && ret->hook;
}

void diagnosis_drop(struct diagnosis *diagnosis)
{
	json_decref(diagnosis->findings);
	json_decref(diagnosis->engines);
	json_decref(diagnosis->runtimes);
	json_decref(diagnosis->hook);
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"ok", "note", "warning", "error"};

	return names[severity];
}

void found(struct diagnosis *diagnosis, enum severity severity, const char *subject,
	   const char *remedy, const char *format, ...)
{
	CLEANUP(cleanup_free) char *message = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&message, format, args);
	va_end(args);
	if (length < 0)
		message = NULL;
	if (severity == SEVERITY_ERROR)
		diagnosis->ready = false;
	if (!message || json_array_append_new(diagnosis->findings,
					      json_pack("{s:s, s:s, s:s, s:s*}", "subject", subject,
							"severity", severity_name(severity),
							"message", message, "remedy", remedy)))
		diagnosis->lost = true;
}
