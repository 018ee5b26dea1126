/*
 * interfaces_bsd.c: this host's addresses where a sockaddr bears its length.
 * There qmail takes each entry of SIOCGIFCONF with its own address (HASSALEN
 * in qmail's ipme.c), so that no flavor sees the first of a label only.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "ipme.h"

static void
add_v4(struct interfaces *interfaces, const struct ifaddrs *from)
{
	struct interface *interface = &interfaces->v4[interfaces->n++];
	struct sockaddr_in in;
	size_t len = strlen(from->ifa_name);

	memcpy(&in, from->ifa_addr, sizeof in);
	if (len >= sizeof interface->name)
		len = sizeof interface->name - 1;
	memcpy(interface->name, from->ifa_name, len);
	interface->address = ntohl(in.sin_addr.s_addr);
	interface->by_label = interface->address;
	interface->up = (from->ifa_flags & IFF_UP) != 0;
	interface->label_up = interface->up;
}

static void
add_v6(struct interfaces *interfaces, const struct ifaddrs *from)
{
	struct sockaddr_in6 in6;
	uint8_t *address = interfaces->v6[interfaces->n6++];

	memcpy(&in6, from->ifa_addr, sizeof in6);
	memcpy(address, &in6.sin6_addr, 16);
	/* KAME keeps a link-local address's scope in its second pair */
	if (address[0] == 0xfe && (address[1] & 0xc0) == 0x80)
		address[2] = address[3] = 0;
}

int
ipme_scan(struct interfaces *interfaces)
{
	struct ifaddrs *list, *i;
	size_t n = 0;
	int result = -1;

	memset(interfaces, 0, sizeof *interfaces);
	if (getifaddrs(&list) == -1)
		return -1;
	for (i = list; i != NULL; i = i->ifa_next)
		n++;
	interfaces->v4 = calloc(n > 0 ? n : 1, sizeof *interfaces->v4);
	interfaces->v6 = calloc(n > 0 ? n : 1, sizeof *interfaces->v6);
	if (interfaces->v4 == NULL || interfaces->v6 == NULL)
		goto out;
	for (i = list; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL)
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			add_v4(interfaces, i);
		else if (i->ifa_addr->sa_family == AF_INET6)
			add_v6(interfaces, i);
	}
	result = 0;
out:
	freeifaddrs(list);
	if (result == -1) {
		interfaces_free(interfaces);
		errno = ENOMEM;
	}
	return result;
}
