/*
 * lint_case.h: a host and its DNS from a few lines of text, judged and linted
 * in memory. Each line is a letter, a blank and
 *
 *	V flavor [flavor ...]	the flavors that fit
 *	S subject		a recipient, a domain or (--ip=...) an address
 *	F file=bytes		a control file; without = it is missing.
 *				morercpthosts brings its cdb along, unless
 *				morercpthosts.cdb says what is in there
 *	I label address [down]	an interface's address
 *	6 address		an IPv6 address of this host
 *	D name type value	a record (A, AAAA, CNAME, MX "10 host")
 *	R name type how		FORMERR, SERVFAIL, SILENT, BIG (the last
 *				record lies behind octet 512), CUT (its data
 *				crosses it), TAIL (one of another type does),
 *				ODD, REFUSED, UNSENDABLE or ZONE (in no zone)
 *	X what ...		the rest of the host: see case_extra
 *
 * A second list goes on top of the first: its files replace files, its
 * records those of the same name and type, its interfaces all of them.
 */
#ifndef LINT_CASE_H
#define LINT_CASE_H

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "advice/fix.h"
#include "advice/lint.h"
#include "qmail/judge.h"
#include "t/cdb_make.h"

enum { CASE_RECORDS = 32, CASE_LINES = 12, CASE_NOW = 1000000 };

struct case_record {
	char name[300], type[8], value[300];
	bool special;		/* an R line */
	int layer;
};

struct lint_case {
	struct site site;
	struct suspects suspects;	/* when d borrows them */
	struct diagnosis d;
	struct case_record record[CASE_RECORDS];
	size_t n_record;
	char subject[300], sender[100];
	int layer, interface_layer;
};

static inline uint16_t
case_type(const char *name)
{
	static const uint16_t types[] = {
		WIRE_A, WIRE_CNAME, WIRE_MX, WIRE_AAAA, WIRE_ANY
	};
	size_t i;

	for (i = 0; i < 5; i++)
		if (strcmp(wire_type_name(types[i]), name) == 0)
			return types[i];
	ck_abort_msg("type %s", name);
	return 0;
}

static inline enum control_file
case_file(const char *name, size_t len)
{
	enum control_file file;

	for (file = 0; file < CONTROL_FILES; file++)
		if (strlen(control_name(file)) == len &&
		    memcmp(control_name(file), name, len) == 0)
			return file;
	ck_abort_msg("file %s", name);
	return file;
}

/* the cdb of these lines */
static inline void
case_cdb(struct lint_case *c, const char *text)
{
	const char *key[CDB_KEYS + 1] = { NULL };
	char copy[300], *next = copy;
	size_t n = 0;

	snprintf(copy, sizeof copy, "%s", text);
	while (n < CDB_KEYS && (key[n] = strtok_r(next, "\n", &next)) != NULL)
		n++;
	cdb_free(&c->site.morercpthosts_cdb);
	cdb_make(&c->site.morercpthosts_cdb, key);
}

static inline void
case_control(struct lint_case *c, const char *text)
{
	size_t len = strcspn(text, "=");
	struct control *control =
	    &c->site.controls.file[case_file(text, len)];
	enum control_file file = case_file(text, len);
	char *bytes;

	control_free(control);
	control->file = file;
	c->site.about[file].there = text[len] == '=';
	if (text[len] != '=')
		return;
	bytes = strdup(text + len + 1);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(control_parse(control, file, bytes, strlen(bytes)),
	    0);
}

static inline void
case_control_or_cdb(struct lint_case *c, const char *text)
{
	static const char name[] = "morercpthosts", cdb[] =
	    "morercpthosts.cdb=";

	if (strncmp(text, cdb, strlen(cdb)) == 0) {
		case_cdb(c, text + strlen(cdb));
		return;
	}
	case_control(c, text);
	if (strncmp(text, name, strlen(name)) == 0)
		case_cdb(c, text[strlen(name)] == '=' ?
		    text + strlen(name) + 1 : "");
}

