/*
 * text_ip.c: is an address this host's? --ip's report.
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
entry(struct text *t, const struct netentry *e)
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
entries_of_length(struct text *t, const struct netset *set, uint32_t address,
    int length)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (netmask_length(set->entry[i].mask) == length &&
		    netentry_matches(&set->entry[i], address))
			entry(t, &set->entry[i]);
}

/* every entry that matches, the longest first */
static void
entries(struct text *t, const struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	int length;

	for (length = 32; length >= 0; length--) {
		entries_of_length(t, &ipme->me, d->address, length);
		entries_of_length(t, &ipme->not_me, d->address, length);
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
	entries(t, d);
	here(t, d);
	change(t, d);
}
