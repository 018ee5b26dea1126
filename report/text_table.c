/*
 * text_table.c: the candidates in qmail's order, and the line where prefme
 * cuts.
 */
#include <string.h>

#include "base/escape.h"
#include "report/text_parts.h"

enum {
	TABLE_ROWS = 16,	/* at most, without -v */
	TABLE_NOTE = 22,	/* columns kept for the last column */
	TABLE_LEAST = 16	/* for the name, whatever else there is */
};

/* what a table is drawn from */
struct grid {
	struct text *t;
	const struct judgement *j;
	const struct diagnosis *d;
	size_t name, address;	/* columns */
	size_t rows, left_out;
	bool cut;		/* the line was drawn */
};

static const char *
row_name(const struct grid *table, size_t mx)
{
	return mx != SIZE_MAX ? table->j->lookup.mx[mx].name :
	    table->j->lookup.name;
}

static size_t
name_width(const struct grid *table)
{
	const struct lookup *lookup = &table->j->lookup;
	size_t i, len, width;

	width = lookup->n_mx == 0 ? escape_name(NULL, 0, lookup->name) : 0;
	for (i = 0; i < lookup->n_mx; i++) {
		len = escape_name(NULL, 0, lookup->mx[i].name);
		width = len > width ? len : width;
	}
	return width;
}

static size_t
address_text(const struct candidate *c, char *text, size_t room)
{
	char address[NETMASK_TEXT];

	netmask_text(c->address, address);
	if (c->port == 25)
		return (size_t)snprintf(text, room, "%s", address);
	return (size_t)snprintf(text, room, "%s:%u", address, c->port);
}

static void
table_measure(struct grid *table)
{
	const struct decision *decision = &table->j->decision;
	size_t i, len, room;
	char text[NETMASK_TEXT + 8];

	table->address = strlen("address");
	for (i = 0; i < decision->n; i++) {
		len = address_text(&decision->candidate[i], text, sizeof text);
		table->address = len > table->address ? len : table->address;
	}
	/* blanks, mark and preference take 16 columns, gaps 4 */
	room = TEXT_WIDTH - 16 - 4 - table->address - TABLE_NOTE;
	table->name = name_width(table);
	if (table->name < TABLE_LEAST)
		table->name = TABLE_LEAST;
	if (table->name > room)
		table->name = room;
}

static const char *
row_mark(const struct candidate *c, enum text_mark *colour)
{
	switch (c->outcome) {
	case OUTCOME_FILTERED:
		*colour = c->is_me ? MARK_YELLOW : MARK_END;
		return c->is_me ? "me" : "out";
	case OUTCOME_SKIP:
		*colour = MARK_YELLOW;
		return "skip";
	case OUTCOME_UNBINDABLE:
		*colour = MARK_YELLOW;
		return "unbound";
	case OUTCOME_TRY:
		break;
	}
	*colour = c->here == 1 ? MARK_RED : MARK_GREEN;
	return "try";
}

static void
row_begin(struct grid *table, const char *mark, enum text_mark colour,
    unsigned preference, const char *name)
{
	struct text *t = table->t;

	text_add(t, "%*s", (int)(7 - strlen(mark)), "");
	text_mark(t, colour);
	text_add(t, "%s", mark);
	text_mark(t, MARK_END);
	text_add(t, " %6u  ", preference);
	text_cell(t, name, table->name);
	text_add(t, "  ");
}

static void
row_note(struct grid *table, const struct candidate *c)
{
	struct text *t = table->t;

	switch (c->outcome) {
	case OUTCOME_FILTERED:
		text_add(t, "%u >= %u", c->preference,
		    table->j->decision.prefme);
		return;
	case OUTCOME_SKIP:
		text_add(t, "until ");
		text_time(t, c->tcpto.surely_until);
		return;
	case OUTCOME_UNBINDABLE:
		text_add(t, "bind() fails");
		return;
	case OUTCOME_TRY:
		break;
	}
	if (c->here == 1)
		text_add(t, c->port == 25 ? "this host!" :
		    "this host, port %u", c->port);
	else if (c->is_me)
		text_add(t, "me, but not guarded");
	else if (c->tcpto.skipping > 0)
		text_add(t, "%u of %d skip it", c->tcpto.skipping,
		    TCPTO_PROCESSES);
	else if (c->not_me != NULL)
		text_add(t, "notipme:%zu", c->not_me->line);
}

