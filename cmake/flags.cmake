# SPDX-License-Identifier: Apache-2.0
# Compiler and linker flags for all targets.
add_compile_definitions(_GNU_SOURCE MEMPOLICY_VERSION="${PROJECT_VERSION}")
add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
	-Wvla -Wformat=2 -fno-common)
if(WERROR)
	add_compile_options(-Werror)
endif()
if(SANITIZE)
	add_compile_options(-fsanitize=${SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
	add_link_options(-fsanitize=${SANITIZE})
endif()
if(COVERAGE)
	add_compile_options(--coverage -fprofile-update=atomic)
	add_link_options(--coverage)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
	# The binary must not depend on the folder of the build.
	add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
	add_compile_options(-fstack-protector-strong)
	add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
	if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
		add_compile_options(-fcf-protection)
	else()
		add_compile_options(-mbranch-protection=standard)
	endif()
	add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(MUSL)
	# The kernel's headers suit any C library; the other headers in those folders are glibc's.
	set(kernel_headers ${PROJECT_BINARY_DIR}/kernel-headers)
	file(MAKE_DIRECTORY ${kernel_headers})
	find_path(asm_headers asm/unistd.h REQUIRED NO_DEFAULT_PATH PATHS
		/usr/include/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu
		/usr/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu/include /usr/include)
	find_path(linux_headers linux/version.h REQUIRED NO_DEFAULT_PATH PATHS
		/usr/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu/include /usr/include)
	file(CREATE_LINK ${asm_headers}/asm ${kernel_headers}/asm SYMBOLIC)
	foreach(folder linux asm-generic)
		file(CREATE_LINK ${linux_headers}/${folder} ${kernel_headers}/${folder} SYMBOLIC)
	endforeach()
	add_compile_options(-idirafter ${kernel_headers})
	if(CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
		# The outlined atomics in libgcc ask glibc for the processor's features.
		add_compile_options(-mno-outline-atomics)
	endif()
endif()
