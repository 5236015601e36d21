/* SPDX-License-Identifier: Apache-2.0 */
/* The memoryPolicy object: the library's parser and rules against the reference. */
#include "fuzz.h"
#include "reference.h"

static const char *const verdicts[] = {
	[MALFORMED] = "malformed", [AGAINST_RULES] = "against the rules", [VALID] = "valid"};

static enum verdict judge(const char *text, size_t size, struct mempolicy *policy,
			  struct mempolicy_error *err)
{
	err->message[0] = '\0';
	if (mempolicy_parse(text, size, policy, err))
		return MALFORMED;
	return mempolicy_check(policy, err) ? AGAINST_RULES : VALID;
}

static enum verdict judge_by_reference(const char *text, size_t size, struct reference *policy)
{
	json_t *object =
		json_loadb(text, size, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL,
			   NULL);
	enum verdict verdict = object ? reference_policy(object, policy) : MALFORMED;

	json_decref(object);
	return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_guarded(data, size);
	struct mempolicy policy;
	struct mempolicy_error err;
	struct reference reference;
	enum verdict found = judge(text, size, &policy, &err);
	enum verdict expected = judge_by_reference(text, size, &reference);
	struct mempolicy_nodes nodes;

	if (found != expected)
		fuzz_fail("%s to the library, %s to the reference: %s", verdicts[found],
			  verdicts[expected], err.message);
	if (found != VALID)
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
	if (found == MALFORMED)
		return 0;
	nodes = bits_to_nodes(&reference.nodes);
	if ((int)policy.mode != reference.mode || policy.flags != reference.flags ||
	    !mempolicy_nodes_equal(&policy.nodes, &nodes))
		fuzz_fail("read as mode %d, flags %#x; by the reference as mode %d, flags %#x",
			  (int)policy.mode, policy.flags, reference.mode, reference.flags);
	return 0;
}
