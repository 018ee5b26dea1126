/*
 * interfaces_linux.c: this host's addresses, through the same ioctls that qmail
 * uses (ipme.c, ipme_init), and what the kernel has beside them.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ipme.h"

enum { CONF_START = 32, CONF_MOST = 1 << 20 };	/* entries */

static uint32_t
address_of(const struct sockaddr *sa)
{
	struct sockaddr_in in;

	memcpy(&in, sa, sizeof in);
	return ntohl(in.sin_addr.s_addr);
}

/*
 * SIOCGIFCONF's entries, malloc'd; the kernel fills what there is room for,
 * so a full buffer may be too small. NULL: errno.
 */
static struct ifreq *
conf_read(int s, size_t *n)
{
	size_t room;

	for (room = CONF_START; room <= CONF_MOST; room *= 2) {
		struct ifreq *entry = calloc(room, sizeof *entry);
		struct ifconf conf = {
			.ifc_len = (int)(room * sizeof *entry),
			.ifc_req = entry
		};

		if (entry == NULL)
			return NULL;
		if (ioctl(s, SIOCGIFCONF, &conf) == -1) {
			int saved = errno;

			free(entry);
			errno = saved;
			return NULL;
		}
		*n = (size_t)conf.ifc_len / sizeof *entry;
		if (*n < room)
			return entry;
		free(entry);
	}
	errno = E2BIG;
	return NULL;
}

/*
 * By label alone: the kernel would match the address too if it found a family
 * AF_INET in the request. In qmail's requests the flags have overwritten it.
 */
static void
ask_by_label(int s, struct interface *interface)
{
	struct ifreq request;

	memset(&request, 0, sizeof request);
	memcpy(request.ifr_name, interface->name, sizeof request.ifr_name);
	interface->label_up = ioctl(s, SIOCGIFFLAGS, &request) == 0 &&
	    (request.ifr_flags & IFF_UP) != 0;
	memset(&request, 0, sizeof request);
	memcpy(request.ifr_name, interface->name, sizeof request.ifr_name);
	if (ioctl(s, SIOCGIFADDR, &request) == 0 &&
	    request.ifr_addr.sa_family == AF_INET)
		interface->by_label = address_of(&request.ifr_addr);
}

/*
 * Is the interface itself up? A label need not start with the interface's
 * name, and then the ioctls do not find it.
 */
static bool
is_up(const struct ifaddrs *list, const struct interface *interface)
{
	const struct ifaddrs *i;

	for (i = list; i != NULL; i = i->ifa_next)
		if (i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET &&
		    address_of(i->ifa_addr) == interface->address &&
		    strncmp(i->ifa_name, interface->name,
		    NETMASK_LABEL) == 0)
			return (i->ifa_flags & IFF_UP) != 0;
	return interface->label_up;
}

static int
fill_v4(struct interfaces *interfaces, const struct ifaddrs *list)
{
	struct ifreq *entry = NULL;
	size_t n = 0, i;
	int s, result = -1, saved;

	s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s == -1)
		return -1;
	entry = conf_read(s, &n);
	if (entry == NULL)
		goto out;
	interfaces->v4 = calloc(n > 0 ? n : 1, sizeof *interfaces->v4);
	if (interfaces->v4 == NULL)
		goto out;
	for (i = 0; i < n; i++) {
		struct interface *interface = &interfaces->v4[interfaces->n];

		if (entry[i].ifr_addr.sa_family != AF_INET)
			continue;
		memcpy(interface->name, entry[i].ifr_name,
		    sizeof interface->name - 1);
		interface->address = address_of(&entry[i].ifr_addr);
		ask_by_label(s, interface);
		interface->up = is_up(list, interface);
		interfaces->n++;
	}
	result = 0;
out:
	saved = errno;
	free(entry);
	close(s);
	errno = saved;
	return result;
}

static int
fill_v6(struct interfaces *interfaces, const struct ifaddrs *list)
{
	const struct ifaddrs *i;
	size_t n = 0;

	for (i = list; i != NULL; i = i->ifa_next)
		n += i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET6;
	interfaces->v6 = calloc(n > 0 ? n : 1, sizeof *interfaces->v6);
	if (interfaces->v6 == NULL)
		return -1;
	for (i = list; i != NULL; i = i->ifa_next) {
		struct sockaddr_in6 in6;

		if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET6)
			continue;
		memcpy(&in6, i->ifa_addr, sizeof in6);
		memcpy(interfaces->v6[interfaces->n6++], &in6.sin6_addr, 16);
	}
	return 0;
}

int
ipme_scan(struct interfaces *interfaces)
{
	struct ifaddrs *list;
	int result, saved;

	memset(interfaces, 0, sizeof *interfaces);
	if (getifaddrs(&list) == -1)
		return -1;
	result = fill_v4(interfaces, list);
	if (result == 0)
		result = fill_v6(interfaces, list);
	saved = errno;
	freeifaddrs(list);
	if (result == -1)
		interfaces_free(interfaces);
	errno = saved;
	return result;
}
