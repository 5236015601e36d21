/* SPDX-License-Identifier: Apache-2.0 */
/* Node lists: compared with the reference, and written again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "reference.h"

static void check_set(const struct mempolicy_nodes *nodes, const struct bits *expected)
{
	struct mempolicy_nodes set = bits_to_nodes(expected);

	if (!mempolicy_nodes_equal(nodes, &set))
		fuzz_fail("the nodes differ from the reference");
	for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
		if (mempolicy_nodes_has(nodes, node) != expected->at[node])
			fuzz_fail("node %u", node);
	if (mempolicy_nodes_count(nodes) != bits_weight(expected))
		fuzz_fail("counted %u", mempolicy_nodes_count(nodes));
}

static void check_written(const struct mempolicy_nodes *nodes)
{
	char text[MEMPOLICY_NODES_TEXT];
	size_t length = mempolicy_nodes_format(nodes, text, sizeof(text)), size = length / 2 + 1;
	char *cut = malloc(size);
	struct mempolicy_nodes again;
	struct mempolicy_error err;

	if (!cut || length != strlen(text))
		fuzz_fail("%zu characters of %zu", strlen(text), length);
	if (mempolicy_nodes_parse(text, &again, &err))
		fuzz_fail("written as %s and refused: %s", text, err.message);
	if (!mempolicy_nodes_equal(&again, nodes))
		fuzz_fail("written as %s and read as another set", text);
	if (mempolicy_nodes_format(nodes, cut, size) != length ||
	    strncmp(cut, text, size - 1) != 0 || cut[size - 1])
		fuzz_fail("%s, cut off at %zu", text, size);
	free(cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *list = fuzz_text(data, size);
	struct mempolicy_nodes nodes;
	struct mempolicy_error err;
	struct bits expected;
	bool accepted = mempolicy_nodes_parse(list, &nodes, &err) == 0;

	if (accepted != reference_nodes(list, &expected))
		fuzz_fail("%s", accepted ? "accepted, but refused by the reference" : err.message);
	if (accepted) {
		check_set(&nodes, &expected);
		check_written(&nodes);
	} else {
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
	}
	free(list);
	return 0;
}
