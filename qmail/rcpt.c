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
	const char *address = j->route.address;

	if (subject->is_domain)
		return strdup(said_host(j));
	return quote_box(address, (size_t)(strrchr(address, '@') - address),
	    said_host(j));
}

/* addrparse: up to the > that ends it, which is no end in quotes or behind a
   backslash; these are gone; in place */
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

/* what is in the angle brackets of RCPT TO:<...>, with the second one */
static char *
enclosed(const char *said)
{
	size_t len = strlen(said);
	char *text = malloc(len + 2);

	if (text != NULL) {
		memcpy(text, said, len);
		strcpy(text + len, ">");
	}
	return text;
}

char *
rcpt_take(const char *said, const struct subject *subject,
    const struct controls *controls, const struct ipme *ipme)
{
	const struct control_entry *name = local_name(controls);
	const struct netentry *me, *not_me;
	char *taken = enclosed(said), *domain;
	uint32_t address;

	if (taken == NULL)
		return NULL;
	unquote(taken);
	domain = taken + (route_domain(taken) - taken);
	if (subject->is_domain) {	/* a name may have an @ in it */
		memmove(taken, domain, strlen(domain) + 1);
		domain = taken;
	}
	if (name == NULL || *domain != '[' ||
	    !netmask_scan_literal(domain, &address) ||
	    !netmask_is_me(&ipme->me, &ipme->not_me, address, &me, &not_me))
		return taken;
	return replace_domain(taken, (size_t)(domain - taken), name);
}

bool
rcpt_is_too_long(const char *taken)
{
	return strlen(taken) + 1 > RCPT_MOST;
}
