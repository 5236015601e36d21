/* SPDX-License-Identifier: Apache-2.0 */
#include "mempolicy.h"

const char *mempolicy_version(void)
{
	return MEMPOLICY_VERSION;
}
