/*
 * sample.c: a diagnosis made in memory.
 */

#include <stdlib.h>
#include <string.h>

#include "qmail/judge.h"
#include "sample.h"

static void
must(bool is)
{
	if (!is)
		abort();
}

void
sample_file(struct sample *s, enum control_file file, const char *text)
{
	struct control *c = &s->site.controls.file[file];

	control_free(c);
	must(control_parse(c, file, strdup(text), strlen(text)) == 0);
	c->state = CONTROL_READ;
}

static void
add_entry(struct netset *set, const char *address, const char *mask,
    enum netlist list, size_t line)
{
	struct netentry entry = { .list = list, .line = line };

	must(netmask_parse(address, &entry.address));
	must(netmask_parse(mask, &entry.mask));
	must(netset_add(set, &entry) == 0);
}

static void
add_lists(struct ipme *ipme)
{
	add_entry(&ipme->me, "127.0.0.0", "255.0.0.0", NETLIST_IMPLICIT, 0);
	add_entry(&ipme->me, "203.0.113.0", "255.255.255.0",
	    NETLIST_MOREIPME, 2);
	add_entry(&ipme->not_me, "203.0.113.77", "255.255.255.255",
	    NETLIST_NOTIPME, 1);
}

void
sample_flavor(struct sample *s, enum flavor_id id)
{
	flavor_choose(&s->site.flavor, flavor_get(id));
}

void
sample_other(struct sample *s, enum flavor_id id)
{
	struct flavor_choice *choice = &s->site.flavor;

	add_lists(&s->site.ipme[choice->n]);
	choice->fits[choice->n++] = flavor_get(id);
}

void
sample_begin(struct sample *s, const char *subject)
{
	enum control_file file;

	memset(s, 0, sizeof *s);
	for (file = 0; file < CONTROL_FILES; file++)
		s->site.controls.file[file].file = file;
	sample_file(s, CONTROL_ME, "mx.example.com\n");
	sample_flavor(s, FLAVOR_MOREIPME);
	s->site.control_dir = "/var/qmail/control";
	add_lists(&s->site.ipme[0]);
	s->d.site = &s->site;
	s->d.kind = KIND_DOMAIN;
	s->d.subject.text = subject;
	s->d.subject.is_domain = true;
	s->d.subject.sender = "";
	s->d.here = -1;
}

static struct sample_record *
add_record(struct sample *s, const char *name, uint16_t type)
{
	struct sample_record *record = &s->record[s->n++];

	must(s->n <= SAMPLE_RECORDS);
	record->name = name;
	record->type = type;
	return record;
}

void
sample_mx(struct sample *s, const char *name, unsigned preference,
    const char *host)
{
	struct sample_record *record = add_record(s, name, WIRE_MX);

	record->preference = preference;
	record->target = host;
}

void
sample_a(struct sample *s, const char *name, const char *address)
{
	must(netmask_parse(address,
	    &add_record(s, name, WIRE_A)->address));
}

void
sample_rcode(struct sample *s, const char *name, uint16_t type, int rcode)
{
	add_record(s, name, type)->rcode = rcode;
}

static void
answer_add(struct answer *answer, const struct sample_record *from)
{
	struct record *record = &answer->record[answer->n++];

	record->type = from->type;
	record->preference = (uint16_t)from->preference;
	record->address = from->address;
	record->name = from->target != NULL ? strdup(from->target) : NULL;
	answer->size += 16;
	answer->end = record->needs = answer->size;
	answer->fixed = record->fixed = answer->end - 4;
	answer->class = ANSWER_FOUND;
}

static void
answer_make(struct answer *answer, const struct sample *s,
    const struct question *question)
{
	const struct sample_record *record;
	size_t i;

	memset(answer, 0, sizeof *answer);
	answer->record = calloc(SAMPLE_RECORDS, sizeof *answer->record);
	must(answer->record != NULL);
	answer->class = ANSWER_HARD;
	answer->rcode = WIRE_NXDOMAIN;
	answer->size = answer->end = 33;
	for (i = 0; i < s->n; i++) {
		record = &s->record[i];
		if (strcmp(record->name, question->name) != 0)
			continue;
		if (answer->rcode == WIRE_NXDOMAIN)
			answer->rcode = WIRE_NOERROR;
		if (record->type != question->type)
			continue;
		if (record->rcode == 0)
			answer_add(answer, record);
		else {
			answer->rcode = record->rcode;
			answer->class = record->rcode == WIRE_SERVFAIL ?
			    ANSWER_SOFT : ANSWER_HARD;
		}
	}
}

static void
answer_all(struct sample *s)
{
	struct origin origin = { .server = "192.0.2.53@53",
	    .transport = TRANSPORT_UDP, .us = 3142 };
	struct question question;
	struct answer answer;
	size_t number;

	while (facts_want(&s->d.facts, &question, &number)) {
		answer_make(&answer, s, &question);
		facts_learn(&s->d.facts, number, &answer, &origin);
	}
}

static void
judge_one(struct sample *s, size_t i)
{
	struct way_input in = way_input(&s->site, i);
	struct way *way = &s->d.way[i];
	struct decision *decision;
	enum way_state state;
	size_t k;

	must(way_begin(way, &s->d.judgement[i], &s->d.subject, false) == 0);
	while ((state = way_go(way, &s->d.facts, &in)) != WAY_DONE) {
		must(state != WAY_NO_MEMORY);
		if (state == WAY_MISSING) {
			answer_all(s);
			continue;
		}
		decision = &way_last(way)->judgement->decision;
		for (k = 0; k < decision->n; k++)
			decision->candidate[k].here =
			    decision->candidate[k].is_me;
	}
}

void
sample_judge(struct sample *s)
{
	s->d.kind = s->d.subject.is_domain ? KIND_DOMAIN : KIND_RECIPIENT;
	for (s->d.n = 0; s->d.n < s->site.flavor.n; s->d.n++)
		judge_one(s, s->d.n);
}

void
sample_bounce(struct sample *s, const char *subject)
{
	sample_begin(s, subject);
	sample_mx(s, subject, 10, "mx.example.com");
	sample_mx(s, subject, 20, "mx2.example.com");
	sample_a(s, "mx.example.com", "203.0.113.5");
	sample_a(s, "mx2.example.com", "198.51.100.9");
	sample_judge(s);
}

char *
sample_report(const struct sample *s, struct output out)
{
	size_t size;
	char *text = NULL;
	int failed;

	out.stream = open_memstream(&text, &size);
	must(out.stream != NULL);
	failed = output_diagnosis(&out, &s->d);
	fclose(out.stream);
	if (failed == 0)
		return text;
	free(text);
	return NULL;
}

void
sample_end(struct sample *s)
{
	size_t i;

	s->d.n_fix = 0;		/* its texts are the check's own */
	diagnosis_free(&s->d);
	for (i = 0; i < FLAVORS; i++)
		ipme_free(&s->site.ipme[i]);
	controls_free(&s->site.controls);
}
