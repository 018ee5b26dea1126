/*
 * here_bsd.c: whether the kernel takes an address for its own, found out by
 * bind(2).
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "host/here.h"

/* The descriptor tells that there is IPv4 at all; each address needs a socket
   of its own, for a bound one cannot be bound again. */
int
host_here_open(struct host_here *here)
{
	here->fd = socket(AF_INET, SOCK_STREAM, 0);
	return here->fd == -1 ? -1 : 0;
}

void
host_here_close(struct host_here *here)
{
	if (here->fd != -1)
		close(here->fd);
	here->fd = -1;
}

/* TCP does not bind to broadcast addresses; multicast is left out at once. */
int
host_is_here(struct host_here *here, uint32_t address)
{
	struct sockaddr_in in;
	int s, bound, error;

	if (here->fd == -1)
		return -1;
	if (address >> 28 == 0xe || address == 0xffffffff)
		return 0;
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (s == -1)
		return -1;
	memset(&in, 0, sizeof in);
	in.sin_family = AF_INET;
	in.sin_addr.s_addr = htonl(address);
	bound = bind(s, (const struct sockaddr *)&in, sizeof in);
	error = errno;
	close(s);
	if (bound == 0)
		return 1;
	return error == EADDRNOTAVAIL ? 0 : -1;
}
