/*
 * keys.c: the keys that qmail tries in a file, in its order.
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
	keys->len = strlen(text);
	keys->at = 0;
	keys->next = 0;
	if (table == ROUTE_VIRTUALDOMAINS && at != NULL)
		keys->at = (size_t)(at - text) + 1;
}

/* is text[i] the start of a key of this table? */
static bool
key_starts(const struct route_keys *keys, size_t i)
{
	char c = keys->text[i];

	switch (keys->table) {
	case ROUTE_LOCALS:
		return i == 0;
	case ROUTE_VIRTUALDOMAINS:	/* qmail-send.c, rewrite */
		return i == 0 || i == keys->at || c == '\0' ||
		    (i > keys->at && c == '.');
	case ROUTE_PERCENTHACK:
		return i > 0 && (keys->text[i - 1] == '%' ||
		    keys->text[i - 1] == '@');
	case ROUTE_SMTPROUTES:		/* qmail-remote.c, main */
		return i == 0 || c == '\0' || c == '.';
	case ROUTE_AUTHSENDERS:
		return i == 0 || c == '\0' || c == '@' || c == '.';
	case ROUTE_RCPTHOSTS:		/* rcpthosts.c */
		return c != '\0' && (i == 0 || c == '.');
	}
	return false;
}

const char *
route_keys_next(struct route_keys *keys, size_t *len)
{
	size_t i;

	for (i = keys->next; i <= keys->len; i++) {
		if (!key_starts(keys, i))
			continue;
		keys->next = i + 1;
		*len = keys->table == ROUTE_PERCENTHACK ?
		    strcspn(keys->text + i, "%@") : keys->len - i;
		return keys->text + i;
	}
	return NULL;
}