static inline void
case_interface(struct lint_case *c, const char *text)
{
	struct interfaces *all = &c->site.interfaces;
	char label[16], address[32], state[16] = "";
	struct interface *it;
	size_t i;

	if (c->layer != c->interface_layer) {
		all->n = 0;
		c->interface_layer = c->layer;
	}
	ck_assert_int_ge(sscanf(text, "%15s %31s %15s", label, address,
	    state), 2);
	all->v4 = realloc(all->v4, (all->n + 1) * sizeof *all->v4);
	ck_assert_ptr_nonnull(all->v4);
	it = &all->v4[all->n++];
	memset(it, 0, sizeof *it);
	strcpy(it->name, label);
	ck_assert(netmask_parse(address, &it->address));
	it->up = it->label_up = strcmp(state, "down") != 0;
	it->by_label = it->address;
	for (i = 0; i + 1 < all->n; i++)
		if (strcmp(all->v4[i].name, label) == 0) {
			it->by_label = all->v4[i].by_label;
			break;
		}
}

static inline void
case_dns(struct lint_case *c, const char *text, bool special)
{
	struct case_record *r, new = { .special = special, .layer = c->layer };
	size_t i, n = 0;

	ck_assert_int_ge(sscanf(text, "%299s %7s %299[^\n]", new.name,
	    new.type, new.value), 2);
	if (strcmp(new.name, ".") == 0)
		new.name[0] = '\0';
	for (i = 0; i < c->n_record; i++) {
		r = &c->record[i];
		if (r->layer < c->layer && r->special == special &&
		    strcmp(r->name, new.name) == 0 &&
		    strcmp(r->type, new.type) == 0)
			continue;
		c->record[n++] = *r;
	}
	c->n_record = n;
	ck_assert_uint_lt(c->n_record, CASE_RECORDS);
	if (new.value[0] != '\0')
		c->record[c->n_record++] = new;
}

static inline void
case_flavors(struct lint_case *c, const char *text)
{
	char copy[200], *name, *next = copy;
	struct flavor_choice *choice = &c->site.flavor;

	snprintf(copy, sizeof copy, "%s", text);
	choice->n = 0;
	while ((name = strtok_r(next, " ", &next)) != NULL) {
		choice->fits[choice->n] = flavor_by_name(name);
		ck_assert_msg(choice->fits[choice->n++] != NULL, "%s", name);
	}
}

static inline void
case_extra(struct lint_case *c, const char *text)
{
	char what[20], name[40] = "";
	struct site *s = &c->site;
	long a = 0, b = 0;
	struct tcpto_record *record;
	enum control_file file = CONTROL_ME;

	ck_assert_int_ge(sscanf(text, "%19s %39s %ld %ld", what, name, &a, &b),
	    1);
	if (strcmp(what, "file") == 0) {	/* changed, read */
		file = case_file(name, strlen(name));
		s->about[file].changed = a;
		s->about[file].read = b;
		s->about[file].keeps_atime = b != 0;
	} else if (strcmp(what, "state") == 0) {	/* state, errno */
		file = case_file(name, strlen(name));
		control_free(&s->controls.file[file]);
		s->controls.file[file].file = file;
		s->controls.file[file].state = (enum control_state)a;
		s->controls.file[file].error = (int)b;
		s->about[file].closed_to_qmail = b == EACCES;
	} else if (strcmp(what, "send") == 0) {	/* started, pid */
		s->send.state = SEND_RUNNING;
		s->send.started = a;
		s->send.pid = (pid_t)b;
	} else if (strcmp(what, "tcpto") == 0) {	/* count, age */
		record = &s->tcpto.record[s->tcpto.n++];
		ck_assert(netmask_parse(name, &record->address));
		record->count = (int)a;
		record->when = CASE_NOW - b;
	} else if (strcmp(what, "no-tcpto") == 0) {
		s->tcpto.n = 0;
		s->tcpto.unseen = false;
	} else if (strcmp(what, "unseen") == 0)
		s->tcpto.unseen = true;
	else if (strcmp(what, "elsewhere") == 0)
		s->outgoing_elsewhere = a == 0;
	else if (strcmp(what, "sender") == 0)
		strcpy(c->sender, name);
	else if (strcmp(what, "assign") == 0)
		s->cdbs.assign = (struct host_cdb){ true, true, a, b };
	else if (strcmp(what, "more") == 0)
		s->cdbs.morercpthosts = (struct host_cdb){ true, true, a, b };
	else if (strcmp(what, "cdb") == 0) {	/* 0: empty; else its state */
		cdb_free(&s->morercpthosts_cdb);
		s->morercpthosts_cdb.state = a == 0 ? CONTROL_READ :
		    (enum control_state)a;
	} else if (strcmp(what, "blind") == 0)
		s->flavor.unreadable = true;
	else
		ck_abort_msg("X %s", what);
}

