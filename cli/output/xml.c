/* SPDX-License-Identifier: Apache-2.0 */
#include "xml.h"

void xml_put(FILE *file, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '&')
			fputs("&amp;", file);
		else if (byte == '<')
			fputs("&lt;", file);
		else if (byte == '>')
			fputs("&gt;", file);
		else if (byte == '"')
			fputs("&quot;", file);
		else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
			fputc(' ', file);
		else
			fputc(byte, file);
	}
}
