# SPDX-License-Identifier: Apache-2.0
# Writes a program into a C file.
#   cmake -DSOURCE=FILE -DOUTPUT=FILE -P probe.cmake
file(READ ${SOURCE} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "/* Made by probe.cmake. */\n#include \"probe.h\"\n
const unsigned char probe[] = {${bytes}};\nconst size_t probe_length = sizeof(probe);\n")
