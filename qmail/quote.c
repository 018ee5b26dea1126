/*
 * quote.c: see quote.h.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/quote.h"

/* RFC 822's specials but for the dot */
static const char specials[] = "()<>@,;:\\\"[]";

/* quote.c, quote_need */
static bool
box_needs_quotes(const char *box, size_t len)
{
	size_t i;

	if (len == 0 || box[0] == '.' || box[len - 1] == '.')
		return true;
	for (i = 0; i < len; i++) {
		if (box[i] <= ' ' || box[i] > '~' ||
		    strchr(specials, box[i]) != NULL)
			return true;
		if (box[i] == '.' && box[i + 1] == '.')
			return true;
	}
	return false;
}

/* quote.c, doit; where the text goes on */
static char *
put_quoted(char *to, const char *box, size_t len)
{
	size_t i;

	*to++ = '"';
	for (i = 0; i < len; i++) {
		if (strchr("\r\n\"\\", box[i]) != NULL)
			*to++ = '\\';
		*to++ = box[i];
	}
	*to++ = '"';
	return to;
}

char *
quote_box(const char *box, size_t len, const char *host)
{
	char *quoted = malloc(2 * len + 3 + strlen(host) + 1), *to = quoted;

	if (quoted == NULL)
		return NULL;
	if (box_needs_quotes(box, len))
		to = put_quoted(to, box, len);
	else {
		memcpy(to, box, len);
		to += len;
	}
	*to++ = '@';
	strcpy(to, host);
	return quoted;
}

char *
quote_address(const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL ? strdup(address) :
	    quote_box(address, (size_t)(at - address), at + 1);
}
