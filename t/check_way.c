/*
 * The whole way of a message, on hosts in memory: named ways, circles,
 * messages that never end, what is asked for them; and many made-up hosts,
 * each held against a plain walk.
 */
#include <stdlib.h>

#include "base/fold.h"
#include "lint_case.h"
#include "qmail/rcpt.h"

enum { NAMES = 8, NAME = 64, HERE = 0x7f000002, FAR = 0xc6336419 };

/* the DNS: every name has a number in front of its domain, as in 3.test */
struct world {
	unsigned alias[NAMES];	/* the number it leads to, + 1; 0: none */
	uint32_t address[NAMES];	/* of its exchanger; 0: none */
	bool endless;		/* each leads to the next, for ever */
};

static bool
name_number(const char *name, unsigned *number)
{
	const char *at = strrchr(name, 'm');

	if (at != NULL && strncmp(name, "mx.", 3) == 0)
		name += 3;
	return sscanf(name, "%u.test", number) == 1;
}

static struct record *
record_add(struct answer *answer, uint16_t type)
{
	struct record *r;

	answer->record = realloc(answer->record,
	    (answer->n + 1) * sizeof *answer->record);
	ck_assert_ptr_nonnull(answer->record);
	r = &answer->record[answer->n++];
	memset(r, 0, sizeof *r);
	r->type = type;
	return r;
}

static char *
name_make(const char *before, unsigned number)
{
	char text[NAME];

	snprintf(text, sizeof text, "%s%u.test", before, number);
	return strdup(text);
}

/* what the name's exchanger is: its own, or that of what it leads to */
static uint32_t
world_address(const struct world *w, unsigned number)
{
	size_t i;

	if (w->endless)
		return HERE;
	for (i = 0; i < NAMES && w->address[number] == 0 &&
	    w->alias[number] != 0; i++)
		number = w->alias[number] - 1;
	return w->address[number];
}

/* a resolver names the aliases that it has followed */
static void
chain_add(const struct world *w, struct answer *answer, unsigned number)
{
	size_t i;

	for (i = 0; i < NAMES; i++) {
		if (!w->endless && w->alias[number] == 0)
			return;
		number = w->endless ? number + 1 : w->alias[number] - 1;
		record_add(answer, WIRE_CNAME)->name = name_make("", number);
	}
}

static void
world_answer(const struct world *w, const struct question *q,
    struct answer *answer)
{
	unsigned number;

	answer_none(answer, ANSWER_HARD);
	answer->rcode = WIRE_NXDOMAIN;
	answer->size = answer->end = 40;
	if (!name_number(q->name, &number) || (number >= NAMES && !w->endless))
		return;
	answer->rcode = WIRE_NOERROR;
	switch (q->type) {
	case WIRE_ANY:
	case WIRE_CNAME:
		if (w->endless)
			record_add(answer, WIRE_CNAME)->name =
			    name_make("", number + 1);
		else if (w->alias[number] != 0)
			record_add(answer, WIRE_CNAME)->name =
			    name_make("", w->alias[number] - 1);
		break;
	case WIRE_MX:
		chain_add(w, answer, number);
		if (world_address(w, number) != 0)
			record_add(answer, WIRE_MX)->name =
			    name_make("mx.", number);
		break;
	case WIRE_A:
		if (strncmp(q->name, "mx.", 3) == 0)
			record_add(answer, WIRE_A)->address =
			    world_address(w, number);
		break;
	}
	if (answer->n > 0)
		answer->class = ANSWER_FOUND;
}

static size_t
world_learn(const struct world *w, struct facts *facts)
{
	struct origin origin = { .transport = TRANSPORT_UDP };
	struct question q;
	struct answer answer;
	size_t number, n = 0;

	while (facts_want(facts, &q, &number)) {
		world_answer(w, &q, &answer);
		facts_learn(facts, number, &answer, &origin);
		n++;
	}
	return n;
}