/* before the first that is not tried */
static void
table_cut(struct grid *table)
{
	struct text *t = table->t;
	size_t n;

	text_add(t, "        ------  prefme %u: only lower preferences are "
	    "tried ", table->j->decision.prefme);
	for (n = t->line.n; n < TEXT_WIDTH - 10; n++)
		text_add(t, "-");
	text_flush_line(t);
	table->cut = true;
}

/* false: there are enough rows */
static bool
table_room(struct grid *table)
{
	if (table->t->out->verbose || table->rows < TABLE_ROWS) {
		table->rows++;
		return true;
	}
	table->left_out++;
	return false;
}

static void
row_candidate(struct grid *table, const struct candidate *c)
{
	char address[NETMASK_TEXT + 8];
	enum text_mark colour;
	const char *mark = row_mark(c, &colour);

	if (c->outcome == OUTCOME_FILTERED && !table->cut)
		table_cut(table);
	if (!table_room(table))
		return;
	row_begin(table, mark, colour, c->preference,
	    row_name(table, c->mx));
	address_text(c, address, sizeof address);
	text_add(table->t, "%-*s  ", (int)table->address, address);
	row_note(table, c);
	text_flush_line(table->t);
}

/* an MX host without an address: qmail drops it */
static void
row_dropped(struct grid *table, const struct lookup_mx *mx)
{
	const struct answer *a = facts_know(&table->d->facts, mx->name,
	    WIRE_A);
	size_t room = table->j->flavor->room;

	if (!table_room(table))
		return;
	row_begin(table, mx->n_unknown > 0 ? "try" : "drop", MARK_YELLOW,
	    mx->preference, mx->name);
	text_add(table->t, "%-*s  ", (int)table->address,
	    mx->n_unknown > 0 ? "?" : "none");
	if (mx->n_unknown > 0)
		text_add(table->t, "cut off in the answer");
	else if (a == NULL || a->rcode == WIRE_NOERROR)
		text_add(table->t, "no A record");
	else
		text_failure(table->t, a, WIRE_A, room);
	text_flush_line(table->t);
}

static void
table_head(struct grid *table)
{
	text_blank(table->t);
	text_add(table->t, "          pref  %-*s  address",
	    (int)table->name, table->j->lookup.from == FROM_MX ?
	    "mail exchanger" : table->j->route.has_relay ? "relay" : "host");
	text_flush_line(table->t);
}

static void
table_rows(struct grid *table)
{
	const struct decision *decision = &table->j->decision;
	const struct lookup *lookup = &table->j->lookup;
	size_t i, c = 0;

	for (i = 0; i < lookup->n_mx; i++) {
		if (lookup->mx[i].n == 0)
			row_dropped(table, &lookup->mx[i]);
		for (; c < decision->n && decision->candidate[c].mx == i; c++)
			row_candidate(table, &decision->candidate[c]);
	}
	for (; c < decision->n; c++)
		row_candidate(table, &decision->candidate[c]);
}

void
text_table(struct text *t, const struct diagnosis *d)
{
	struct grid table = { .t = t, .d = d, .j = &d->judgement[0] };
	const struct judgement *j = table.j;

	if (!j->looked_up || (j->decision.n == 0 && j->lookup.n_mx == 0))
		return;
	table_measure(&table);
	table_head(&table);
	table_rows(&table);
	if (table.left_out > 0) {
		text_add(t, "          and %zu more: -v", table.left_out);
		text_flush(t, 10);
	}
}
