/*
 * writer.c: whole lines to a descriptor.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#include "run/writer.h"

enum { NOTHING_BEGUN = 1, NOTHING_FINISHED = 2 };

void
writer_init(struct writer *writer, int fd, const volatile sig_atomic_t *late)
{
	memset(writer, 0, sizeof *writer);
	writer->fd = fd;
	writer->late = late;
}

static int
check_late(const struct writer *writer, int most)
{
	if (writer->late == NULL || *writer->late < most)
		return 0;
	errno = EINTR;
	return -1;
}

/* what is left of the pieces when so many octets are gone */
static void
drop(struct iovec **piece, int *n, size_t octets)
{
	while (*n > 0 && octets >= (*piece)->iov_len) {
		octets -= (*piece)->iov_len;
		++*piece;
		--*n;
	}
	if (*n > 0) {
		(*piece)->iov_base = (char *)(*piece)->iov_base + octets;
		(*piece)->iov_len -= octets;
	}
}

/* -1: errno, but 0 for what may be tried again; a descriptor that does not
   block was made so by who else has it */
static int
wait_again(const struct writer *writer)
{
	struct pollfd ready = { .fd = writer->fd, .events = POLLOUT };

	if (errno == EAGAIN) {
		if (poll(&ready, 1, -1) == -1 && errno != EINTR)
			return -1;
		return 0;
	}
	return errno == EINTR ? 0 : -1;
}

static int
write_pieces(const struct writer *writer, struct iovec *piece, int n)
{
	int most = NOTHING_BEGUN;
	ssize_t gone;

	while (n > 0) {
		if (check_late(writer, most) == -1)
			return -1;
		gone = writev(writer->fd, piece, n);
		if (gone == -1 && wait_again(writer) == -1)
			return -1;
		if (gone > 0) {
			drop(&piece, &n, (size_t)gone);
			most = NOTHING_FINISHED;
		}
	}
	return 0;
}

int
writer_flush(struct writer *writer)
{
	int result = write_pieces(writer, writer->piece, writer->n);

	writer->n = 0;
	writer->octets = 0;
	return result;
}

/* octets of the lines that a pipe takes as one, or of one that is longer */
static size_t
first_lines(const char *text, size_t len)
{
	const char *end;

	if (len <= PIPE_BUF)
		return len;
	end = memrchr(text, '\n', PIPE_BUF);
	if (end == NULL)
		end = memchr(text, '\n', len);
	return end != NULL ? (size_t)(end - text) + 1 : len;
}

static void
add_piece(struct writer *writer, const char *text, size_t len)
{
	writer->piece[writer->n++] =
	    (struct iovec){ .iov_base = (char *)text, .iov_len = len };
	writer->octets += len;
}

int
writer_add(struct writer *writer, const char *text, size_t len)
{
	size_t part;

	for (; len > 0; text += part, len -= part) {
		part = first_lines(text, len);
		if ((writer->n == WRITER_PIECES ||
		    (writer->n > 0 && writer->octets + part > PIPE_BUF)) &&
		    writer_flush(writer) == -1)
			return -1;
		add_piece(writer, text, part);
	}
	return 0;
}
