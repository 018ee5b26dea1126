/*
 * here_linux.c: the kernel's own word on which addresses are this host's,
 * through NETLINK_ROUTE.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "host/here.h"

enum { REPLY = 4096 };		/* octets of a reply that are looked at */

int
host_here_open(struct host_here *here)
{
	const struct timeval patience = { .tv_sec = 1 };
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int saved;

	here->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (here->fd == -1)
		return -1;
	if (setsockopt(here->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof patience) == 0 && connect(here->fd,
	    (const struct sockaddr *)&kernel, sizeof kernel) == 0)
		return 0;
	saved = errno;
	host_here_close(here);
	errno = saved;
	return -1;
}

void
host_here_close(struct host_here *here)
{
	if (here->fd != -1)
		close(here->fd);
	here->fd = -1;
}

struct here_request {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr attribute;
	struct in_addr destination;
};

/* The address is the sequence number too: a late reply tells no lie. */
static bool
ask_route(int fd, uint32_t address)
{
	struct here_request request = {
		.header = { .nlmsg_len = sizeof request,
		    .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST,
		    .nlmsg_seq = address },
		.route = { .rtm_family = AF_INET, .rtm_dst_len = 32 },
		.attribute = { .rta_type = RTA_DST,
		    .rta_len = RTA_LENGTH(sizeof request.destination) },
		.destination = { .s_addr = htonl(address) }
	};

	return send(fd, &request, sizeof request, 0) ==
	    (ssize_t)sizeof request;
}

/* No route, a forbidden one and a black hole all lead nowhere. */
static int
judge_error(const struct nlmsgerr *error)
{
	switch (-error->error) {
	case ENOMEM:
	case ENOBUFS:
	case EPERM:
	case EOPNOTSUPP:
		return -1;
	default:
		return 0;
	}
}

/* 1, 0, -1 as host_is_here; -2: a reply to another request */
static int
judge_reply(const char *bytes, size_t len, uint32_t address)
{
	struct nlmsghdr header;
	struct nlmsgerr error;
	struct rtmsg route;

	if (len < NLMSG_HDRLEN)
		return -1;
	memcpy(&header, bytes, sizeof header);
	if (header.nlmsg_seq != address)
		return -2;
	if (header.nlmsg_type == NLMSG_ERROR &&
	    len >= NLMSG_HDRLEN + sizeof error) {
		memcpy(&error, bytes + NLMSG_HDRLEN, sizeof error);
		return judge_error(&error);
	}
	if (header.nlmsg_type == RTM_NEWROUTE &&
	    len >= NLMSG_HDRLEN + sizeof route) {
		memcpy(&route, bytes + NLMSG_HDRLEN, sizeof route);
		return route.rtm_type == RTN_LOCAL;
	}
	return -1;
}

/* A connection to 0.0.0.0 reaches this host (ip_route_output_key takes
   127.0.0.1 for it). */
int
host_is_here(struct host_here *here, uint32_t address)
{
	char reply[REPLY];
	ssize_t n;
	int result;

	if (address == 0)
		address = 0x7f000001;
	if (here->fd == -1 || !ask_route(here->fd, address))
		return -1;
	do {
		n = recv(here->fd, reply, sizeof reply, 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		result = judge_reply(reply, (size_t)n, address);
	} while (n == -1 || result == -2);
	return result;
}