static inline void
case_line(struct lint_case *c, const char *line)
{
	const char *text = line + 2;

	switch (line[0]) {
	case 'V':
		case_flavors(c, text);
		break;
	case 'S':
		snprintf(c->subject, sizeof c->subject, "%s", text);
		break;
	case 'F':
		case_control_or_cdb(c, text);
		break;
	case 'I':
		case_interface(c, text);
		break;
	case '6':
		free(c->site.interfaces.v6);
		c->site.interfaces.v6 = malloc(16);
		c->site.interfaces.n6 = 1;
		ck_assert_int_eq(inet_pton(AF_INET6, text,
		    c->site.interfaces.v6[0]), 1);
		break;
	case 'D':
	case 'R':
		case_dns(c, text, line[0] == 'R');
		break;
	case 'X':
		case_extra(c, text);
		break;
	default:
		ck_abort_msg("%s", line);
	}
}

static inline void
case_lines(struct lint_case *c, const char *const *line)
{
	size_t i;

	c->layer++;
	for (i = 0; i < CASE_LINES && line[i] != NULL; i++)
		case_line(c, line[i]);
}

/* an ordinary host: mx.home.example, 192.0.2.1 */
static inline void
case_begin(struct lint_case *c)
{
	static const char *const ordinary[CASE_LINES] = {
		"V netqmail-1.06+moreipme", "F me=mx.home.example\n",
		"F locals=mx.home.example\nhome.example\n",
		"F rcpthosts=mx.home.example\nhome.example\n",
		"I lo 127.0.0.1", "I eth0 192.0.2.1",
		"D mx.home.example A 192.0.2.1",
		"D home.example MX 10 mx.home.example",
		"D away.example MX 10 mx.away.example",
		"D mx.away.example A 198.51.100.25",
	};
	size_t i;

	memset(c, 0, sizeof *c);
	c->site.now = CASE_NOW;
	c->site.control_dir = "control";
	for (i = 0; i < CONTROL_FILES; i++)
		c->site.controls.file[i].file = (enum control_file)i;
	case_lines(c, ordinary);
	c->layer = 0;		/* tests add to it */
	c->interface_layer = 0;
	for (i = 0; i < c->n_record; i++)
		c->record[i].layer = 0;
}

static inline const struct case_record *
case_special(const struct lint_case *c, const char *name, uint16_t type)
{
	size_t i;

	for (i = 0; i < c->n_record; i++)
		if (c->record[i].special &&
		    strcasecmp(c->record[i].name, name) == 0 &&
		    strcmp(c->record[i].type, wire_type_name(type)) == 0)
			return &c->record[i];
	return NULL;
}

