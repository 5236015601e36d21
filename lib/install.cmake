# SPDX-License-Identifier: Apache-2.0
# The library as it is installed: shared and static, headers, pkg-config and CMake files, and
# documentation. The programs of this project link the target mempolicy instead, internals included.
include(CMakePackageConfigHelpers)

# A program linked with one release runs with any other of the same interface; see mempolicy.h.
if(PROJECT_VERSION_MAJOR EQUAL 0)
	set(interface 0.${PROJECT_VERSION_MINOR})
	set(compatibility SameMinorVersion)
else()
	set(interface ${PROJECT_VERSION_MAJOR})
	set(compatibility SameMajorVersion)
endif()

add_library(mempolicy_shared SHARED $<TARGET_OBJECTS:mempolicy>)
target_link_libraries(mempolicy_shared PRIVATE ${JANSSON_LINK_LIBRARIES})
set(map ${CMAKE_CURRENT_SOURCE_DIR}/libmempolicy.map)
target_link_options(mempolicy_shared PRIVATE
	-Wl,--version-script,${map} -Wl,--no-undefined-version)
set_target_properties(mempolicy_shared PROPERTIES
	LINKER_LANGUAGE C
	LINK_DEPENDS ${map}
	VERSION ${PROJECT_VERSION}
	SOVERSION ${interface})

# Internal symbols begin with mp_, so that they cannot clash with names of the program.
add_library(mempolicy_static STATIC $<TARGET_OBJECTS:mempolicy>)
set_target_properties(mempolicy_static PROPERTIES LINKER_LANGUAGE C)
# By name, so that the linker takes the static jansson with -static.
target_link_libraries(mempolicy_static INTERFACE jansson)

foreach(kind shared static)
	set_target_properties(mempolicy_${kind} PROPERTIES OUTPUT_NAME mempolicy EXPORT_NAME ${kind})
	target_include_directories(mempolicy_${kind} INTERFACE
		$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endforeach()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/oci-mempolicy)
set(pkgconfig ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
# Component library: what programs need to run; development: what they need to be built
install(TARGETS mempolicy_shared EXPORT oci-mempolicy
	LIBRARY COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS mempolicy_static EXPORT oci-mempolicy COMPONENT development)
# In a folder, so that the name <mempolicy.h> stays free and is not confused with
# <linux/mempolicy.h>.
install(DIRECTORY include/ ${CMAKE_CURRENT_BINARY_DIR}/include/
	DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/oci-mempolicy COMPONENT development)

# All paths are relative to the file itself, so it is valid for every --prefix.
file(RELATIVE_PATH includedir /${pkgconfig} /${CMAKE_INSTALL_INCLUDEDIR})
configure_file(oci-mempolicy.pc.in oci-mempolicy.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oci-mempolicy.pc
	DESTINATION ${pkgconfig} COMPONENT development)

install(EXPORT oci-mempolicy DESTINATION ${package} NAMESPACE oci-mempolicy::
	FILE oci-mempolicy-targets.cmake COMPONENT development)
write_basic_package_version_file(oci-mempolicy-config-version.cmake
	COMPATIBILITY ${compatibility})
install(FILES
	oci-mempolicy-config.cmake
	${CMAKE_CURRENT_BINARY_DIR}/oci-mempolicy-config-version.cmake
	DESTINATION ${package} COMPONENT development)

# Documentation: cmake --build ... --target doc
find_package(Doxygen QUIET)
if(DOXYGEN_FOUND)
	set(DOXYGEN_PROJECT_NAME libmempolicy)
	set(DOXYGEN_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/doc)
	set(DOXYGEN_EXAMPLE_PATH ${PROJECT_SOURCE_DIR}/examples)
	set(DOXYGEN_OPTIMIZE_OUTPUT_FOR_C YES)
	set(DOXYGEN_STRIP_FROM_PATH ${CMAKE_CURRENT_SOURCE_DIR}/include
		${CMAKE_CURRENT_BINARY_DIR}/include ${PROJECT_SOURCE_DIR})
	set(DOXYGEN_ALWAYS_DETAILED_SEC YES)
	set(DOXYGEN_VERBATIM_HEADERS NO)
	set(DOXYGEN_JAVADOC_AUTOBRIEF YES)
	# Parameters that a function does not document are described in the comment of the file.
	set(DOXYGEN_WARN_IF_INCOMPLETE_DOC NO)
	set(DOXYGEN_WARN_AS_ERROR YES)
	set(DOXYGEN_PREDEFINED __attribute__\(x\)=)
	set(DOXYGEN_USE_MDFILE_AS_MAINPAGE ${PROJECT_SOURCE_DIR}/examples/README.md)
	doxygen_add_docs(doc include ${CMAKE_CURRENT_BINARY_DIR}/include
		${DOXYGEN_USE_MDFILE_AS_MAINPAGE})
endif()
