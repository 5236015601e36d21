# SPDX-License-Identifier: Apache-2.0
set(folder_of_asan ${PROJECT_SOURCE_DIR}/build/asan)
# A link, see coverage.cmake
set(folder_of_coverage ${PROJECT_SOURCE_DIR}/build/covered)

# suite(NAME COMMAND WORD... LABELS LABEL... TIMEOUT SECONDS
# 	[COST SECONDS] [PROCESSORS COUNT] [ENVIRONMENT NAME=VALUE...] [NEEDS FIXTURE...]
# 	[ALSO_IN PRESET...] [FULL_IN PRESET...])
#
# Registers a test of this build, whose folder stands for @BUILD@; it runs in the project's folder.
# With TEST_ALL it is also registered for other builds, as PRESET-NAME with the label PRESET; for
# presets in FULL_IN, where it would take long for what it can find, also with the label full. Tests
# without the label full have the label default. In a build with sanitizers or coverage, only tests
# are registered that name its preset, asan or coverage, in one of both lists.
#
# COST is the approximate duration: the longest tests begin first, and those of at least half a
# minute get the label slow. If CI is set, a skipped test (exit code 77) counts as failed.
function(suite name)
	cmake_parse_arguments(PARSE_ARGV 1 suite "" "" "ALSO_IN;FULL_IN")
	set(others ${suite_ALSO_IN} ${suite_FULL_IN})
	if((SANITIZE AND NOT "asan" IN_LIST others) OR (COVERAGE AND NOT "coverage" IN_LIST others))
		return()
	endif()
	register(${name} ${PROJECT_BINARY_DIR} ${suite_UNPARSED_ARGUMENTS} FIXTURE build)
	if(TEST_ALL)
		foreach(preset ${others})
			set(labels ${preset})
			if(preset IN_LIST suite_FULL_IN)
				list(APPEND labels full)
			endif()
			register(${preset}-${name} ${folder_of_${preset}}
				${suite_UNPARSED_ARGUMENTS} FIXTURE ${preset} INSTEAD ${labels})
		endforeach()
	endif()
endfunction()

# register(NAME DIR ... FIXTURE THE-BUILD [INSTEAD LABEL...]): other arguments as for suite()
function(register name folder)
	cmake_parse_arguments(PARSE_ARGV 2 test "" "TIMEOUT;COST;PROCESSORS;FIXTURE"
		"COMMAND;LABELS;ENVIRONMENT;NEEDS;INSTEAD")
	string(REPLACE "@BUILD@" "${folder}" command "${test_COMMAND}")
	if(test_INSTEAD)
		set(test_LABELS ${test_INSTEAD})
	endif()
	if(test_COST GREATER_EQUAL 30)
		list(APPEND test_LABELS slow)
	endif()
	if(NOT "full" IN_LIST test_LABELS)
		list(APPEND test_LABELS default)
	endif()
	# Run by env, because the program of another build may not exist yet, which ctest would
	# complain about.
	add_test(NAME ${name} COMMAND env ${command} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
	# Check succeeds with a case that does not exist.
	set_tests_properties(${name} PROPERTIES
		LABELS "${test_LABELS}"
		TIMEOUT ${test_TIMEOUT}
		FIXTURES_REQUIRED "${test_FIXTURE};${test_NEEDS}"
		ENVIRONMENT "${test_ENVIRONMENT}"
		FAIL_REGULAR_EXPRESSION "Checks: 0,")
	if(test_FIXTURE STREQUAL "coverage" OR COVERAGE)
		set_property(GLOBAL APPEND PROPERTY counted_tests ${name})
	endif()
	foreach(property COST PROCESSORS)
		if(test_${property})
			set_tests_properties(${name} PROPERTIES ${property} ${test_${property}})
		endif()
	endforeach()
	if(NOT DEFINED ENV{CI})
		set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
	endif()
endfunction()

# Runs before any other test of a build. Ninja keeps all processors busy.
function(build_fixture name fixture)
	add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
	set_tests_properties(${name} PROPERTIES
		LABELS build
		TIMEOUT 1200
		PROCESSORS 2
		FIXTURES_SETUP ${fixture})
endfunction()

build_fixture(build build ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR})
