/* SPDX-License-Identifier: Apache-2.0 */
/* The files of configs/, which this program carries with it. */
#ifndef CLI_TEMPLATES_H
#define CLI_TEMPLATES_H

struct template
{
	const char *name; /* below configs/ */
	const char *text;
};

/* Up to one without a name; templates.cmake makes it. */
extern const struct template templates[];

#endif
