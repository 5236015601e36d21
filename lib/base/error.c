/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(struct mempolicy_error *err, enum mempolicy_error_kind kind, int sys_errno,
		 const char *pointer)
{
	err->kind = kind;
	err->reason = MEMPOLICY_REASON_NONE;
	err->sys_errno = sys_errno;
	err->remedy[0] = '\0';
	snprintf(err->pointer, sizeof(err->pointer), "%s", pointer);
}

/* Messages may contain text that others wrote, such as paths and excerpts of JSON. Quotes and
 * backslashes are left alone: mp_error_quote() has escaped them where it matters. */
static void escape_message(struct mempolicy_error *err)
{
	char raw[sizeof(err->message)];
	size_t used = 0;

	snprintf(raw, sizeof(raw), "%s", err->message);
	for (const char *from = raw; *from; from++) {
		unsigned char byte = (unsigned char)*from;
		size_t room = sizeof(err->message) - used;
		int length = snprintf(err->message + used, room,
				      byte >= 0x20 && byte < 0x7f ? "%c" : "\\x%02x", byte);

		if ((size_t)length >= room)
			break;
		used += (size_t)length;
	}
	err->message[used] = '\0';
}

int mp_error_set(struct mempolicy_error *err, enum mempolicy_error_kind kind, const char *pointer,
		 const char *format, ...)
{
	va_list args;

	fill(err, kind, 0, pointer);
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	escape_message(err);
	return -1;
}

int mp_error_set_errno(struct mempolicy_error *err, enum mempolicy_error_kind kind, int sys_errno,
		       const char *format, ...)
{
	va_list args;
	size_t length;

	fill(err, kind, sys_errno, "");
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	length = strlen(err->message);
	snprintf(err->message + length, sizeof(err->message) - length, ": %s", strerror(sys_errno));
	escape_message(err);
	return -1;
}

int mp_error_reason(struct mempolicy_error *err, enum mempolicy_error_reason reason)
{
	err->reason = reason;
	return -1;
}

int mp_error_remedy(struct mempolicy_error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->remedy, sizeof(err->remedy), format, args);
	va_end(args);
	return -1;
}

int mp_error_remedy_add(struct mempolicy_error *err, const char *text)
{
	size_t length = strlen(err->remedy);

	snprintf(err->remedy + length, sizeof(err->remedy) - length, "%s", text);
	return -1;
}

/* Escapes one byte for a message; out has room for 4 characters and a NUL. */
static void escape_byte(unsigned char byte, char out[5])
{
	if (byte == '"' || byte == '\\')
		snprintf(out, 5, "\\%c", byte);
	else if (byte < 0x20 || byte >= 0x7f)
		snprintf(out, 5, "\\x%02x", byte);
	else
		snprintf(out, 5, "%c", byte);
}

const char *mp_error_quote(char *buf, size_t size, const char *text, size_t length)
{
	static const char ellipsis[] = "...\"";
	size_t used = 1;

	snprintf(buf, size, "\"");
	for (size_t i = 0; i < length; i++) {
		char escaped[5];

		escape_byte((unsigned char)text[i], escaped);
		if (used + strlen(escaped) + sizeof(ellipsis) > size) {
			snprintf(buf + used, size - used, "%s", ellipsis);
			return buf;
		}
		used += (size_t)snprintf(buf + used, size - used, "%s", escaped);
	}
	snprintf(buf + used, size - used, "\"");
	return buf;
}

const char *mp_error_nodes(char *buf, size_t size, const struct mempolicy_nodes *nodes)
{
	if (mempolicy_nodes_empty(nodes))
		snprintf(buf, size, "none");
	else if (mempolicy_nodes_format(nodes, buf, size) >= size)
		snprintf(buf + size - 4, 4, "...");
	return buf;
}
