/*
 * answers.c: answers as qmail's resolver takes them.
 */
#include <stdio.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/fold.h"
#include "base/utc.h"

enum { QUESTION = WIRE_NAME + 8 };

/* "example.com MX" into text; returns text */
static const char *
question_text(const struct fact *fact, char text[QUESTION])
{
	snprintf(text, QUESTION, "%s %s",
	    fact->name[0] != '\0' ? fact->name : ".",
	    wire_type_name(fact->type));
	return text;
}

/* an alias look-up of another flavor bears on nothing here */
static bool
is_asked(const struct diagnosis *d, const struct fact *fact)
{
	enum alias_lookup alias = about_flavor(d)->alias;

	if (!fact->known || !fact_is_asked(fact))
		return false;
	return (fact->type != WIRE_ANY || alias == ALIAS_ANY) &&
	    (fact->type != WIRE_CNAME || alias == ALIAS_CNAME);
}

/* how many of its addresses nobody knows; *known: the others */
static size_t
unknown_addresses(const struct fact *fact, size_t room, size_t *known)
{
	const struct record *record = fact->answer.record;
	size_t n, unknown = 0;

	*known = 0;
	if (fact->type != WIRE_A)
		return 0;
	for (answer_read(&fact->answer, WIRE_A, room, &n); n > 0;
	    n--, record++) {
		if (record->type != WIRE_A)
			continue;
		if (answer_has_data(&fact->answer, record, room))
			++*known;
		else
			unknown++;
	}
	return unknown;
}

/*
 * Does the look-up fail for the lack of room, or find no address that is one?
 * A CNAME in front of the cut is all that an alias look-up needs.
 */
static bool
is_past_512(const struct diagnosis *d, const struct fact *fact)
{
	const struct judgement *j = &d->judgement[0];
	bool is_alias = fact->type == WIRE_ANY || fact->type == WIRE_CNAME;
	size_t known, room = about_flavor(d)->room;

	if (!answer_is_cut(&fact->answer, fact->type, room))
		return fact->answer.size > room &&
		    unknown_addresses(fact, room, &known) > 0 && known == 0;
	return !is_alias || (j->lookup.end == LOOKUP_ALIAS_SOFT &&
	    fold_equal(fact->name, strlen(fact->name), j->lookup.alias,
	    strlen(j->lookup.alias)));
}

static const char *
odd_text(unsigned odd)
{
	static const struct {
		unsigned bit;
		const char *text;
	} texts[] = {
		{ ODD_BREAKS_OFF, "it breaks off; for qmail a temporary "
		    "failure from there on" },
		{ ODD_SHORT_RECORD, "a record is too short; for qmail a "
		    "temporary failure from there on" },
		{ ODD_LONG_ADDRESS, "an A record is longer than 4 octets; "
		    "qmail takes its first four" },
		{ ODD_NAME_LENGTH, "a record is longer than the name in it; "
		    "qmail takes the name" },
		{ ODD_OTHER_OWNER, "a record belongs to another name; qmail "
		    "takes it all the same" },
		{ ODD_OTHER_CLASS, "a record is of another class; qmail takes "
		    "it all the same" },
		{ ODD_TRUNCATED, "it is cut short and says so; qmail takes "
		    "what is there" },
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (odd & texts[i].bit)
			return texts[i].text;
	return NULL;
}

static void
answer(struct diagnosis *d, const struct fact *fact)
{
	char text[QUESTION];
	const char *odd = odd_text(fact->answer.odd);
	size_t known, room = about_flavor(d)->room;
	bool past_512 = is_past_512(d, fact);
	uint32_t address;

	question_text(fact, text);
	if (fact->origin.not_in_zone && fact->name[0] != '\0' &&
	    strcmp(fact->name, ".") != 0 &&
	    !netmask_scan_literal(fact->name, &address))
		findings_add(&d->findings, FINDING_ZONE_LACKS_NAME, fact->name,
		    NULL);
	if ((fact->answer.odd & ODD_REFUSED) || (!past_512 &&
	    unknown_addresses(fact, room, &known) > 0))
		findings_add(&d->findings, FINDING_ANSWER_REFUSED, text, NULL);
	if (odd != NULL)
		findings_add(&d->findings, FINDING_ANSWER_ODD, text, odd,
		    NULL);
	if (fact->answer.rcode == WIRE_FORMERR)
		findings_add(&d->findings, FINDING_FORMERR, text,
		    fact->origin.server[0] != '\0' ? fact->origin.server :
		    "The DNS server", NULL);
	if (past_512)
		findings_add(&d->findings, FINDING_ANSWER_PAST_512, text,
		    about_flavor(d)->name, NULL)->number =
		    fact->answer.end;
}

/* ANY failed, MX is fine: this will not pass */
static void
any_failed(struct diagnosis *d, const struct judgement *j)
{
	const struct answer *any, *mx;
	const char *name = j->lookup.alias;
	size_t i;

	if (!j->looked_up || j->lookup.end != LOOKUP_ALIAS_SOFT ||
	    about_flavor(d)->alias != ALIAS_ANY)
		return;
	any = facts_know(&d->facts, name, WIRE_ANY);
	mx = facts_know(&d->facts, name, WIRE_MX);
	if (any == NULL || answer_is_cut(any, WIRE_ANY,
	    about_flavor(d)->room) || mx == NULL ||
	    mx->class != ANSWER_FOUND)
		return;
	for (i = 0; i < mx->n; i++)
		if (mx->record[i].type == WIRE_MX) {
			findings_add(&d->findings, FINDING_ANY_FAILED, name,
			    about_flavor(d)->name, NULL);
			return;
		}
}

static void
tcpto(struct diagnosis *d, const struct candidate *c)
{
	char dotted[NETMASK_TEXT], until[UTC_TEXT], surely[UTC_TEXT];

	if (c->tcpto.skipping == 0 || c->outcome == OUTCOME_FILTERED ||
	    c->outcome == OUTCOME_UNBINDABLE)
		return;
	netmask_text(c->address, dotted);
	utc_text(c->tcpto.until, true, until);
	if (c->outcome == OUTCOME_SKIP)
		findings_add(&d->findings, FINDING_TCPTO_SKIPPED, dotted,
		    utc_text(c->tcpto.surely_until, true, surely), until,
		    NULL);
	else
		findings_add(&d->findings, FINDING_TCPTO_MAYBE, dotted,
		    until, NULL)->number = c->tcpto.skipping;
}

void
lint_answers(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);
	size_t i;

	if (j == NULL)
		return;
	for (i = 0; i < d->facts.n; i++)
		if (is_asked(d, d->facts.fact[i]))
			answer(d, d->facts.fact[i]);
	any_failed(d, j);
	for (i = 0; i < j->decision.n; i++)
		tcpto(d, &j->decision.candidate[i]);
}
