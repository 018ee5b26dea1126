/*
 * relay.c: the relay of a line of smtproutes or authsenders, as qmail-remote
 * cuts it at its first colon (qmail-remote.c, main).
 */
#include <string.h>

#include "base/ascii.h"
#include "qmail/relay.h"

enum { PORT_SMTP = 25 };

/* scan_ulong, cut to the 16 bits of a port */
static unsigned
port_scan(const char *text, size_t len)
{
	unsigned port = 0;
	size_t i;

	for (i = 0; i < len && ascii_is_digit(text[i]); i++)
		port = (port * 10 + (unsigned)(text[i] - '0')) & 0xffff;
	return port;
}

static void
port_read(struct relay *relay)
{
	const char *colon = memchr(relay->text, ':', relay->len);

	relay->host_len = relay->len;
	relay->number = PORT_SMTP;
	if (colon == NULL)
		return;
	relay->has_port = true;
	relay->host_len = (size_t)(colon - relay->text);
	relay->port = colon + 1;
	relay->port_len = relay->len - relay->host_len - 1;
	relay->number = port_scan(relay->port, relay->port_len);
	relay->many_colons = memchr(relay->port, ':', relay->port_len) != NULL;
}

void
relay_read(struct relay *relay, const struct control_entry *entry)
{
	const char *bar;

	memset(relay, 0, sizeof *relay);
	relay->text = control_value(entry, &relay->len);
	relay->is_secret = entry->hidden ||
	    memchr(entry->text, '|', entry->key_len) != NULL;
	bar = memchr(relay->text, '|', relay->len);
	relay->has_bar = bar != NULL;
	if (bar != NULL)
		relay->len = (size_t)(bar - relay->text);
	port_read(relay);
}
