/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* No name is longer. */
#define LENGTH_MAX 32

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

static int same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The "optimal string alignment" distance: letters left out, inserted or replaced, and neighbors
 * swapped. Both texts are at most LENGTH_MAX long. */
static unsigned int distance_of(const char *a, const char *b)
{
	unsigned int cost[LENGTH_MAX + 1][LENGTH_MAX + 1];
	size_t length_a = strlen(a), length_b = strlen(b);

	for (size_t i = 0; i <= length_a; i++)
		for (size_t j = 0; j <= length_b; j++) {
			if (i == 0 || j == 0) {
				cost[i][j] = (unsigned int)(i + j);
				continue;
			}
			cost[i][j] = least(least(cost[i - 1][j], cost[i][j - 1]) + 1,
					   cost[i - 1][j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
		}
	return cost[length_a][length_b];
}

void nearest_offer(struct nearest *nearest, const char *name)
{
	size_t length = strlen(nearest->word);
	unsigned int distance;

	if (length < 2 || length > LENGTH_MAX || strlen(name) > LENGTH_MAX)
		return;
	/* A part of a name is near, too: "top", "degraded". */
	distance = length >= 3 && strcasestr(name, nearest->word)
			   ? 1
			   : distance_of(nearest->word, name);
	if (distance > (length + 2) / 3 || (nearest->name && distance >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = distance;
}
