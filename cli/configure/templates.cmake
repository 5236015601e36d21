# SPDX-License-Identifier: Apache-2.0
# Writes the files of configs/ that configure installs into a C file.
#   cmake -DSOURCE=configs -DOUTPUT=FILE -DNAMES=NAME,... -P templates.cmake
string(REPLACE "," ";" names "${NAMES}")
set(text "/* Made by templates.cmake. */\n#include \"templates.h\"\n\n")
set(table "")
foreach(name ${names})
	file(READ ${SOURCE}/${name} bytes HEX)
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
	string(APPEND table "\t{\"${name}\", \"${bytes}\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${text}const struct template templates[] = {\n${table}\t{0},\n};\n")