static inline void
case_record_add(struct answer *answer, const struct case_record *from)
{
	struct record *r;
	char host[300];
	int used = 0;

	answer->record = realloc(answer->record,
	    (answer->n + 1) * sizeof *answer->record);
	ck_assert_ptr_nonnull(answer->record);
	r = &answer->record[answer->n++];
	memset(r, 0, sizeof *r);
	r->type = case_type(from->type);
	answer->end = answer->size += 40;
	r->needs = answer->end;
	r->fixed = answer->fixed = answer->end - 4;
	switch (r->type) {
	case WIRE_A:
		ck_assert(netmask_parse(from->value, &r->address));
		break;
	case WIRE_AAAA:
		ck_assert_int_eq(inet_pton(AF_INET6, from->value,
		    r->address6), 1);
		break;
	case WIRE_MX:
		ck_assert_int_eq(sscanf(from->value, "%hu %299s%n",
		    &r->preference, host, &used), 2);
		r->name = strdup(strcmp(host, ".") == 0 ? "" : host);
		break;
	default:
		r->name = strdup(from->value);
	}
}

/* the records of a name, a CNAME followed; does the name exist? */
static inline bool
case_collect(const struct lint_case *c, struct answer *answer,
    const char *name, uint16_t type)
{
	const struct case_record *r;
	bool exists = false;
	size_t i;

	for (i = 0; i < c->n_record; i++) {
		r = &c->record[i];
		if (r->special || strcasecmp(r->name, name) != 0)
			continue;
		exists = true;
		if (type == WIRE_ANY || case_type(r->type) == type ||
		    strcmp(r->type, "CNAME") == 0)
			case_record_add(answer, r);
		if (strcmp(r->type, "CNAME") == 0 && type != WIRE_CNAME)
			case_collect(c, answer, r->value, type);
	}
	return exists;
}

static inline void
case_answer(const struct lint_case *c, const struct question *q,
    struct answer *answer, struct origin *origin)
{
	const struct case_record *how = case_special(c, q->name, q->type);
	bool exists;

	memset(answer, 0, sizeof *answer);
	memset(origin, 0, sizeof *origin);
	strcpy(origin->server, "192.0.2.53@53");
	origin->transport = TRANSPORT_UDP;
	answer->size = answer->end = 30;
	exists = case_collect(c, answer, q->name, q->type);
	answer->class = answer->n > 0 ? ANSWER_FOUND : ANSWER_HARD;
	answer->rcode = exists ? WIRE_NOERROR : WIRE_NXDOMAIN;
	if (how == NULL)
		return;
	if (strcmp(how->value, "FORMERR") == 0) {
		answer_free(answer);
		answer_none(answer, ANSWER_HARD);
		answer->rcode = WIRE_FORMERR;
	} else if (strcmp(how->value, "SERVFAIL") == 0) {
		answer_free(answer);
		answer_none(answer, ANSWER_SOFT);
		answer->rcode = WIRE_SERVFAIL;
	} else if (strcmp(how->value, "SILENT") == 0) {
		answer_free(answer);
		answer_none(answer, ANSWER_SOFT);
	} else if (strcmp(how->value, "BIG") == 0) {
		answer->size = answer->end = 600;
		answer->fixed = answer->record[answer->n - 1].fixed = 600;
	} else if (strcmp(how->value, "CUT") == 0) {
		answer->size = answer->end = 513;
		answer->record[answer->n - 1].needs = 513;
	} else if (strcmp(how->value, "TAIL") == 0) {
		answer->size = answer->end = 600;
		answer->fixed = 512;
	} else if (strcmp(how->value, "ODD") == 0)
		answer->odd = ODD_OTHER_OWNER;
	else if (strcmp(how->value, "REFUSED") == 0)
		answer->odd = ODD_REFUSED;
	else if (strcmp(how->value, "UNSENDABLE") == 0) {
		answer_free(answer);
		answer_none(answer, ANSWER_HARD);
	}
	else if (strcmp(how->value, "ZONE") == 0)
		origin->not_in_zone = true;
	else
		ck_abort_msg("R %s", how->value);
}

/* answers what is wanted; how many questions that were */
static inline size_t
case_learn(struct lint_case *c)
{
	struct question q;
	struct answer answer;
	struct origin origin;
	size_t number, n = 0;

	while (facts_want(&c->d.facts, &q, &number)) {
		case_answer(c, &q, &answer, &origin);
		facts_learn(&c->d.facts, number, &answer, &origin);
		n++;
	}
	return n;
}

