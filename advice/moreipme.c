/*
 * moreipme.c: moreipme and notipme.
 */
#include <stdio.h>
#include <stdlib.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/ascii.h"

/* the addresses asked about, in order */
struct asked {
	uint32_t *address;	/* owned */
	size_t n;
};

static int
address_compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* -1: no memory */
static int
asked_make(struct asked *asked, const struct diagnosis *d)
{
	size_t i;

	asked->n = about_addresses(d);
	asked->address = malloc((asked->n + 1) * sizeof *asked->address);
	if (asked->address == NULL)
		return -1;
	for (i = 0; i < asked->n; i++)
		asked->address[i] = about_address(d, i);
	qsort(asked->address, asked->n, sizeof *asked->address,
	    address_compare);
	return 0;
}

/* the number of the first that is not below the address */
static size_t
asked_from(const struct asked *asked, uint32_t address)
{
	size_t low = 0, high = asked->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (asked->address[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Does one match the entry? Under a prefix the first in its range does; a mask
   with holes is held against the range of its first run of bits. */
static bool
asked_any(const struct asked *asked, uint32_t address, uint32_t mask)
{
	uint32_t run = 0, bit;
	size_t i;

	if ((address & ~mask) != 0)
		return false;
	for (bit = 0x80000000; (mask & bit) != 0; bit >>= 1)
		run |= bit;
	for (i = asked_from(asked, address & run); i < asked->n &&
	    (asked->address[i] & run) == (address & run); i++)
		if ((asked->address[i] & mask) == address)
			return true;
	return false;
}

/* does the line, as it was meant, speak of an address asked about? */
static bool
speaks_of(const struct asked *asked, const struct ipme_fault *fault,
    const struct ipme_line *line)
{
	uint32_t mask = line->wraps ? 0xffffff00 : line->mask;
	char text[sizeof fault->meant + 1];
	struct ipme_line meant;
	size_t at = 0, number = 0, len;

	if (fault->id == FINDING_IPME_NO_NEWLINE)
		return true;
	if (line->state == IPME_LINE_ENTRY &&
	    asked_any(asked, line->address & mask, mask))
		return true;
	len = (size_t)snprintf(text, sizeof text, "%s\n", fault->meant);
	while (ipme_line_next(text, len, &at, &number, &meant))
		if (meant.state == IPME_LINE_ENTRY && asked_any(asked,
		    meant.address & meant.mask, meant.mask))
			return true;
	return false;
}

static void
lines(struct diagnosis *d, enum control_file file, const struct asked *asked)
{
	const struct control *c = &d->site->controls.file[file];
	struct ipme_fault fault;
	struct ipme_line line;
	size_t at = 0, number = 0;

	if (c->state != CONTROL_READ || !about_bears(d, file) ||
	    (d->kind != KIND_HOST && asked->n == 0))
		return;
	while (ipme_line_next(c->bytes, c->size, &at, &number, &line)) {
		if (number == 1 && ascii_mark(c->bytes, c->size) > 0)
			continue;	/* another finding */
		if (ipme_fault_find(&line, &fault) && (d->kind == KIND_HOST ||
		    speaks_of(asked, &fault, &line)))
			findings_add_at(&d->findings, fault.id, file,
			    line.number, fault.first, fault.second,
			    fault.meant[0] != '\0' ? fault.meant : NULL,
			    NULL)->number = fault.number;
	}
}

/* is there a line, read or not, for an address asked about? */
static bool
covers(const struct control *c, const struct asked *asked)
{
	struct ipme_line line;
	size_t at = 0, number = 0;

	if (c->state != CONTROL_READ)
		return false;
	while (ipme_line_next(c->bytes, c->size, &at, &number, &line))
		if (line.state == IPME_LINE_ENTRY &&
		    asked_any(asked, line.address, line.mask))
			return true;
	return false;
}

static void
not_read(struct diagnosis *d, enum control_file file,
    const struct asked *asked)
{
	const struct control *c = &d->site->controls.file[file];

	if (c->state != CONTROL_MISSING && about_bears(d, file) &&
	    (d->kind == KIND_HOST || covers(c, asked)))
		findings_add_at(&d->findings, FINDING_IPME_NOT_READ, file, 0,
		    about_flavor(d)->name, NULL);
}

/* entries of both files with masks of one length for an address */
static void
tie(struct diagnosis *d, uint32_t address, const struct netentry *me,
    const struct netentry *not_me)
{
	char text[NETMASK_TEXT];
	struct finding *f;

	if (me == NULL || not_me == NULL || me->list != NETLIST_MOREIPME ||
	    netmask_length(me->mask) != netmask_length(not_me->mask))
		return;
	f = findings_add_at(&d->findings, FINDING_IPME_TIE, CONTROL_NOTIPME,
	    not_me->line, netmask_text(address, text), NULL);
	f->other.file = CONTROL_MOREIPME;
	f->other.line = me->line;
}

static void
ties(struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;
	const struct candidate *c;
	size_t i;

	for (i = 0; i < about_addresses(d); i++) {
		if (d->kind == KIND_IP) {
			netmask_is_me(&ipme->me, &ipme->not_me, d->address,
			    &me, &not_me);
			tie(d, d->address, me, not_me);
			continue;
		}
		c = &d->judgement[0].decision.candidate[i];
		tie(d, c->address, c->me, c->not_me);
	}
}

void
lint_moreipme(struct diagnosis *d)
{
	struct asked asked;

	if (asked_make(&asked, d) == -1) {
		d->findings.no_memory = true;
		return;
	}
	if (about_flavor(d)->moreipme) {
		lines(d, CONTROL_MOREIPME, &asked);
		lines(d, CONTROL_NOTIPME, &asked);
		ties(d);
	} else {
		not_read(d, CONTROL_MOREIPME, &asked);
		not_read(d, CONTROL_NOTIPME, &asked);
	}
	free(asked.address);
}
