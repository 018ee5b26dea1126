/*
 * read_file.c: the whole of a file, whatever stands in its place.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/read_file.h"

#ifndef O_NOATIME
#define O_NOATIME 0
#endif

enum { READ_AT_ONCE = 1 << 16 };

/* O_NOATIME is for a file's owner and for root */
static int
open_quietly(const char *path)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open(path, flags | O_NOATIME);

	if (fd == -1 && errno == EPERM && O_NOATIME != 0)
		fd = open(path, flags);
	return fd;
}

/* What a FIFO holds is not ours to take. */
static bool
is_written_to(int fd)
{
	int held = 0;

	return ioctl(fd, FIONREAD, &held) == 0 && held > 0;
}

/* Makes room for more, up to one octet past most; false: no memory, and *bytes
   is as it was. */
static bool
grow(char **bytes, size_t *room, size_t most)
{
	size_t more = *room + *room / 2 + READ_AT_ONCE;
	char *grown;

	if (more > most + 1)
		more = most + 1;
	grown = realloc(*bytes, more);
	if (grown == NULL)
		return false;
	*bytes = grown;
	*room = more;
	return true;
}

/* The file may grow meanwhile, and one of /proc says that it has no size.
   -1: errno, and *bytes may be there */
static int
read_whole(int fd, size_t room, size_t most, char **bytes, size_t *size)
{
	ssize_t n;

	if (room > 0 && (*bytes = malloc(room)) == NULL)
		return -1;
	for (;;) {
		if (*size == room && !grow(bytes, &room, most))
			return -1;
		n = read(fd, *bytes + *size, room - *size);
		if (n == 0)
			return 0;
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		*size += (size_t)n;
		if (*size > most) {
			errno = EFBIG;
			return -1;
		}
	}
}

/* as read_whole; errno says what it is that cannot be read */
static int
read_kind(int fd, const struct stat *st, size_t most, char **bytes,
    size_t *size)
{
	if (S_ISREG(st->st_mode)) {
		if (st->st_size > 0 && (uintmax_t)st->st_size > most) {
			errno = EFBIG;
			return -1;
		}
		return read_whole(fd, st->st_size > 0 ?
		    (size_t)st->st_size + 1 : 0, most, bytes, size);
	}
	if (S_ISDIR(st->st_mode)) {
		errno = EISDIR;
		return -1;
	}
	if (S_ISFIFO(st->st_mode) && is_written_to(fd)) {
		errno = EAGAIN;
		return -1;
	}
	return read_whole(fd, 0, most < READ_FILE_ODD ? most : READ_FILE_ODD,
	    bytes, size);
}

int
read_file(const char *path, size_t most, char **bytes, size_t *size)
{
	struct stat st;
	int fd = open_quietly(path), result = -1, saved;

	*bytes = NULL;
	*size = 0;
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0)
		result = read_kind(fd, &st, most, bytes, size);
	saved = errno;
	close(fd);
	if (result == -1) {
		free(*bytes);
		*bytes = NULL;
		*size = 0;
	}
	errno = saved;
	return result;
}
