/*
 * here.c: which addresses the kernel delivers to this host, asked once each.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/here.h"

enum { HERE_SLOTS = 1024 };

struct here_table {
	struct host_here *host;		/* borrowed */
	struct {
		bool known;
		uint32_t address;
		int here;
	} slot[HERE_SLOTS];
};

int
host_can_bind(uint32_t address)
{
	const struct sockaddr_in end = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(address) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), result = 1;

	if (fd == -1)
		return -1;
	if (bind(fd, (const struct sockaddr *)&end, sizeof end) == -1)
		result = errno == EADDRNOTAVAIL ? 0 : -1;
	close(fd);
	return result;
}

struct here_table *
here_new(struct host_here *host)
{
	struct here_table *table = calloc(1, sizeof *table);

	if (table != NULL)
		table->host = host;
	return table;
}

void
here_free(struct here_table *table)
{
	free(table);
}

int
here_ask(struct here_table *table, uint32_t address)
{
	size_t at = (address * 2654435761u >> 16) % HERE_SLOTS;

	if (!table->slot[at].known || table->slot[at].address != address) {
		table->slot[at].known = true;
		table->slot[at].address = address;
		table->slot[at].here = host_is_here(table->host, address);
	}
	return table->slot[at].here;
}
