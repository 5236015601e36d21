/* SPDX-License-Identifier: Apache-2.0 */
/* config.json, and the policy in it. */
#include <string.h>

#include "fuzz.h"
#include "oci_policy.h"

/* A truncated file must not pass for one without a policy. */
static void check_cut_short(const char *text, size_t size)
{
	struct oci_config config;
	struct mempolicy_error err;

	while (size > 0 && text[size - 1] != '}' && text[size - 1] != ']')
		size--;
	if (size == 0)
		return;
	if (oci_config_parse(text, size - 1, &config, &err) == 0)
		fuzz_fail("accepted without its last bracket");
	oci_config_drop(&config);
}

/* What is read can be written, and read again. */
static void check_policy(const struct mempolicy *policy)
{
	char text[MEMPOLICY_TEXT];
	struct mempolicy again;
	struct mempolicy_error err;

	mempolicy_to_json(policy, text, sizeof(text));
	if (mempolicy_parse(text, strlen(text), &again, &err))
		fuzz_fail("written and refused: %s", err.message);
	if (again.mode != policy->mode || !mempolicy_equal(&again, policy))
		fuzz_fail("written and read as another policy");
	if (mempolicy_check(policy, &err))
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_guarded(data, size);
	struct oci_config config;
	struct mempolicy policy;
	struct mempolicy_error err;

	if (oci_config_parse(text, size, &config, &err)) {
		fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
		oci_config_drop(&config);
		return 0;
	}
	check_cut_short(text, size);
	if (config.memory_policy) {
		if (oci_policy_parse(&config, &policy, &err))
			fuzz_check_error(&err, MEMPOLICY_ERROR_INVALID);
		else
			check_policy(&policy);
	}
	oci_config_drop(&config);
	return 0;
}
