/* SPDX-License-Identifier: Apache-2.0 */
/* Policies in the short notation: what is read can be written, and read again. */
#include <string.h>

#include "fuzz.h"

static void check_same(const struct mempolicy_notation *one, const struct mempolicy_notation *other)
{
	if (one->policy.mode != other->policy.mode || !mempolicy_notation_equal(one, other))
		fuzz_fail("written and read as another policy");
}

static void check_written(const struct mempolicy_notation *notation)
{
	char text[MEMPOLICY_NOTATION_TEXT];
	size_t length = mempolicy_notation_format(notation, text, sizeof(text));
	struct mempolicy_notation again;
	struct mempolicy_error err;

	if (length != strlen(text))
		fuzz_fail("%zu characters of %zu", strlen(text), length);
	if (mempolicy_notation_parse(text, length, &again, &err))
		fuzz_fail("written as %s and refused: %s", text, err.message);
	check_same(notation, &again);
	if (mempolicy_notation_check(notation, &err))
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
}

/* A node word and nodes exclude each other; fields that a word does not use are 0. */
static void check_word(const struct mempolicy_notation *notation)
{
	const struct mempolicy_word *word = &notation->word;

	if (word->kind && !mempolicy_nodes_empty(&notation->policy.nodes))
		fuzz_fail("nodes together with a node word");
	if ((unsigned int)word->kind >= MEMPOLICY_WORD_KINDS || word->number > 255 ||
	    word->pci.bus > 255 || word->pci.device >= MEMPOLICY_PCI_DEVICES ||
	    word->pci.function >= MEMPOLICY_PCI_FUNCTIONS)
		fuzz_fail("a node word out of range");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_guarded(data, size);
	struct mempolicy_notation notation;
	struct mempolicy_error err;

	if (mempolicy_notation_parse(text, size, &notation, &err)) {
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
		return 0;
	}
	check_word(&notation);
	check_written(&notation);
	return 0;
}
