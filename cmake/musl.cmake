# SPDX-License-Identifier: Apache-2.0
# Toolchain file: builds with musl as its C library (Debian: musl-tools, or musl-dev:arm64).
# MUSL_ARCH is the architecture to build for, by default that of this machine.
if(NOT MUSL_ARCH)
	cmake_host_system_information(RESULT MUSL_ARCH QUERY OS_PLATFORM)
endif()
set(MUSL ON)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MUSL_ARCH)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${MUSL_ARCH})
set(CMAKE_LIBRARY_ARCHITECTURE ${MUSL_ARCH}-linux-musl)
# Other distributions have only the second name.
find_program(MUSL_GCC NAMES ${MUSL_ARCH}-linux-musl-gcc musl-gcc)
if(NOT MUSL_GCC)
	message(FATAL_ERROR "no compiler for musl on ${MUSL_ARCH} (Debian: musl-tools, or musl-dev:arm64)")
endif()
set(CMAKE_C_COMPILER ${MUSL_GCC})
