# SPDX-License-Identifier: Apache-2.0
# Run by cpack before it packs the staged files: compresses man pages, and dates all files SOURCE_DATE_EPOCH.
file(GLOB pages ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/man?/*)
foreach(page IN LISTS pages)
	if(NOT page MATCHES "\\.gz$")
		execute_process(COMMAND gzip -9nf ${page} COMMAND_ERROR_IS_FATAL ANY)
	endif()
endforeach()
execute_process(COMMAND find ${CPACK_TEMPORARY_DIRECTORY} -exec
	touch --no-dereference --date=@$ENV{SOURCE_DATE_EPOCH} {} +
	COMMAND_ERROR_IS_FATAL ANY)
