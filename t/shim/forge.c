/*
 * forge.c: a slow name server that is also its own forger. To the first
 * question for an MX it sends COUNT datagrams that are not the reply: of the
 * wrong id, with another question, of another address; each of them names
 * 203.0.113.66. Then comes the right reply. Other questions are answered at
 * once: every name has the address 192.0.2.10, mail.test is the MX.
 *
 * usage: forge COUNT     (on 127.0.0.53, port 53; prints "ready", and after
 * the flood "forged COUNT")
 */
#define _GNU_SOURCE 1

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BURST = 64, ROOM = 512, TYPE_A = 1, TYPE_MX = 15 };

struct forger {
	int fd, stranger;	/* the server's socket, and another's */
	struct sockaddr_in client;
	uint8_t query[ROOM], reply[ROOM];
	size_t query_len, reply_len, question_end;
	unsigned type;
};

static int
listen_at(const char *address, uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, address, &at.sin_addr);
	if (fd == -1 || bind(fd, (struct sockaddr *)&at, sizeof at) == -1) {
		perror("forge");
		exit(1);
	}
	return fd;
}

static void
pause_us(long us)
{
	nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000 },
	    NULL);
}

/* The query with one answer behind its question: an address, or an MX whose
   name is given as it stands in messages. */
static void
make_reply(struct forger *f, const char *exchanger, size_t exchanger_len)
{
	uint8_t *at = f->reply;

	memcpy(at, f->query, f->question_end);
	at[2] = 0x85;
	at[3] = 0x80;
	at[7] = 1;
	memset(at + 8, 0, 4);
	at += f->question_end;
	memcpy(at, "\300\014\0\1\0\1\0\0\0\0\0\4", 12);
	at[3] = (uint8_t)f->type;
	at += 12;
	if (f->type == TYPE_MX) {
		at[-1] = (uint8_t)(exchanger_len + 2);
		at[0] = 0;
		at[1] = 10;
		memcpy(at + 2, exchanger, exchanger_len);
		at += exchanger_len + 2;
	} else {
		memcpy(at, "\300\0\2\12", 4);
		at += 4;
	}
	f->reply_len = (size_t)(at - f->reply);
}

static void
send_reply(const struct forger *f, int fd, const uint8_t *bytes)
{
	sendto(fd, bytes, f->reply_len, 0,
	    (const struct sockaddr *)&f->client, sizeof f->client);
}

/* one of four kinds; none is a reply to what was asked */
static void
forge_one(struct forger *f, unsigned n)
{
	uint8_t bytes[ROOM];
	unsigned id;

	memcpy(bytes, f->reply, f->reply_len);
	id = (unsigned)(bytes[0] << 8 | bytes[1]);
	switch (n % 4) {
	case 0:
	case 1:		/* every id but the right one */
		id += 1 + n / 4 % 65535;
		bytes[0] = (uint8_t)(id >> 8);
		bytes[1] = (uint8_t)id;
		send_reply(f, f->fd, bytes);
		break;
	case 2:		/* an octet of the question, in its turn */
		bytes[12 + n / 4 % (f->question_end - 12)] ^= 0x11;
		send_reply(f, f->fd, bytes);
		break;
	case 3:		/* right but for its source */
		send_reply(f, f->stranger, bytes);
		break;
	}
}

static void
flood(struct forger *f, unsigned long count)
{
	static const char forged[] = "\003203\0010\003113\00266";
	unsigned long n;

	make_reply(f, forged, sizeof forged);
	for (n = 0; n < count; n++) {
		forge_one(f, (unsigned)n);
		if (n % BURST == BURST - 1)
			pause_us(60);
	}
	printf("forged %lu\n", count);
	fflush(stdout);
}

static int
take_query(struct forger *f)
{
	socklen_t len = sizeof f->client;
	ssize_t n = recvfrom(f->fd, f->query, ROOM / 2, 0,
	    (struct sockaddr *)&f->client, &len);
	size_t at = 12;

	if (n < 17)
		return -1;
	while (at < (size_t)n && f->query[at] != 0)
		at += 1 + (size_t)f->query[at];
	if (at + 5 > (size_t)n)
		return -1;
	f->query_len = (size_t)n;
	f->question_end = at + 5;
	f->type = f->query[at + 2];
	return 0;
}

int
main(int argc, char **argv)
{
	struct forger f = { .fd = listen_at("127.0.0.53", 53),
	    .stranger = listen_at("127.0.0.54", 53) };
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	int again;

	puts("ready");
	fflush(stdout);
	for (;;) {
		if (take_query(&f) == -1)
			continue;
		again = 1;
		if (f.type == TYPE_MX && count > 0) {
			flood(&f, count);
			count = 0;
			again = 3;	/* its buffer may be full */
		}
		make_reply(&f, "\004mail\004test", 11);
		while (again-- > 0) {
			pause_us(again > 0 ? 300000 : 0);
			send_reply(&f, f.fd, f.reply);
		}
	}
}
