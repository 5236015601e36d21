# SPDX-License-Identifier: Apache-2.0
# The components, which can be installed and removed separately.
if(MUSL)
	set(components hook runtime)
else()
	set(components hook runtime library development schema)
	if(CLI)
		list(APPEND components command)
	else()
		string(APPEND left_out "; command needs -DCLI=ON")
	endif()
	if(CONFORMANCE)
		list(APPEND components conformance)
	else()
		string(APPEND left_out "; conformance needs -DCONFORMANCE=ON")
	endif()
endif()

# cmake --install does not report a component that does not exist, and installs nothing.
# "Unspecified" is CMake's name for files that belong to no component.
list(JOIN components "|" known)
set(packaged "Unspecified")
if(PACKAGES)
	set(packaged "Unspecified|doc|papers-.*")
endif()
list(JOIN components ", " listed)
install(CODE "
if(CMAKE_INSTALL_COMPONENT AND NOT CMAKE_INSTALL_COMPONENT MATCHES \"^(${known}|${packaged})$\")
	message(FATAL_ERROR \"this build has no component \\\"\${CMAKE_INSTALL_COMPONENT}\\\", \"
		\"but ${listed}${left_out}\")
endif()" ALL_COMPONENTS)

# cmake --build ... --target uninstall, or uninstall-COMPONENT
set(uninstall ${CMAKE_COMMAND} -D BUILD=${PROJECT_BINARY_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/uninstall.cmake)
add_custom_target(uninstall COMMAND ${uninstall} VERBATIM)
foreach(component IN LISTS components)
	add_custom_target(uninstall-${component} VERBATIM
		COMMAND ${CMAKE_COMMAND} -E env COMPONENT=${component} ${uninstall})
endforeach()

# install_text(FILE... DESTINATION DIR COMPONENT NAME): installs text files that name other
# installed files by their paths below /usr/local, with the actual paths instead. This happens during
# cmake --install, because that may be given another prefix than the build.
function(install_text)
	cmake_parse_arguments(PARSE_ARGV 0 text "" "DESTINATION;COMPONENT" "")
	install(FILES ${text_UNPARSED_ARGUMENTS}
		DESTINATION ${text_DESTINATION} COMPONENT ${text_COMPONENT})
	foreach(file IN LISTS text_UNPARSED_ARGUMENTS)
		get_filename_component(name ${file} NAME)
		install(CODE "
set(BINDIR \"${CMAKE_INSTALL_BINDIR}\")
set(LIBEXECDIR \"${CMAKE_INSTALL_LIBEXECDIR}\")
set(DATADIR \"${CMAKE_INSTALL_DATADIR}\")
set(TEXT \"${text_DESTINATION}/${name}\")
include(\"${PROJECT_SOURCE_DIR}/cmake/installed-text.cmake\")" COMPONENT ${text_COMPONENT})
	endforeach()
endfunction()

# install_built(PROGRAM DESTINATION DIR COMPONENT NAME): installs a program that is not a target of
# this build. CMake does not strip such programs itself when --strip is given.
function(install_built program)
	cmake_parse_arguments(PARSE_ARGV 1 built "" "DESTINATION;COMPONENT" "")
	install(PROGRAMS ${program} DESTINATION ${built_DESTINATION} COMPONENT ${built_COMPONENT})
	get_filename_component(name ${program} NAME)
	install(CODE "
if(CMAKE_INSTALL_DO_STRIP)
	execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND ${CMAKE_STRIP}
		\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${built_DESTINATION}/${name})
endif()" COMPONENT ${built_COMPONENT})
endfunction()
