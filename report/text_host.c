/*
 * text_host.c: the host view: which addresses are me, what qmail misses,
 * which control files it has; and --ip: is this address me, and why.
 */
#include <string.h>

#include "report/text_parts.h"

static const char *const lists[] = {
	[NETLIST_IMPLICIT] = "implicit", [NETLIST_INTERFACE] = "interface",
	[NETLIST_MOREIPME] = "moreipme", [NETLIST_NOTIPME] = "notipme",
};

/* the longest matches of both lists, and what follows from them */
struct asked {
	const struct netentry *me, *not_me;
	bool is_me;
};

static struct asked
asked(const struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	struct asked a = { NULL, NULL, false };

	if (!d->is_v6)
		a.is_me = netmask_is_me(&ipme->me, &ipme->not_me, d->address,
		    &a.me, &a.not_me);
	return a;
}

static void
matched(struct text *t, const struct netentry *entry)
{
	if (entry == NULL)
		text_add(t, "no match");
	else
		text_add(t, "%d bits", netmask_length(entry->mask));
}

void
text_ip_phrase(struct text *t, const struct diagnosis *d)
{
	struct asked a = asked(d);

	text_mark(t, a.is_me ? MARK_GREEN : MARK_YELLOW);
	text_add(t, a.is_me ? "me" : "not me");
	text_mark(t, MARK_END);
	if (d->is_v6) {
		text_add(t, " (an IPv6 address never is, in these flavors)");
		return;
	}
	text_add(t, " (");
	if (a.me != NULL)
		text_add(t, "%s, ", lists[a.me->list]);
	matched(t, a.me);
	text_add(t, "; notipme: ");
	matched(t, a.not_me);
	text_add(t, ")");
}

static void
match(struct text *t, const struct netentry *e)
{
	char address[NETMASK_TEXT], mask[NETMASK_TEXT];

	text_add(t, "%-7s%s/%s, %d bits: ",
	    e->list == NETLIST_NOTIPME ? "not me" : "me",
	    netmask_text(e->address, address), netmask_text(e->mask, mask),
	    netmask_length(e->mask));
	text_origin(t, e);
	text_flush(t, TEXT_LABEL);
}

static void
matches_of_length(struct text *t, const struct netset *set, uint32_t address,
    int length)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (netmask_length(set->entry[i].mask) == length &&
		    netentry_matches(&set->entry[i], address))
			match(t, &set->entry[i]);
}

/* every entry that matches, the longest first */
static void
matches(struct text *t, const struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	int length;

	for (length = 32; length >= 0; length--) {
		matches_of_length(t, &ipme->me, d->address, length);
		matches_of_length(t, &ipme->not_me, d->address, length);
	}
}

/* what would make it not me */
static void
change_me(struct text *t, const struct diagnosis *d, const struct asked *a)
{
	if (a->me->list == NETLIST_MOREIPME) {
		text_add(t, "without ");
		text_origin(t, a->me);
		text_add(t, ", or with ");
	} else
		text_add(t, "with ");
	text_add(t, "a line ");
	text_address(t, d->address);
	text_add(t, " in control/notipme it is not me");
}

/* what would make it me */
static void
change_not_me(struct text *t, const struct diagnosis *d,
    const struct asked *a)
{
	bool is_host = a->not_me != NULL &&
	    netmask_length(a->not_me->mask) == 32;

	if (is_host) {
		text_add(t, "without ");
		text_origin(t, a->not_me);
	}
	if (is_host && a->me != NULL) {
		text_add(t, " it is me, if no other line there matches");
		return;
	}
	text_add(t, "%s a line ", is_host ? " and with" : "with");
	text_address(t, d->address);
	text_add(t, " in control/moreipme it is me");
}

static void
change(struct text *t, const struct diagnosis *d)
{
	const struct flavor *flavor = d->site->flavor.fits[0];
	struct asked a = asked(d);

	text_add(t, "change ");
	if (!flavor->moreipme)
		text_add(t, a.is_me ? "no file changes that: %s reads no "
		    "control/notipme" : "only an interface with this address "
		    "makes it me: %s reads no control/moreipme",
		    flavor->name);
	else if (a.is_me)
		change_me(t, d, &a);
	else
		change_not_me(t, d, &a);
	text_flush(t, TEXT_LABEL);
}

