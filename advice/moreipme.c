/*
 * moreipme.c: moreipme and notipme.
 */
#include <stdio.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/ascii.h"

/* does the line, as it was meant, speak of an address asked about? */
static bool
speaks_of(const struct diagnosis *d, const struct ipme_fault *fault,
    const struct ipme_line *line)
{
	char text[sizeof fault->meant + 1];
	struct ipme_line meant;
	size_t i, at, number, len;

	if (d->kind == KIND_HOST || fault->id == FINDING_IPME_NO_NEWLINE)
		return true;
	len = (size_t)snprintf(text, sizeof text, "%s\n", fault->meant);
	for (i = 0; i < about_addresses(d); i++) {
		if (line->state == IPME_LINE_ENTRY &&
		    ((line->address ^ about_address(d, i)) & (line->wraps ?
		    0xffffff00 : line->mask)) == 0)
			return true;
		at = number = 0;
		while (ipme_line_next(text, len, &at, &number, &meant))
			if (meant.state == IPME_LINE_ENTRY && ((meant.address ^
			    about_address(d, i)) & meant.mask) == 0)
				return true;
	}
	return false;
}

static void
lines(struct diagnosis *d, enum control_file file)
{
	const struct control *c = &d->site->controls.file[file];
	struct ipme_fault fault;
	struct ipme_line line;
	size_t at = 0, number = 0;

	if (c->state != CONTROL_READ || !about_bears(d, file) ||
	    (d->kind != KIND_HOST && about_addresses(d) == 0))
		return;
	while (ipme_line_next(c->bytes, c->size, &at, &number, &line)) {
		if (number == 1 && ascii_mark(c->bytes, c->size) > 0)
			continue;	/* another finding */
		if (ipme_fault_find(&line, &fault) &&
		    speaks_of(d, &fault, &line))
			findings_add_at(&d->findings, fault.id, file,
			    line.number, fault.first, fault.second,
			    fault.meant[0] != '\0' ? fault.meant : NULL,
			    NULL)->number = fault.number;
	}
}

/* is there a line, read or not, for an address asked about? */
static bool
covers(const struct diagnosis *d, const struct control *c)
{
	struct ipme_line line;
	size_t i, at = 0, number = 0;

	if (c->state != CONTROL_READ)
		return false;
	while (ipme_line_next(c->bytes, c->size, &at, &number, &line))
		for (i = 0; i < about_addresses(d); i++)
			if (line.state == IPME_LINE_ENTRY && line.address ==
			    (about_address(d, i) & line.mask))
				return true;
	return false;
}

static void
not_read(struct diagnosis *d, enum control_file file)
{
	const struct control *c = &d->site->controls.file[file];

	if (c->state != CONTROL_MISSING && about_bears(d, file) &&
	    (d->kind == KIND_HOST || covers(d, c)))
		findings_add_at(&d->findings, FINDING_IPME_NOT_READ, file, 0,
		    about_flavor(d)->name, NULL);
}

static void
tie(struct diagnosis *d, uint32_t address)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;
	char text[NETMASK_TEXT];
	struct finding *f;

	if (netmask_is_me(&ipme->me, &ipme->not_me, address, &me, &not_me) ||
	    me == NULL || not_me == NULL || me->list != NETLIST_MOREIPME ||
	    netmask_length(me->mask) != netmask_length(not_me->mask))
		return;
	f = findings_add_at(&d->findings, FINDING_IPME_TIE, CONTROL_NOTIPME,
	    not_me->line, netmask_text(address, text), NULL);
	f->other.file = CONTROL_MOREIPME;
	f->other.line = me->line;
}

void
lint_moreipme(struct diagnosis *d)
{
	size_t i;

	if (!about_flavor(d)->moreipme) {
		not_read(d, CONTROL_MOREIPME);
		not_read(d, CONTROL_NOTIPME);
		return;
	}
	lines(d, CONTROL_MOREIPME);
	lines(d, CONTROL_NOTIPME);
	for (i = 0; i < about_addresses(d); i++)
		tie(d, about_address(d, i));
}