/* its end, in turns of questions; fails without an end */
static size_t
walk(struct lint_case *c, const struct world *w, enum relayclient relayclient)
{
	struct way_input in = way_input(&c->site, 0);
	struct way *way = &c->d.way[0];
	enum way_state state;
	size_t turns = 0;

	in.relayclient = relayclient;
	in.ahead = true;
	ck_assert_int_eq(way_begin(way, &c->d.judgement[0], &c->d.subject,
	    false), 0);
	while ((state = way_go(way, &c->d.facts, &in)) != WAY_DONE) {
		ck_assert_int_ne(state, WAY_NO_MEMORY);
		if (state == WAY_HERE)
			case_settle(c, &way_last(way)->judgement->decision);
		else {
			ck_assert_uint_gt(world_learn(w, &c->d.facts), 0);
			turns++;
		}
	}
	/* it stays at its end */
	ck_assert_int_eq(way_go(way, &c->d.facts, &in), WAY_DONE);
	return turns;
}

/* a host with no routes, netqmail-1.06 on it; lines go on top */
static void
host_begin(struct lint_case *c, const char *const *lines)
{
	case_begin(c);
	case_line(c, "V netqmail-1.06");
	case_line(c, "F me=me.example\n");
	case_line(c, "F locals=me.example\n");
	case_line(c, "F rcpthosts=.test\n");
	case_lines(c, lines);
	case_subject(c);
	ck_assert_int_eq(ipme_build(&c->site.ipme[0], c->site.flavor.fits[0],
	    &c->site.interfaces, &c->site.controls), 0);
}

