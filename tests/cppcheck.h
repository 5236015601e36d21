/* SPDX-License-Identifier: Apache-2.0 */
/* What cppcheck has to know of jansson, whose header it does not read. */
#ifndef TESTS_CPPCHECK_H
#define TESTS_CPPCHECK_H

#define json_array_foreach(array, index, value)                                                    \
	for (index = 0; (value = json_array_get(array, index)); index++)

#endif
