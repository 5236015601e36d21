/* SPDX-License-Identifier: Apache-2.0 */
/* Which of several names a mistyped word may stand for. */
#ifndef COMMON_NEAREST_H
#define COMMON_NEAREST_H

/* To be filled with word alone, then offered each name. */
struct nearest {
	const char *word;
	const char *name; /* the nearest so far; NULL: none is near */
	unsigned int distance;
};

/* Takes the name if it is nearer than those before. It must outlive nearest. Letters count alike in
 * either case. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
