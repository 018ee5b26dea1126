/*
 * text_host.c: the host view: which addresses are me, what qmail misses,
 * which control files it has.
 */
#include <string.h>

#include "report/text_parts.h"

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
