/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the name that a mistyped word may stand for. */
#ifndef COMMON_NEAREST_H
#define COMMON_NEAREST_H

/* To be initialized with word only, and then offered each name. */
struct nearest {
	const char *word;
	const char *name; /* the nearest so far; NULL: none is near */
	unsigned int distance;
};

/* Keeps the name if it is nearer than the others so far. It must outlive nearest. Ignores case. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
