/*
 * ascii.c: what an octet is, and the one look for a byte order mark.
 */
#include <string.h>

#include "base/ascii.h"

bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t
ascii_mark(const char *text, size_t len)
{
	static const char mark[3] = "\xef\xbb\xbf";

	return len >= sizeof mark && memcmp(text, mark, sizeof mark) == 0 ?
	    sizeof mark : 0;
}
