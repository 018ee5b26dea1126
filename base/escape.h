/*
 * escape.h: the one way in which octets from outside are shown, to people and
 * in JSON: outside 32 to 126, and the backslash, as \DDD (decimal). Pure.
 *
 * escape_octets and escape_name write at most room - 1 octets and a NUL, no
 * escape torn apart, and return what the whole would take; with room 0 `to`
 * may be NULL.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

size_t
escape_octets(char *to, size_t room, const char *from, size_t len);

/* how many octets at the start are shown as they are */
size_t
escape_plain(const char *, size_t len);

/* A name in wire.h's text: its escapes are shown once (\ becomes no \092), a
   dot inside a label as \046. The root gives "". */
size_t
escape_name(char *to, size_t room, const char *name);

/* All of it, malloc'd, the caller frees; NULL: no memory */
char *
escape_copy(const char *from, size_t len);

#endif
