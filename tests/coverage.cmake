# SPDX-License-Identifier: Apache-2.0
# Line coverage, by all tests of a build that counts lines. At least 90 % of the lines must be
# executed.

# coverage_report(DIR FIXTURE): the report, after all tests registered so far
function(coverage_report folder fixture)
	add_test(NAME coverage
		COMMAND gcovr --root . --filter lib/ --filter oci/ --filter hook/ --filter runtime/
			--filter cli/ --exclude demo/probe.c --print-summary --fail-under-line 90
			${folder}
		WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
	get_property(counted GLOBAL PROPERTY counted_tests)
	set_tests_properties(coverage PROPERTIES
		LABELS "coverage;full"
		TIMEOUT 300
		FIXTURES_REQUIRED ${fixture}
		DEPENDS "${counted}")
endfunction()

if(COVERAGE)
	coverage_report(${PROJECT_BINARY_DIR} build)
	return()
endif()

# Hooks of other users count their lines, too. They must therefore have access to the folder with
# the counts, wherever the project is.
build_fixture(build-coverage coverage sh -c [[
	folder=$(mktemp -d) && chmod 755 "$folder" && ln -sfn "$folder" build/covered &&
		cmake --preset coverage -B "$folder" && cmake --build "$folder"]])
add_test(NAME coverage-removed COMMAND sh -c [[rm -r "$(readlink build/covered)" build/covered]]
	WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
set_tests_properties(coverage-removed PROPERTIES
	LABELS build
	TIMEOUT 60
	FIXTURES_CLEANUP coverage)
coverage_report(${folder_of_coverage} coverage)
