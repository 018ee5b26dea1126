/*
 * buffer.c: octets that grow.
 */
#include <stdlib.h>
#include <string.h>

#include "report/buffer.h"

enum { LEAST = 256 };

bool
buffer_room(struct buffer *b, size_t more)
{
	size_t room = b->room > 0 ? b->room : LEAST;
	char *grown;

	if (b->no_memory)
		return false;
	while (room - b->n <= more)
		room *= 2;
	if (room == b->room)
		return true;
	grown = realloc(b->bytes, room);
	if (grown == NULL) {
		b->no_memory = true;
		return false;
	}
	b->bytes = grown;
	b->room = room;
	return true;
}

void
buffer_add(struct buffer *b, const char *octets, size_t len)
{
	if (!buffer_room(b, len))
		return;
	memcpy(b->bytes + b->n, octets, len);
	b->n += len;
}
