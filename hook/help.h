/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the texts of --help and --version to standard output. */
#ifndef HOOK_HELP_H
#define HOOK_HELP_H

void help_print(void);
void help_print_version(void);

#endif
