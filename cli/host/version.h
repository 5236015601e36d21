/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of other programs. */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

#include <stdbool.h>

/* A version, such as "28.5.2". */
#define VERSION_TEXT 32

enum version_answer { VERSION_FOUND, VERSION_NO_PROGRAM, VERSION_NONE };

/* Finds the first word like a version in what PROGRAM --version prints; otherwise ret is "". */
enum version_answer version_ask(const char *program, char ret[VERSION_TEXT]);

/* Whether a version is MAJOR.MINOR or newer; false for a text that is not a version. */
bool version_is_from(const char *version, unsigned long major, unsigned long minor);

#endif
