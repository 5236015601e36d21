/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NAME SOCKET PROGRAM [ARGUMENT]...: connects to the socket, waits for a byte, and becomes the
 * program, called as NAME.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const char *program;
	char byte;

	if (argc < 3)
		return 127;
	program = argv[2];
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) || read(fd, &byte, 1) != 1)
		return 127;
	argv[2] = argv[0];
	execv(program, argv + 2);
	return 127;
}
