# SPDX-License-Identifier: Apache-2.0
# The hook and the runtime are built with a different C library than the rest, by a separate build
# within this one.
include(ExternalProject)

set(musl ${PROJECT_BINARY_DIR}/musl)
ExternalProject_Add(oci-mempolicy-hook
	PREFIX ${musl}/project
	SOURCE_DIR ${PROJECT_SOURCE_DIR}
	BINARY_DIR ${musl}
	CMAKE_ARGS
		-DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/musl.cmake
		-DMUSL_ARCH=${arch}
		-DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
		-DCMAKE_C_FLAGS=${CMAKE_C_FLAGS}
		-DWERROR=${WERROR}
		-DCONFINE=${CONFINE}
		-DJANSSON_SOURCE=${JANSSON_SOURCE}
	BUILD_ALWAYS ON
	INSTALL_COMMAND ${CMAKE_COMMAND} -E copy_if_different
		${musl}/hook/oci-mempolicy-hook ${HOOK_PROGRAM}
	COMMAND ${CMAKE_COMMAND} -E copy_if_different
		${musl}/runtime/oci-mempolicy-runtime
		${PROJECT_BINARY_DIR}/runtime/oci-mempolicy-runtime
	BUILD_BYPRODUCTS ${musl}/hook/oci-mempolicy-hook ${musl}/runtime/oci-mempolicy-runtime)

# The same hook with glibc, for tests.
if(BUILD_TESTING AND NOT CMAKE_CROSSCOMPILING)
	hook_program(oci-mempolicy-hook-static -static-pie)
	hook_program(oci-mempolicy-hook-dynamic -pie)
endif()
