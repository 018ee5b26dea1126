/*
 * keys.c: the keys that qmail tries in a table, in its order.
 */
#include <string.h>

#include "qmail/route.h"

void
route_keys_begin(struct route_keys *keys, enum route_table table,
    const char *text, bool is_domain)
{
	const char *at = is_domain ? NULL : strrchr(text, '@');

	keys->table = table;
	keys->text = text;
	keys->at = 0;
	keys->next = 0;
	if (table == ROUTE_VIRTUALDOMAINS && at != NULL)
		keys->at = (size_t)(at - text) + 1;
}

/* is text[i] on the start of a key of this table? */
static bool
key_starts(const struct route_keys *keys, size_t i)
{
	char c = keys->text[i];

	if (i == 0 || c == '\0')
		return true;
	switch (keys->table) {
	case ROUTE_VIRTUALDOMAINS:	/* qmail-send.c, rewrite */
		return i == keys->at || (i >= keys->at && c == '.');
	case ROUTE_SMTPROUTES:		/* qmail-remote.c, main */
		return c == '.';
	case ROUTE_AUTHSENDERS:
		return c == '@' || c == '.';
	}
	return false;
}

const char *
route_keys_next(struct route_keys *keys, size_t *len)
{
	size_t i, whole = strlen(keys->text);

	for (i = keys->next; i <= whole; i++)
		if (key_starts(keys, i)) {
			keys->next = i + 1;
			*len = whole - i;
			return keys->text + i;
		}
	return NULL;
}