static void
here(struct text *t, const struct diagnosis *d)
{
	if (d->here == -1)
		return;
	text_add(t, "here   this system %s packets for it",
	    d->here == 1 ? "takes" : "does not take");
	text_flush(t, TEXT_LABEL);
}

void
text_ip(struct text *t, const struct diagnosis *d)
{
	if (d->is_v6)
		return;
	text_blank(t);
	matches(t, d);
	here(t, d);
	change(t, d);
}

static size_t
count_findings(const struct findings *findings, enum severity severity)
{
	size_t i, n = 0;

	for (i = 0; i < findings->n; i++)
		n += findings->finding[i].severity == severity;
	return n;
}

void
text_host_phrase(struct text *t, const struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	size_t errors = count_findings(&d->findings, SEVERITY_ERROR);
	size_t warnings = count_findings(&d->findings, SEVERITY_WARNING);

	text_count(t, ipme->me.n, "entry says me", "entries say me");
	if (ipme->not_me.n > 0) {
		text_add(t, ", ");
		text_count(t, ipme->not_me.n, "says not me", "say not me");
	}
	text_add(t, "; ");
	if (errors > 0)
		text_mark(t, MARK_RED);
	text_count(t, errors, "error", "errors");
	text_mark(t, MARK_END);
	text_add(t, ", ");
	text_count(t, warnings, "warning", "warnings");
}

static void
entry(struct text *t, const char *label, const struct netentry *e)
{
	char address[NETMASK_TEXT], mask[NETMASK_TEXT], both[2 * NETMASK_TEXT];

	netmask_text(e->address, address);
	netmask_text(e->mask, mask);
	snprintf(both, sizeof both, e->mask == NETMASK_HOST ? "%s" : "%s/%s",
	    address, mask);
	text_add(t, "%-7s%-31s  ", label, both);
	text_origin(t, e);
	text_flush(t, TEXT_LABEL);
}

static void
interface(struct text *t, const struct interface *i, const char *why)
{
	char address[NETMASK_TEXT];

	text_add(t, "missed %-31s  ", netmask_text(i->address, address));
	text_escape(t, i->name, strlen(i->name));
	text_add(t, ": %s", why);
	text_flush(t, TEXT_LABEL + 33);
}

/* addresses of this system that the flavor does not see */
static void
missed(struct text *t, const struct site *site)
{
	const struct interfaces *interfaces = &site->interfaces;
	const struct interface *i;
	size_t k;

	for (k = 0; k < interfaces->n; k++) {
		i = &interfaces->v4[k];
		if (!ipme_sees(site->flavor.fits[0], interfaces, i))
			interface(t, i, i->up ? "not its label's first "
			    "address" : "it is down");
	}
}

static void
files_of(struct text *t, const struct site *site, enum control_state state,
    const char *label)
{
	const struct control *c;
	size_t i, n = 0;

	for (i = 0; i < CONTROL_FILES; i++) {
		c = &site->controls.file[i];
		if (c->state != state)
			continue;
		text_add(t, "%s%s", n++ == 0 ? label : ", ",
		    control_name((enum control_file)i));
		if (state == CONTROL_READ)
			text_add(t, " (%zu)", ipme_entries(c));
		else if (state != CONTROL_MISSING)
			text_add(t, ": %s", strerror(c->error));
	}
	if (n > 0)
		text_flush(t, TEXT_LABEL);
}

static void
files(struct text *t, const struct site *site)
{
	text_add(t, "files  in ");
	text_escape(t, site->control_dir, strlen(site->control_dir));
	text_add(t, ", with their numbers of entries:");
	text_flush(t, TEXT_LABEL);
	files_of(t, site, CONTROL_READ, "       ");
	files_of(t, site, CONTROL_UNREADABLE, "       qmail cannot read: ");
	files_of(t, site, CONTROL_UNSEEN, "       mxwhy may not read: ");
	files_of(t, site, CONTROL_MISSING, "       not there: ");
}

void
text_host(struct text *t, const struct diagnosis *d)
{
	const struct site *site = d->site;
	size_t i;

	text_blank(t);
	for (i = 0; i < site->ipme[0].me.n; i++)
		entry(t, "me", &site->ipme[0].me.entry[i]);
	for (i = 0; i < site->ipme[0].not_me.n; i++)
		entry(t, "not me", &site->ipme[0].not_me.entry[i]);
	missed(t, site);
	text_blank(t);
	files(t, site);
}
