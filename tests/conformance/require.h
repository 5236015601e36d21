/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a case can be run here. */
#ifndef CONFORMANCE_REQUIRE_H
#define CONFORMANCE_REQUIRE_H

#include "machine.h"
#include "options.h"
#include "symbols.h"

/*
 * resolved   the case, with its symbols resolved
 * Returns true, or false with the reason.
 */
bool require_met(const struct machine *machine, const struct options *options,
		 const json_t *resolved, char reason[SYMBOLS_REASON]);

#endif
