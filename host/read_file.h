/*
 * read_file.h: the whole of a file, whatever stands in its place.
 */
#ifndef HOST_READ_FILE_H
#define HOST_READ_FILE_H

#include <stddef.h>

enum { READ_FILE_ODD = 1 << 20 };	/* octets of what is no regular file,
					   at most: /dev/zero has no end */

/*
 * The whole file into *bytes, malloc'd (NULL for none), at most `most` octets.
 * It is opened for reading as qmail opens it (open_read.c: O_NDELAY), and
 * neither blocks nor leaves an access time where that can be helped. What a
 * device gives is read; a FIFO that nobody writes to is empty; where somebody
 * does, nothing is taken out of it.
 *
 * -1: errno, and *bytes is NULL: EISDIR, EAGAIN (a FIFO that is written to,
 * a terminal), ENXIO (a socket), EFBIG (more than `most`, or, of no regular
 * file, more than READ_FILE_ODD), ENOMEM, or what open(2) and read(2) say.
 */
int
read_file(const char *path, size_t most, char **bytes, size_t *size);

#endif