static inline int
case_here(const struct lint_case *c, uint32_t address)
{
	return address >> 24 == 127 || address == 0 ||
	    ipme_bearer(&c->site.interfaces, address) != NULL;
}

static inline void
case_settle(const struct lint_case *c, struct decision *decision)
{
	size_t i;

	for (i = 0; i < decision->n; i++)
		decision->candidate[i].here = case_here(c,
		    decision->candidate[i].address);
}

static inline void
case_judge(struct lint_case *c, size_t i)
{
	struct way_input in = way_input(&c->site, i);
	struct way *way = &c->d.way[i];
	enum way_state state;

	in.ahead = true;
	ck_assert_int_eq(way_begin(way, &c->d.judgement[i], &c->d.subject,
	    false), 0);
	while ((state = way_go(way, &c->d.facts, &in)) != WAY_DONE) {
		ck_assert_int_ne(state, WAY_NO_MEMORY);
		if (state == WAY_MISSING)
			ck_assert_uint_gt(case_learn(c), 0);
		else
			case_settle(c, &way_last(way)->judgement->decision);
	}
}

static inline void
case_subject(struct lint_case *c)
{
	struct diagnosis *d = &c->d;

	d->site = &c->site;
	d->subject.text = c->subject;
	d->subject.sender = c->sender;
	d->kind = strchr(c->subject, '@') ? KIND_RECIPIENT : KIND_DOMAIN;
	d->subject.is_domain = d->kind == KIND_DOMAIN;
	if (strncmp(c->subject, "--ip=", 5) == 0) {
		d->kind = KIND_IP;
		d->subject.text += 5;
		ck_assert(netmask_parse(d->subject.text, &d->address));
		d->here = case_here(c, d->address);
	} else if (c->subject[0] == '\0')
		d->kind = KIND_HOST;
}

/* from the host to findings and fixes */
static inline void
case_run(struct lint_case *c)
{
	size_t i;

	for (i = 0; i < c->site.flavor.n; i++)
		ck_assert_int_eq(ipme_build(&c->site.ipme[i],
		    c->site.flavor.fits[i], &c->site.interfaces,
		    &c->site.controls), 0);
	case_subject(c);
	if (c->d.kind == KIND_DOMAIN || c->d.kind == KIND_RECIPIENT) {
		for (i = 0; i < c->site.flavor.n; i++)
			case_judge(c, i);
		c->d.n = c->site.flavor.n;
	}
	do
		ck_assert_int_eq(lint_want(&c->d), 0);
	while (case_learn(c) > 0);
	ck_assert_int_eq(lint_run(&c->d), 0);
	ck_assert_int_eq(fix_propose(&c->d), 0);
}

static inline void
case_end(struct lint_case *c)
{
	size_t i;

	diagnosis_free(&c->d);
	for (i = 0; i < FLAVORS; i++)
		ipme_free(&c->site.ipme[i]);
	interfaces_free(&c->site.interfaces);
	controls_free(&c->site.controls);
	cdb_free(&c->site.morercpthosts_cdb);
}

/* the finding at a place (file NULL: none asked for), or NULL */
static inline const struct finding *
case_find(const struct lint_case *c, enum finding_id id, const char *file,
    size_t line)
{
	const struct finding *f;
	size_t i;

	for (i = 0; i < c->d.findings.n; i++) {
		f = &c->d.findings.finding[i];
		if (f->id == id && (file == NULL || (f->at.line == line &&
		    f->at.file == case_file(file, strlen(file)))))
			return f;
	}
	return NULL;
}

/* every finding as text, for a failure's message */
static inline const char *
case_dump(const struct lint_case *c, char *text, size_t room)
{
	const struct finding *f;
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < c->d.findings.n && len < room; i++) {
		f = &c->d.findings.finding[i];
		len += (size_t)snprintf(text + len, room - len, " %s@%s:%zu",
		    finding_slug(f->id), finding_file(f) != NULL ?
		    finding_file(f) : "-", f->at.line);
	}
	return text;
}

#endif
