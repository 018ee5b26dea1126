/*
 * resolv.c: see resolv.h. The rules are those of glibc 2.36, res_init.c:
 * res_vinit_1 and res_setoptions.
 */

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "net/resolv.h"

enum {
	PORT = 53,
	MAX_TIMEOUT = 30,	/* RES_MAXRETRANS */
	MAX_ATTEMPTS = 5,	/* RES_MAXRETRY */
	MAX_FILE = 1 << 20,
	MAX_LINE = 4096,	/* what is longer is cut; glibc has no limit */
	MAX_ADDRESS = 256	/* of a nameserver's text: room for what
				   inet_aton takes with leading zeros */
};

static void
show(struct server *s)
{
	char address[INET6_ADDRSTRLEN] = "", scope[16] = "";

	inet_ntop(s->v6 ? AF_INET6 : AF_INET, s->address, address,
	    sizeof address);
	if (s->scope != 0)
		snprintf(scope, sizeof scope, "%%%" PRIu32, s->scope);
	snprintf(s->text, sizeof s->text, "%s%s@%u", address, scope,
	    (unsigned)s->port);
}

static void
set_v4(struct server *s, struct in_addr a)
{
	memset(s, 0, sizeof *s);
	memcpy(s->address, &a, 4);
	s->port = PORT;
	show(s);
}

/* Names of interfaces count with link-local addresses only, numbers always;
   what is neither is no scope: glibc, inet6_scopeid_pton.c. */
static uint32_t
scope_of(const struct in6_addr *a, const char *text)
{
	uint64_t n = 0;

	if (IN6_IS_ADDR_LINKLOCAL(a) || IN6_IS_ADDR_MC_LINKLOCAL(a)) {
		n = if_nametoindex(text);
		if (n > 0)
			return n;
	}
	if (*text == '\0' || strlen(text) > 10)
		return 0;
	for (n = 0; *text != '\0'; text++) {
		if (!ascii_is_digit(*text))
			return 0;
		n = n * 10 + (*text - '0');
	}
	return n > UINT32_MAX ? 0 : n;
}

static int
set_v6(struct server *s, char *text)
{
	struct in6_addr a;
	char *scope = strchr(text, '%');

	if (scope != NULL)
		*scope++ = '\0';
	if (inet_pton(AF_INET6, text, &a) != 1)
		return -1;
	memset(s, 0, sizeof *s);
	s->v6 = true;
	memcpy(s->address, &a, 16);
	s->scope = scope != NULL ? scope_of(&a, scope) : 0;
	s->port = PORT;
	show(s);
	return 0;
}

/* inet_aton takes what stands behind white space; glibc's inet_aton_exact
   does not: a CR there makes the line one to skip. */
static bool
is_v4(const char *text, struct in_addr *a)
{
	return strpbrk(text, " \t\n\v\f\r") == NULL &&
	    inet_aton(text, a) != 0;
}

/* the text behind "nameserver" */
static void
add_nameserver(struct resolv *r, const char *line)
{
	char text[MAX_ADDRESS];
	struct in_addr a;
	size_t len;

	line += strspn(line, " \t");
	len = strcspn(line, " \t\n");
	if (len == 0 || len >= sizeof text || r->n == RESOLV_MAXNS)
		return;
	memcpy(text, line, len);
	text[len] = '\0';
	if (is_v4(text, &a))
		set_v4(&r->server[r->n++], a);
	else if (set_v6(&r->server[r->n], text) == 0)
		r->n++;
}

/* As atoi of a glibc with longs of 64 bits: of strtol's result the lower half,
   an int. What is below min, glibc takes for it: see resolv.h. */
static unsigned
number(const char *text, unsigned min, unsigned max)
{
	uint32_t n = (uint32_t)strtoll(text, NULL, 10);

	if (n > INT32_MAX || n < min)
		return min;
	return n < max ? n : max;
}

/* Names count by their beginnings: "rotatex" is rotate. */
static bool
starts(const char *text, const char *name)
{
	return strncmp(text, name, strlen(name)) == 0;
}

