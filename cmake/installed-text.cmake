# SPDX-License-Identifier: Apache-2.0
# Run by cmake --install: has TEXT, an installed file, name others by their paths; see components.cmake.
foreach(path TEXT LIBEXECDIR DATADIR)
	if(NOT IS_ABSOLUTE "${${path}}")
		set(${path} "${CMAKE_INSTALL_PREFIX}/${${path}}")
	endif()
endforeach()
set(file "$ENV{DESTDIR}${TEXT}")
file(READ "${file}" before)
string(REPLACE "/usr/local/libexec/" "${LIBEXECDIR}/" after "${before}")
string(REPLACE "/usr/local/share/" "${DATADIR}/" after "${after}")
if(NOT after STREQUAL before)
	file(WRITE "${file}" "${after}")
endif()
