# SPDX-License-Identifier: Apache-2.0
# Builds jansson from source, for musl: Debian has it only for glibc.
set(JANSSON_SOURCE "" CACHE PATH
	"Source of jansson, for a hook with musl (default: Debian's source package, fetched with apt-get)")

# Sets JANSSON_SOURCE or, if there is no source, the variable named by the argument to the reason.
function(find_jansson_source reason)
	if(JANSSON_SOURCE)
		return()
	endif()
	execute_process(
		COMMAND sh ${PROJECT_SOURCE_DIR}/cmake/jansson.sh ${PROJECT_SOURCE_DIR}/build/jansson
		OUTPUT_VARIABLE source
		OUTPUT_STRIP_TRAILING_WHITESPACE
		ERROR_VARIABLE error
		RESULT_VARIABLE result)
	if(result EQUAL 0)
		set(JANSSON_SOURCE ${source} PARENT_SCOPE)
	endif()
	set(${reason} "${error}" PARENT_SCOPE)
endfunction()

# Adds the target jansson.
function(build_jansson)
	file(GLOB sources ${JANSSON_SOURCE}/src/*.c)
	if(NOT sources)
		message(FATAL_ERROR "JANSSON_SOURCE=\"${JANSSON_SOURCE}\" has no src/*.c; name the "
			"folder that jansson was unpacked into")
	endif()
	# The results of its configure script, except for random numbers, which the hook does not use.
	set(json_inline inline)
	set(json_have_long_long 1)
	set(json_have_localeconv 0) # the locale is never set
	set(json_have_atomic_builtins 1)
	set(json_have_sync_builtins 1)
	set(made ${PROJECT_BINARY_DIR}/jansson)
	configure_file(${JANSSON_SOURCE}/src/jansson_config.h.in ${made}/jansson_config.h @ONLY)
	file(CONFIGURE OUTPUT ${made}/jansson_private_config.h CONTENT "\
#define HAVE_ENDIAN_H 1
#define HAVE_STDINT_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1
#define INITIAL_HASHTABLE_ORDER 3
")
	add_library(jansson STATIC ${sources})
	target_compile_definitions(jansson PRIVATE HAVE_CONFIG_H)
	# Warnings about foreign code are of no use here.
	target_compile_options(jansson PRIVATE -w -ffile-prefix-map=${JANSSON_SOURCE}=jansson)
	target_include_directories(jansson SYSTEM PUBLIC ${JANSSON_SOURCE}/src ${made})
endfunction()