static void
set_option(struct resolv *r, const char *text)
{
	if (starts(text, "timeout:"))
		r->timeout = number(text + 8, 1, MAX_TIMEOUT);
	else if (starts(text, "attempts:"))
		r->attempts = number(text + 9, 0, MAX_ATTEMPTS);
	else if (starts(text, "rotate"))
		r->rotate = true;
	else if (starts(text, "use-vc"))
		r->use_vc = true;
	else if (starts(text, "edns0"))
		r->edns0 = true;
}

static void
set_options(struct resolv *r, const char *text)
{
	while (*text != '\0') {
		text += strspn(text, " \t");
		set_option(r, text);
		text += strcspn(text, " \t");
	}
}

/* a keyword and, at once, a blank or tab: what follows the keyword */
static const char *
match(const char *line, const char *keyword)
{
	size_t len = strlen(keyword);

	if (strncmp(line, keyword, len) != 0 ||
	    !ascii_is_blank(line[len]))
		return NULL;
	return line + len;
}

/* Comments need no word of their own: they match no keyword. */
static void
parse_line(struct resolv *r, const char *line)
{
	const char *rest;

	if ((rest = match(line, "nameserver")) != NULL)
		add_nameserver(r, rest);
	else if ((rest = match(line, "options")) != NULL)
		set_options(r, rest);
}

void
resolv_parse(struct resolv *r, const char *text, size_t len,
    const char *res_options)
{
	char line[MAX_LINE];
	const char *end;
	size_t n, copied;

	memset(r, 0, sizeof *r);
	r->timeout = 5;		/* RES_TIMEOUT */
	r->attempts = 2;	/* RES_DFLRETRY */
	while (len > 0) {
		end = memchr(text, '\n', len);
		n = end != NULL ? (size_t)(end - text) + 1 : len;
		copied = n < sizeof line ? n : sizeof line - 1;
		memcpy(line, text, copied);
		line[copied] = '\0';
		parse_line(r, line);
		text += n;
		len -= n;
	}
	if (r->n == 0)
		set_v4(&r->server[r->n++],
		    (struct in_addr){ htonl(INADDR_LOOPBACK) });
	if (res_options != NULL)
		set_options(r, res_options);
}

static int
port_of(const char *text, uint16_t *port)
{
	size_t len = strlen(text);
	unsigned long n;

	if (len == 0 || len > 5 || strspn(text, "0123456789") != len)
		return -1;
	n = strtoul(text, NULL, 10);
	if (n == 0 || n > 65535)
		return -1;
	*port = n;
	return 0;
}

int
resolv_server(struct server *s, const char *text)
{
	char address[WIRE_SERVER];
	const char *at = strchr(text, '@');
	size_t len = at != NULL ? (size_t)(at - text) : strlen(text);
	struct in_addr a;
	uint16_t port = PORT;

	if (len >= sizeof address ||
	    (at != NULL && port_of(at + 1, &port) == -1))
		return -1;
	memcpy(address, text, len);
	address[len] = '\0';
	if (inet_pton(AF_INET, address, &a) == 1)
		set_v4(s, a);
	else if (set_v6(s, address) == -1 ||
	    (strchr(text, '%') != NULL && s->scope == 0))
		return -1;
	s->port = port;
	show(s);
	return 0;
}

/* up to max octets of a regular file; -1 and errno */
static ssize_t
read_regular(int fd, char *buf, size_t max)
{
	struct stat st;
	size_t have = 0;
	ssize_t n;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return -1;
	while (have < max) {
		n = read(fd, buf + have, max - have);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		have += n;
	}
	return have;
}

int
resolv_load(struct resolv *r, const char *path)
{
	char *buf = malloc(MAX_FILE);
	ssize_t len = -1;
	int fd;

	if (buf == NULL)
		return -1;
	/* O_NONBLOCK: a FIFO opens at once */
	fd = open(path != NULL ? path : "/etc/resolv.conf",
	    O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd != -1) {
		len = read_regular(fd, buf, MAX_FILE);
		close(fd);
	}
	resolv_parse(r, buf, len > 0 ? len : 0, getenv("RES_OPTIONS"));
	free(buf);
	return 0;
}
