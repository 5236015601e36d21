/* SPDX-License-Identifier: Apache-2.0 */
/* Text within XML. */
#ifndef CLI_XML_H
#define CLI_XML_H

#include <stdio.h>

/* Writes text as XML 1.0 takes it, between tags and between double quotes. Control characters,
 * which it mostly does not take at all, become spaces, but for newlines and tabs. */
void xml_put(FILE *file, const char *text);

#endif
