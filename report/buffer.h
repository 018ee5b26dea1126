/*
 * buffer.h: octets that grow: a paragraph of text, a line of JSON.
 */
#ifndef REPORT_BUFFER_H
#define REPORT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {			/* zeroed: empty */
	char *bytes;		/* owned: free() it */
	size_t n, room;
	bool no_memory;		/* something is not in it; stays set */
};

/* Room behind the n octets for so many more and a NUL; false: no memory. */
bool
buffer_room(struct buffer *, size_t more);

void
buffer_add(struct buffer *, const char *, size_t len);

#endif
