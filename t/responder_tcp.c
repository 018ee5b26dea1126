/*
 * responder_tcp.c: the messages of responder.h's servers, and their TCP side.
 */
#include <sys/socket.h>

#include <fcntl.h>
#include <string.h>

#include "responder.h"

size_t
responder_question(const uint8_t *query)
{
	size_t at = 12;

	while (query[at])
		at += 1 + query[at];
	return at + 5;
}

size_t
responder_good_reply(uint8_t *out, const uint8_t *query,
    const uint8_t network[3], unsigned number)
{
	static const uint8_t record[] = {
		0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4
	};
	size_t len = responder_question(query);

	memcpy(out, query, len);
	out[2] = 0x84 | (query[2] & 1);
	out[3] = 0x80;
	memset(out + 6, 0, 6);
	out[7] = 1;
	memcpy(out + len, record, sizeof record);
	memcpy(out + len + sizeof record, network, 3);
	out[len + sizeof record + 3] = number;
	return len + sizeof record + 4;
}

size_t
responder_empty_reply(uint8_t *out, const uint8_t *query, uint8_t flags,
    uint8_t rcode)
{
	size_t len = responder_question(query);

	memcpy(out, query, len);
	memset(out + 6, 0, 6);
	out[2] = 0x80 | flags;
	out[3] = rcode;
	return len;
}

static void
hang_up(struct responder *r, bool is_reset)
{
	struct linger linger = { .l_onoff = 1, .l_linger = 0 };

	if (is_reset)
		setsockopt(r->peer, SOL_SOCKET, SO_LINGER, &linger,
		    sizeof linger);
	responder_close(&r->peer);
}

static void
put_length(struct responder *r, size_t len)
{
	r->out[0] = len >> 8;
	r->out[1] = len & 0xff;
}

/* What goes out to the query is put into r->out. */
static void
answer_tcp(struct responder *r, const uint8_t *query)
{
	static const uint8_t network[] = { 198, 51, 100 };
	size_t size, len = responder_good_reply(r->out + 2, query, network,
	    r->number);

	r->out_sent = 0;
	switch (r->tcp_manner) {
	case TCP_WRONG_ID:
		memcpy(r->out + 4 + len, r->out + 2, len);
		r->out[2 + len] = len >> 8;
		r->out[3 + len] = len & 0xff;
		r->out[2] ^= 1;
		r->out_len = 4 + 2 * len;
		put_length(r, len);
		return;
	case TCP_SERVFAIL: case TCP_REFUSED: case TCP_LAME:
		len = responder_empty_reply(r->out + 2, query, 0,
		    r->tcp_manner == TCP_REFUSED ? WIRE_REFUSED :
		    r->tcp_manner == TCP_LAME ? WIRE_NOERROR :
		    WIRE_SERVFAIL);
		break;
	case TCP_512: case TCP_BIG:
		size = r->tcp_manner == TCP_BIG ? 600 : 512;
		memset(r->out + 2 + len, 0, size - len);
		len = size;
		break;
	default:
		break;
	}
	r->out_len = 2 + len;
	put_length(r, r->tcp_manner == TCP_LENGTH_0 ? 0 :
	    r->tcp_manner == TCP_LENGTH_11 ? 11 :
	    r->tcp_manner == TCP_LENGTH_MAX ? 65535 : len);
	if (r->tcp_manner == TCP_HALF)
		r->out_len /= 2;
	if (r->tcp_manner == TCP_LENGTH_11)
		r->out_len = 2 + 11;
}

static void
read_stream(struct responder *r)
{
	uint8_t query[512];
	ssize_t len = recv(r->peer, query, sizeof query, 0);

	if (!len)
		hang_up(r, false);
	/* RFC 1035, 4.2.2: the length in front is that of the message */
	if (len < 14 || len != 2 + (query[0] << 8 | query[1]))
		return;
	r->offered = query[13] ? query[len - 8] << 8 | query[len - 7] : 0;
	if (r->tcp_manner == TCP_HANG_UP)
		hang_up(r, false);
	else if (r->tcp_manner == TCP_RESET_ALWAYS ||
	    (r->tcp_manner == TCP_RESET_ONCE && r->connected == 1))
		hang_up(r, true);
	else if (r->tcp_manner != TCP_SILENT &&
	    r->tcp_manner != TCP_RESET_LATE)
		answer_tcp(r, query + 2);
}

static void
write_stream(struct responder *r)
{
	size_t len = r->out_len - r->out_sent;

	if (r->tcp_manner == TCP_DRIP)
		len = r->steps++ % 50 == 0;
	if (r->tcp_manner == TCP_LAST_LATE)
		len = len > 1 ? len - 1 : r->steps++ > 5;
	if (!len)
		return;
	if (send(r->peer, r->out + r->out_sent, len, MSG_NOSIGNAL) == -1)
		return;
	r->out_sent += len;
	if (r->out_sent < r->out_len)
		return;
	r->out_len = 0;
	if (r->tcp_manner == TCP_HALF)
		hang_up(r, false);
}

void
responder_tcp(struct responder *r)
{
	if (r->peer == -1) {
		r->peer = accept(r->tcp, NULL, NULL);
		if (r->peer == -1)
			return;
		fcntl(r->peer, F_SETFL, O_NONBLOCK);
		r->connected++;
		r->out_len = 0;
	}
	if (r->tcp_manner == TCP_RESET_LATE && r->connected == 1 &&
	    r->steps++ == 100)
		hang_up(r, true);
	else if (r->out_len)
		write_stream(r);
	else
		read_stream(r);
}
