/*
 * accept.c: rcpthosts.c.
 */
#include "qmail/accept.h"
#include "qmail/route.h"

/* the line of the first of the domain's keys that the file has; 0: none */
static size_t
line_of(const struct control *c, const char *domain)
{
	const struct control_entry *entry;
	struct route_keys keys;
	const char *key;
	size_t len;

	route_keys_begin(&keys, ROUTE_RCPTHOSTS, domain, true);
	while ((key = route_keys_next(&keys, &len)) != NULL) {
		entry = control_find(c, key, len);
		if (entry != NULL)
			return entry->line;
	}
	return 0;
}

/* the first of the domain's keys that the cdb has; as accept_domain */
static struct accept
in_cdb(const struct cdb *cdb, const struct control *text, const char *domain)
{
	struct accept accept = { ACCEPT_REFUSED, 0 };
	const struct control_entry *entry;
	struct route_keys keys;
	const char *key;
	size_t len;
	int found = 0;

	route_keys_begin(&keys, ROUTE_RCPTHOSTS, domain, true);
	while (found == 0 && (key = route_keys_next(&keys, &len)) != NULL) {
		found = cdb_find(cdb, key, len);
		if (found == -1)
			accept.by = ACCEPT_BROKEN;
		if (found != 1)
			continue;
		entry = control_find(text, key, len);
		accept.by = ACCEPT_MORERCPTHOSTS;
		accept.line = entry != NULL ? entry->line : 0;
	}
	return accept;
}

static struct accept
in_text(const struct control *text, const char *domain)
{
	size_t line = line_of(text, domain);

	return (struct accept){
		line != 0 ? ACCEPT_MORERCPTHOSTS : ACCEPT_REFUSED, line
	};
}

/* qmail-smtpd.c, setup: what it cannot do without */
static bool
greets(const struct controls *controls)
{
	const struct control *c;

	for (c = controls->file; c < controls->file + CONTROL_FILES; c++)
		if (c->state == CONTROL_UNREADABLE && control_loss(
		    (enum control_file)(c - controls->file)) ==
		    CONTROL_LOSS_SMTPD)
			return false;
	return control_present(&controls->file[CONTROL_ME]) ||
	    control_present(&controls->file[CONTROL_SMTPGREETING]);
}

struct accept
accept_domain(const struct controls *controls, const struct cdb *cdb,
    const char *domain)
{
	const struct control *rcpthosts = &controls->file[CONTROL_RCPTHOSTS];
	const struct control *text = &controls->file[CONTROL_MORERCPTHOSTS];
	struct accept accept = { ACCEPT_RCPTHOSTS, 0 };

	if (!greets(controls))
		return (struct accept){ ACCEPT_FAILED, 0 };
	if (rcpthosts->state == CONTROL_UNSEEN)
		return (struct accept){ ACCEPT_UNSEEN, 0 };
	if (!control_present(rcpthosts))
		return (struct accept){ ACCEPT_NO_RCPTHOSTS, 0 };
	if (cdb != NULL && cdb->state == CONTROL_UNREADABLE)
		return (struct accept){ ACCEPT_FAILED, 0 };
	accept.line = line_of(rcpthosts, domain);
	if (accept.line != 0)
		return accept;
	if (cdb == NULL)
		return (struct accept){ ACCEPT_REFUSED, 0 };
	return cdb->state == CONTROL_UNSEEN ? in_text(text, domain) :
	    in_cdb(cdb, text, domain);
}

bool
accept_takes(enum accept_by by)
{
	return by == ACCEPT_RCPTHOSTS || by == ACCEPT_MORERCPTHOSTS ||
	    by == ACCEPT_NO_RCPTHOSTS || by == ACCEPT_RELAYCLIENT;
}