static const struct {
	struct world world;
	const char *lines[CASE_LINES];
	enum relayclient relayclient;
	enum way_end end;
	enum action action;
	enum words words;
	size_t n, back;
	const char *last;	/* the recipient of the last pass */
} ways[] = {
	/* elsewhere */
	{ { { 0 }, { FAR }, false }, { "S joe@0.test" }, 0,
	    WAY_ENDS, ACTION_DELIVER, WORDS_NONE, 1, 0, "joe@0.test" },
	/* itself */
	{ { { 0 }, { HERE }, false }, { "S joe@0.test" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1, 0, "joe@0.test" },
	{ { { 0 }, { HERE }, false }, { "S 0.test" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1, 0, "0.test" },
	/* case is none */
	{ { { 0 }, { HERE }, false }, { "S Joe@0.TEST", "F percenthack=x\n" },
	    0, WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1, 0, "Joe@0.TEST" },
	/* an alias, to what is local, virtual, neither, or a user's own */
	{ { { 2 }, { 0, HERE }, false },
	    { "S joe@0.test", "F locals=1.test\n" }, 0,
	    WAY_ENDS, ACTION_LOCAL, WORDS_NONE, 2, 0, "joe@1.test" },
	{ { { 2 }, { 0, HERE }, false },
	    { "S joe@0.test", "F virtualdomains=joe@1.test:joe\n" }, 0,
	    WAY_ENDS, ACTION_VIRTUAL, WORDS_NONE, 2, 0, "joe@1.test" },
	{ { { 2 }, { 0, HERE }, false },
	    { "S jim@0.test", "F virtualdomains=joe@1.test:joe\n" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 2, 1, "jim@1.test" },
	{ { { 2 }, { 0, HERE }, false },
	    { "S 0.test", "F virtualdomains=joe@1.test:joe\n" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 2, 1, "1.test" },
	/* and where it comes back to a host that knows itself */
	{ { { 2 }, { 0, HERE }, false },
	    { "S joe@0.test", "V netqmail-1.06+moreipme" }, 0,
	    WAY_ENDS, ACTION_BOUNCE, WORDS_BEST_IS_ME, 2, 0, "joe@1.test" },
	/* refused: at once, or after a pass */
	{ { { 0 }, { HERE }, false }, { "S joe@0.test", "F rcpthosts=x\n" },
	    RELAYCLIENT_NO, WAY_REFUSED, ACTION_BOUNCE, WORDS_RCPT_REFUSED, 1,
	    0, "joe@0.test" },
	{ { { 0 }, { HERE }, false }, { "S joe@0.test", "F rcpthosts=x\n" },
	    RELAYCLIENT_USUAL, WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1,
	    0, "joe@0.test" },
	{ { { 2 }, { 0, HERE }, false },
	    { "S joe@0.test", "F rcpthosts=0.test\n" },
	    RELAYCLIENT_NO, WAY_REFUSED, ACTION_BOUNCE, WORDS_RCPT_REFUSED, 1,
	    0, "joe@0.test" },
	/* the ten rounds of the look-up stop inside a circle: of four names
	   every second one is met, of three all, of five the same */
	{ { { 2, 3, 4, 1 }, { HERE, HERE, HERE, HERE }, false },
	    { "S joe@0.test" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 2, 0, "joe@2.test" },
	{ { { 2, 3, 1 }, { HERE, HERE, HERE }, false },
	    { "S joe@0.test" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 3, 0, "joe@2.test" },
	{ { { 2, 3, 4, 5, 1 }, { HERE, HERE, HERE, HERE, HERE }, false },
	    { "S joe@0.test" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1, 0, "joe@0.test" },
	/* one name before the circle: it is not met again */
	{ { { 2, 3, 4, 5, 2 }, { HERE, HERE, HERE, HERE, HERE }, false },
	    { "S joe@0.test" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 3, 1, "joe@4.test" },
	/* for ever another name */
	{ { { 0 }, { 0 }, true }, { "S joe@0.test" }, 0,
	    WAY_HOPS, ACTION_LOOP, WORDS_NONE, WAY_PASSES, 0,
	    "joe@500.test" },
	/* a dot is dropped */
	{ { { 0 }, { HERE }, false },
	    { "S joe@0.test.", "F locals=0.test\n" }, 0,
	    WAY_ENDS, ACTION_LOCAL, WORDS_NONE, 2, 0, "joe@0.test" },
	/* what rewrite() has made is not made again */
	{ { { 0 }, { HERE }, false },
	    { "S joe%0.test@hack.example", "F percenthack=hack.example\n" },
	    0, WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1, 0,
	    "joe%0.test@hack.example" },
	/* but it is where the canonical name is one of percenthack's */
	{ { { 2 }, { 0, HERE, FAR }, false },
	    { "S joe%2.test@0.test", "F percenthack=1.test\n" }, 0,
	    WAY_ENDS, ACTION_DELIVER, WORDS_NONE, 2, 0,
	    "joe%2.test@1.test" },
	/* comes back under a name that a relay takes elsewhere */
	{ { { 2 }, { 0, HERE, FAR }, false },
	    { "S joe@0.test", "F smtproutes=1.test:mx.2.test\n" }, 0,
	    WAY_ENDS, ACTION_DELIVER, WORDS_NONE, 2, 0, "joe@1.test" },
	/* and under one that fails */
	{ { { 2 }, { HERE, 0 }, false }, { "S joe@0.test" }, 0,
	    WAY_ENDS, ACTION_BOUNCE, WORDS_NO_HOST, 2, 0, "joe@1.test" },
	/* no file decides any more when qmail-smtpd cannot start */
	{ { { 0 }, { HERE }, false },
	    { "S joe@0.test", "X state rcpthosts 2 21" }, 0,
	    WAY_REFUSED, ACTION_DEFER, WORDS_GREETING, 1, 0, "joe@0.test" },
	{ { { 0 }, { HERE }, false },
	    { "S joe@0.test", "X state badmailfrom 2 21" }, 0,
	    WAY_REFUSED, ACTION_DEFER, WORDS_GREETING, 1, 0, "joe@0.test" },
	{ { { 0 }, { HERE }, false },
	    { "S joe@0.test", "F me", "F helohost=h\n" }, 0,
	    WAY_REFUSED, ACTION_DEFER, WORDS_GREETING, 1, 0, "joe@0.test" },
	{ { { 0 }, { HERE }, false },
	    { "S joe@0.test", "F me", "F helohost=h\n",
	      "F smtpgreeting=hi\n" }, 0,
	    WAY_REPEATS, ACTION_LOOP, WORDS_NONE, 1, 0, "joe@0.test" },
	{ { { 0 }, { HERE }, false },
	    { "S joe@0.test", "X state rcpthosts 3 13" }, 0,
	    WAY_UNSEEN, ACTION_DELIVER, WORDS_NONE, 1, 0, "joe@0.test" },
};

enum { WAYS = sizeof ways / sizeof ways[0] };

START_TEST(test_way)
{
	static struct lint_case c;
	const struct way *way = &c.d.way[0];

	host_begin(&c, ways[_i].lines);
	walk(&c, &ways[_i].world, ways[_i].relayclient);
	ck_assert_int_eq(way->end, ways[_i].end);
	ck_assert_int_eq(way->verdict.action, ways[_i].action);
	ck_assert_int_eq(way->verdict.words, ways[_i].words);
	ck_assert_uint_eq(way->n, ways[_i].n);
	if (way->end == WAY_REPEATS)
		ck_assert_uint_eq(way->back, ways[_i].back);
	ck_assert_str_eq(way_last(way)->subject.text, ways[_i].last);
	/* what is not delivered says no RCPT TO */
	ck_assert((way_last(way)->rcpt != NULL) ==
	    (way_last(way)->judgement->decision.verdict.action ==
	    ACTION_DELIVER));
	case_end(&c);
}
END_TEST

/* Where a connection to an own address comes from, and whether that is taken
   for one that qmail-smtpd relays for. */
START_TEST(test_from)
{
	static const struct {
		const char *flavor, *subject, *rcpthosts, *outgoingip;
		uint32_t from;
		bool assumes;
	} cases[] = {
		{ "V netqmail-1.06", "S u@127.0.0.2", "F rcpthosts=x\n", NULL,
		    0x7f000001, true },
		{ "V netqmail-1.06", "S u@127.0.0.2", "F rcpthosts", NULL,
		    0x7f000001, false },
		{ "V qmail-1.03", "S u@0.0.0.0", "F rcpthosts=x\n", NULL,
		    0x7f000001, true },
		{ "V netqmail-1.06", "S u@198.51.100.9", "F rcpthosts=x\n",
		    NULL, 0xc6336409, false },
		{ "V sagredo", "S u@x.test", "F rcpthosts=x\n",
		    "F outgoingip=192.0.2.1\n", 0xc0000201, false },
		{ "V sagredo", "S u@x.test", "F rcpthosts=x\n",
		    "F outgoingip=0.0.0.0\n", 0x7f000001, true },
		{ "V netqmail-1.06", "S u@127.0.0.2", "F rcpthosts=x\n",
		    "F outgoingip=192.0.2.1\n", 0x7f000001, true },
	};
	static const struct world world = { { 0 }, { 0 }, false };
	static struct lint_case c;
	const struct way_pass *first;

	const char *const lines[CASE_LINES] = {
		cases[_i].flavor, cases[_i].subject, cases[_i].rcpthosts,
		"I lo 127.0.0.1", "I eth0 192.0.2.1", "I eth0 198.51.100.9",
		"F smtproutes=x.test:127.0.0.3\n", cases[_i].outgoingip
	};

	host_begin(&c, lines);
	walk(&c, &world, RELAYCLIENT_USUAL);
	first = &c.d.way[0].pass[0];
	ck_assert(first->returns);
	ck_assert_uint_eq(first->from, cases[_i].from);
	ck_assert(c.d.way[0].assumes == cases[_i].assumes);
	ck_assert(cases[_i].assumes ==
	    (first->accept.by == ACCEPT_RELAYCLIENT));
	case_end(&c);
}
END_TEST

enum { FROMS = 7 };

/* A cdb that cannot be searched defers what rcpthosts lacks, one by one; who
   is relayed for never comes to it. */
START_TEST(test_broken_cdb)
{
	static const struct {
		const char *rcpthosts;
		enum relayclient relayclient;
		enum way_end end;
		enum words words;
	} cases[] = {
		{ "F rcpthosts=x\n", RELAYCLIENT_NO, WAY_REFUSED,
		    WORDS_RCPT_CONTROL },
		{ "F rcpthosts=x\n", RELAYCLIENT_USUAL, WAY_REPEATS,
		    WORDS_NONE },
		{ "F rcpthosts=x\n", RELAYCLIENT_YES, WAY_REPEATS,
		    WORDS_NONE },
		{ "F rcpthosts=0.test\n", RELAYCLIENT_NO, WAY_REPEATS,
		    WORDS_NONE },
		{ "F rcpthosts", RELAYCLIENT_NO, WAY_REPEATS, WORDS_NONE },
	};
	static const struct world world = { { 0 }, { HERE }, false };
	static struct lint_case c;
	const struct way *way = &c.d.way[0];
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *const lines[CASE_LINES] = {
			"S joe@0.test", cases[i].rcpthosts
		};

		host_begin(&c, lines);
		cdb_free(&c.site.morercpthosts_cdb);
		c.site.morercpthosts_cdb.state = CONTROL_READ;
		walk(&c, &world, cases[i].relayclient);
		ck_assert_int_eq(way->end, cases[i].end);
		ck_assert_int_eq(way->verdict.words, cases[i].words);
		case_end(&c);
	}
}
END_TEST

/* What qmail-remote asks on the first pass is its own; what follows is asked
   for the way. A name that both ask for stays the first one's. */
START_TEST(test_askers)
{
	static const char *const lines[CASE_LINES] = { "S joe@0.test" };
	static const struct world world = {
		{ 2 }, { 0, HERE }, false
	};
	static struct lint_case c;
	const struct fact *fact;
	size_t i, ways_own = 0;

	host_begin(&c, lines);
	/* alias and MX; the exchanger, and what the alias leads to; the
	   exchanger of that: one turn a pass more */
	ck_assert_uint_eq(walk(&c, &world, RELAYCLIENT_USUAL), 3);
	ck_assert_uint_eq(c.d.way[0].n, 2);
	for (i = 0; i < c.d.facts.n; i++) {
		fact = c.d.facts.fact[i];
		if (fact->by != ASKER_WAY)
			continue;
		ways_own++;
		ck_assert(strcmp(fact->name, "1.test") == 0 ||
		    strcmp(fact->name, "mx.1.test") == 0);
		ck_assert_int_ne(fact->type, WIRE_ANY);
	}
	ck_assert_uint_eq(ways_own, 2);
	fact = facts_find(&c.d.facts, "1.test", WIRE_ANY);
	ck_assert_ptr_nonnull(fact);
	ck_assert_int_eq(fact->by, ASKER_QMAIL);
	ck_assert_int_eq(c.d.facts.mode, FACTS_OPEN);
	case_end(&c);
}
END_TEST

/* What goes elsewhere takes the turns that it took; of an alias that a
   resolver has followed all names are asked for at once. */
START_TEST(test_turns)
{
	static const struct {
		struct world world;
		size_t n, turns;
	} cases[] = {
		{ { { 0 }, { FAR }, false }, 1, 2 },
		{ { { 2, 3, 4, 5 }, { 0, 0, 0, 0, FAR }, false }, 1, 2 },
		{ { { 2, 3, 4, 5 }, { 0, 0, 0, 0, HERE }, false }, 2, 3 },
		{ { { 0 }, { HERE }, false }, 1, 2 },
	};
	static const char *const lines[CASE_LINES] = { "S joe@0.test" };
	static struct lint_case c;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		host_begin(&c, lines);
		ck_assert_uint_eq(walk(&c, &cases[i].world,
		    RELAYCLIENT_USUAL), cases[i].turns);
		ck_assert_uint_eq(c.d.way[0].n, cases[i].n);
		case_end(&c);
	}
}
END_TEST

/* frozen facts are wanted no more, on no pass */
START_TEST(test_frozen)
{
	static const char *const lines[CASE_LINES] = { "S joe@0.test" };
	static const struct world world = {
		{ 2 }, { HERE, HERE }, false
	};
	static struct lint_case c;
	struct way_input in;
	struct way *way = &c.d.way[0];

	host_begin(&c, lines);
	in = way_input(&c.site, 0);
	ck_assert_int_eq(way_begin(way, &c.d.judgement[0], &c.d.subject,
	    false), 0);
	while (way_go(way, &c.d.facts, &in) == WAY_MISSING)
		world_learn(&world, &c.d.facts);
	case_settle(&c, &way_last(way)->judgement->decision);
	c.d.facts.mode = FACTS_FROZEN;
	ck_assert_int_eq(way_go(way, &c.d.facts, &in), WAY_MISSING);
	ck_assert_uint_eq(way->n, 2);
	ck_assert_int_eq(way->end, WAY_OPEN);
	ck_assert_uint_eq(c.d.facts.asked, c.d.facts.n);
	case_end(&c);
}
END_TEST

/* what qmail-remote says and qmail-smtpd takes */
static const struct {
	const char *subject, *said, *taken;
} rcpts[] = {
	{ "joe@0.test", "joe@0.test", "joe@0.test" },
	{ "jo e@0.test", "\"jo e\"@0.test", "jo e@0.test" },
	{ "jo\\e@0.test", "\"jo\\\\e\"@0.test", "jo\\e@0.test" },
	{ "jo\"e@0.test", "\"jo\\\"e\"@0.test", "jo\"e@0.test" },
	{ "a@b@0.test", "\"a@b\"@0.test", "a@b@0.test" },
	{ "@0.test", "\"\"@0.test", "@0.test" },
	{ "j>e@0.test", "\"j>e\"@0.test", "j>e@0.test" },
	/* the host is not quoted, and loses what stands for quotes */
	{ "joe@0.te\\st", "joe@0.te\\st", "joe@0.test" },
	/* the bracket that ends it is none in quotes or behind a backslash */
	{ "joe@0.te\"st", "joe@0.te\"st", "joe@0.test>" },
	{ "joe@0.t\"e\"st", "joe@0.t\"e\"st", "joe@0.test" },
	{ "joe@0.test\\", "joe@0.test\\", "joe@0.test>" },
	{ "joe@[192.0.2.1\"]", "joe@[192.0.2.1\"]", "joe@[192.0.2.1]>" },
	{ "joe@0.test>x", "joe@0.test>x", "joe@0.test" },
	{ "joe@0.te\\\\st\\", "joe@0.te\\\\st\\", "joe@0.te\\st>" },
	/* localiphost for an own address in brackets, and for no other */
	{ "joe@[192.0.2.1]", "joe@[192.0.2.1]", "joe@iphost.example" },
	{ "joe@[192.0.2.2]", "joe@[192.0.2.2]", "joe@[192.0.2.2]" },
	{ "joe@192.0.2.1", "joe@192.0.2.1", "joe@192.0.2.1" },
	{ "[192.0.2.1]", "[192.0.2.1]", "iphost.example" },
	{ "0.test", "0.test", "0.test" },
};

enum { RCPTS = sizeof rcpts / sizeof rcpts[0] };

START_TEST(test_rcpt)
{
	char subject[NAME];
	const char *const lines[CASE_LINES] = {
		subject, "F localiphost=iphost.example\n"
	};
	static struct lint_case c;
	struct judgement *j = &c.d.judgement[0];
	char *said, *taken;

	snprintf(subject, sizeof subject, "S %s", rcpts[_i].subject);
	host_begin(&c, lines);
	ck_assert_int_eq(route_find(&j->route, c.site.flavor.fits[0],
	    &c.site.controls, &c.d.subject), 0);
	said = rcpt_say(j, &c.d.subject);
	ck_assert_str_eq(said, rcpts[_i].said);
	taken = rcpt_take(said, &c.d.subject, &c.site.controls,
	    &c.site.ipme[0]);
	ck_assert_str_eq(taken, rcpts[_i].taken);
	free(said);
	free(taken);
	judgement_free(j);
	case_end(&c);
}
END_TEST

/* a canonical name from DNS has its own backslashes, and may have an @ */
START_TEST(test_rcpt_alias)
{
	static const struct {
		const char *subject, *alias, *said, *taken;
	} cases[] = {
		{ "S j e@0.test", "x\\@1.test", "\"j e\"@x\\@1.test",
		    "j e@x@1.test" },
		{ "S 0.test", "x\\@1.test", "x\\@1.test", "1.test" },
		{ "S joe@0.test", "x\\032y.test", "joe@x\\032y.test",
		    "joe@x032y.test" },
		{ "S joe@0.test", "", "joe@", "joe@" },
	};
	const char *const lines[CASE_LINES] = { cases[_i].subject };
	static struct lint_case c;
	struct judgement *j = &c.d.judgement[0];
	char *said, *taken;

	host_begin(&c, lines);
	ck_assert_int_eq(route_find(&j->route, c.site.flavor.fits[0],
	    &c.site.controls, &c.d.subject), 0);
	j->looked_up = j->lookup.is_alias = true;
	j->lookup.alias = strdup(cases[_i].alias);
	said = rcpt_say(j, &c.d.subject);
	ck_assert_str_eq(said, cases[_i].said);
	taken = rcpt_take(said, &c.d.subject, &c.site.controls,
	    &c.site.ipme[0]);
	ck_assert_str_eq(taken, cases[_i].taken);
	free(said);
	free(taken);
	judgement_free(j);
	case_end(&c);
}
END_TEST

/* localiphost's default is me; an empty file is empty */
START_TEST(test_localiphost)
{
	static const char *const lines[CASE_LINES] = { "S joe@[192.0.2.1]" };
	static struct lint_case c;
	char *taken;

	host_begin(&c, lines);
	taken = rcpt_take("joe@[192.0.2.1]", &c.d.subject, &c.site.controls,
	    &c.site.ipme[0]);
	ck_assert_str_eq(taken, "joe@me.example");
	free(taken);
	case_end(&c);
}
END_TEST

/* 899 octets are taken, 900 not */
START_TEST(test_too_long)
{
	char text[1000];

	memset(text, 'a', sizeof text);
	text[899] = '\0';
	ck_assert(!rcpt_is_too_long(text));
	text[899] = 'a';
	text[900] = '\0';
	ck_assert(rcpt_is_too_long(text));
}
END_TEST

/* Many hosts that chance has made */

static uint32_t chance_state;

static unsigned
chance(unsigned below)
{
	chance_state = chance_state * 1664525 + 1013904223;
	return (chance_state >> 8) % below;
}

/* some of the names, a line each, with what stands behind them */
static void
chance_file(struct lint_case *c, const char *file, unsigned odds,
    const char *behind)
{
	char text[400], name[NAME];
	size_t len = (size_t)snprintf(text, sizeof text, "F %s=", file);
	unsigned i;

	for (i = 0; i < NAMES; i++) {
		if (chance(odds) != 0)
			continue;
		snprintf(name, sizeof name, "%u.test%s", i, behind);
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s\n", name);
	}
	case_line(c, text);
}

static void
chance_host(struct lint_case *c, struct world *w)
{
	static const char *const flavors[] = {
		"V qmail-1.03", "V netqmail-1.06", "V netqmail-1.06+moreipme",
		"V notqmail-1.08", "V notqmail-1.09",
	};
	static const uint32_t addresses[] = {
		0, 0, HERE, HERE, FAR, 0xc0000201, 0
	};
	const char *const lines[CASE_LINES] = { flavors[chance(5)],
	    chance(3) == 0 ? "S 0.test" : "S joe@0.test" };
	unsigned i;

	memset(w, 0, sizeof *w);
	for (i = 0; i < NAMES; i++) {
		w->alias[i] = chance(3) == 0 ? 0 : 1 + chance(NAMES);
		w->address[i] = addresses[chance(7)];
	}
	case_begin(c);
	case_line(c, "F locals=me.example\n");
	chance_file(c, "rcpthosts", 2, "");
	if (chance(4) == 0)
		case_line(c, "F rcpthosts");
	if (chance(3) == 0)
		chance_file(c, "smtproutes", 4, ":127.0.0.2");
	if (chance(4) == 0)
		chance_file(c, "locals", 6, "");
	if (chance(4) == 0)
		chance_file(c, "virtualdomains", 6, ":user");
	case_lines(c, lines);
	case_subject(c);
	ck_assert_int_eq(ipme_build(&c->site.ipme[0], c->site.flavor.fits[0],
	    &c->site.interfaces, &c->site.controls), 0);
}

/* one decision alone, from facts of its own */
static void
decide(struct judgement *j, struct lint_case *c, const struct world *w,
    const struct subject *subject)
{
	struct judge_input in = {
		.flavor = c->site.flavor.fits[0],
		.controls = &c->site.controls, .ipme = &c->site.ipme[0],
		.tcpto = &c->site.tcpto, .now = c->site.now,
		.subject = subject
	};
	struct facts facts = { .n = 0 };

	memset(j, 0, sizeof *j);
	while (judge(j, &facts, &in) == JUDGED_MISSING)
		ck_assert_uint_gt(world_learn(w, &facts), 0);
	case_settle(c, &j->decision);
	/* of all this the decision alone is looked at from here on */
	facts_free(&facts);
}

/* RCPT TO's name: up to ten aliases on, unless a relay has it */
static unsigned
plain_canonical(const struct judgement *j, const struct world *w, unsigned at)
{
	int i;

	if (j->flavor->alias == ALIAS_NONE || j->route.has_relay)
		return at;
	for (i = 0; i < 10 && w->alias[at] != 0; i++)
		at = w->alias[at] - 1;
	return at;
}

/* the walk of a message without way.c: names are numbers */
static enum action
plain_walk(struct lint_case *c, const struct world *w, size_t *passes)
{
	bool seen[NAMES] = { false };
	unsigned at = 0;
	struct judgement j;
	enum action action;
	char text[NAME];
	struct subject subject = c->d.subject;
	size_t back;

	for (*passes = 1; ; ++*passes) {
		seen[at] = true;
		snprintf(text, sizeof text, "%s%u.test",
		    subject.is_domain ? "" : "joe@", at);
		subject.text = text;
		decide(&j, c, w, &subject);
		action = j.decision.verdict.action;
		back = prefme_returns(&j.decision);
		if (back == j.decision.n) {
			judgement_free(&j);
			return action;
		}
		at = plain_canonical(&j, w, at);
		back = j.decision.candidate[back].address >> 24 != 127;
		judgement_free(&j);
		snprintf(text, sizeof text, "%u.test", at);
		if (control_present(&c->site.controls.file[CONTROL_RCPTHOSTS])
		    && control_find(&c->site.controls.file[CONTROL_RCPTHOSTS],
		    text, strlen(text)) == NULL && back)
			return ACTION_BOUNCE;
		if (seen[at])
			return ACTION_LOOP;
	}
}

static void
check_properties(const struct way *way)
{
	const struct way_pass *pass;
	size_t i, k;

	for (i = 0; i < way->n; i++) {
		pass = &way->pass[i];
		ck_assert(pass->returns || i + 1 == way->n);
		for (k = 0; k < i; k++)
			ck_assert(!fold_equal(pass->subject.text,
			    strlen(pass->subject.text),
			    way->pass[k].subject.text,
			    strlen(way->pass[k].subject.text)));
	}
	if (way->n == 1 && !way->pass[0].returns)
		ck_assert(verdict_same(&way->verdict,
		    &way->pass[0].judgement->decision.verdict));
}

START_TEST(test_chance)
{
	static struct lint_case c;
	size_t i, passes, met[NAMES + 1] = { 0 };
	struct world w;
	enum action action;

	for (i = 0; i < 4000; i++) {
		chance_state = (uint32_t)(_i * 4000 + i);
		chance_host(&c, &w);
		action = plain_walk(&c, &w, &passes);
		walk(&c, &w, RELAYCLIENT_USUAL);
		ck_assert_msg(c.d.way[0].verdict.action == action,
		    "host %zu: %s, not %s", i,
		    action_name(c.d.way[0].verdict.action),
		    action_name(action));
		ck_assert_msg(c.d.way[0].n == passes,
		    "host %zu: %zu passes, not %zu", i, c.d.way[0].n, passes);
		check_properties(&c.d.way[0]);
		met[passes]++;
		case_end(&c);
	}
	for (i = 1; i <= 3; i++)	/* they are no toys */
		ck_assert_uint_gt(met[i], 20);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("way");
	TCase *tcase = tcase_create("way");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, test_way, 0, WAYS);
	tcase_add_loop_test(tcase, test_from, 0, FROMS);
	tcase_add_test(tcase, test_broken_cdb);
	tcase_add_test(tcase, test_askers);
	tcase_add_test(tcase, test_turns);
	tcase_add_test(tcase, test_frozen);
	tcase_add_loop_test(tcase, test_rcpt, 0, RCPTS);
	tcase_add_loop_test(tcase, test_rcpt_alias, 0, 4);
	tcase_add_test(tcase, test_localiphost);
	tcase_add_test(tcase, test_too_long);
	tcase_add_loop_test(tcase, test_chance, 0, 4);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}
