/*
 * rcpt.c: under which name a recipient crosses SMTP.
 */
#include <stdlib.h>
#include <string.h>

#include "netmask.h"
#include "qmail/quote.h"
#include "qmail/rcpt.h"

enum { RCPT_MOST = 900 };	/* qmail-smtpd.c, addrparse */

/* the domain as RCPT TO has it */
static const char *
said_host(const struct judgement *j)
{
	return j->looked_up && j->lookup.is_alias ? j->lookup.alias :
	    j->route.domain;
}

char *
rcpt_say(const struct judgement *j, const struct subject *subject)
{
	const char *host = said_host(j), *at;
	char *address, *said;
	size_t box;

	if (subject->is_domain)
		return strdup(host);
	at = strrchr(j->route.address, '@');
	box = (size_t)(at - j->route.address) + 1;
	address = malloc(box + strlen(host) + 1);
	if (address == NULL)
		return NULL;
	memcpy(address, j->route.address, box);
	strcpy(address + box, host);
	said = quote_address(address);
	free(address);
	return said;
}

/* addrparse: up to the > that ends it, quotes and backslashes gone; in
   place */
static void
unquote(char *text)
{
	bool is_quoted = false;
	char *to = text;

	for (; *text != '\0' && (*text != '>' || is_quoted); text++)
		if (*text == '\\') {
			if (text[1] != '\0')
				*to++ = *++text;
		} else if (*text == '"')
			is_quoted = !is_quoted;
		else
			*to++ = *text;
	*to = '\0';
}

/* addrparse: liphost. None where the file is empty or not to be had. */
static const struct control_entry *
local_name(const struct controls *controls)
{
	const struct control *c = &controls->file[CONTROL_LOCALIPHOST];

	return control_line(control_present(c) ? c :
	    &controls->file[CONTROL_ME]);
}

/* the address with another domain, which starts at `at`; frees it */
static char *
replace_domain(char *address, size_t at, const struct control_entry *name)
{
	char *grown = realloc(address, at + name->len + 1);

	if (grown == NULL) {
		free(address);
		return NULL;
	}
	memcpy(grown + at, name->text, name->len);
	grown[at + name->len] = '\0';
	return grown;
}

char *
rcpt_take(const char *said, const struct subject *subject,
    const struct controls *controls, const struct ipme *ipme)
{
	const struct control_entry *name = local_name(controls);
	const struct netentry *me, *not_me;
	char *taken = strdup(said);
	uint32_t address;
	size_t at;

	if (taken == NULL)
		return NULL;
	unquote(taken);
	at = subject->is_domain ? 0 :
	    (size_t)(route_domain(taken) - taken);
	if (name == NULL || taken[at] != '[' ||
	    !netmask_scan_literal(taken + at, &address) ||
	    !netmask_is_me(&ipme->me, &ipme->not_me, address, &me, &not_me))
		return taken;
	return replace_domain(taken, at, name);
}

bool
rcpt_is_too_long(const char *taken)
{
	return strlen(taken) + 1 > RCPT_MOST;
}
