/* SPDX-License-Identifier: Apache-2.0 */
/* Text in XML. */
#ifndef CLI_XML_H
#define CLI_XML_H

#include <stdio.h>

/* Writes text escaped for XML 1.0, for use between tags and between double quotes. Control
 * characters other than newlines and tabs, most of which XML does not allow, become spaces. */
void xml_put(FILE *file, const char *text);

#endif
