/*
 * check_fix.c: changes that mend a verdict, and what comes of them.
 */
#include "advice/changes.h"
#include "advice/mend.h"
#include "advice/trial.h"
#include "lint_case.h"

struct mending {
	const char *text;	/* of a fix; NULL: none is offered */
	const char *command;	/* or NULL */
	enum action before, then;
	const char *line[CASE_LINES];
};

static const struct mending mends[] = {
	{ "add shop.example to control/locals", "kill -HUP 77",
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S u@shop.example", "X send qmail-send 500 77",
	      "D shop.example MX 10 mx.home.example" } },
	{ "add shop.example to control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S u@shop.example", "F rcpthosts=shop.example\n",
	      "D shop.example MX 10 mx.home.example" } },
	{ "put mx.home.example and shop.example into control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S u@shop.example", "F locals",
	      "D shop.example MX 10 mx.home.example" } },
	{ "add x\\255.example to control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S u@x\xff.example",
	      "D x\xff.example MX 10 mx.home.example" } },
	{ "remove the carriage return from line 2 of control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S shop.example", "D shop.example MX 10 mx.home.example",
	      "F locals=mx.home.example\nshop.example\r\n" } },
	{ "remove the blank at the start of line 1 of control/"
	    "virtualdomains", NULL, ACTION_DELIVER, ACTION_VIRTUAL,
	    { "S away.example",
	      "F virtualdomains= away.example:alias-away\n" } },
	{ "leave the entry alone on line 2 of control/locals; a comment "
	    "needs its own line", NULL, ACTION_DELIVER, ACTION_LOCAL,
	    { "S away.example",
	      "F locals=mx.home.example\naway.example # x\n" } },
	{ "save control/locals without the byte order mark", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S home.example", "F locals=\xef\xbb\xbfhome.example\n" } },
	{ "write line 1 of control/virtualdomains as domain:user", NULL,
	    ACTION_DELIVER, ACTION_VIRTUAL,
	    { "S away.example",
	      "F virtualdomains=away.example alias\n" } },
	{ NULL, NULL, ACTION_DELIVER, ACTION_DELIVER,
	    { "S away.example", "F virtualdomains=away.example\n" } },
	{ "remove line 2 of control/locals", NULL,
	    ACTION_LOCAL, ACTION_VIRTUAL,
	    { "S shop.example", "F locals=mx.home.example\nshop.example\n",
	      "F virtualdomains=shop.example:alias\n" } },
	{ "remove line 2 of control/virtualdomains", NULL,
	    ACTION_BOUNCE, ACTION_VIRTUAL,
	    { "S shop.example", "D shop.example MX 10 mx.home.example",
	      "F virtualdomains=shop.example:alias\nshop.example:\n" } },
	{ "remove line 2 of control/locals", NULL,
	    ACTION_LOCAL, ACTION_DELIVER,
	    { "S u@old.example", "F locals=mx.home.example\nold.example\n",
	      "D old.example MX 10 mx.away.example" } },
	{ "remove line 1 of control/smtproutes", NULL,
	    ACTION_LOOP, ACTION_DELIVER,
	    { "S away.example", "F rcpthosts",
	      "F smtproutes=:192.0.2.1\n" } },
	{ "remove the blank behind the colon in line 1 of "
	    "control/smtproutes", NULL, ACTION_BOUNCE, ACTION_DELIVER,
	    { "S far.example", "F smtproutes=:\tmx.away.example\n" } },
	{ "remove line 1 of control/smtproutes", NULL,
	    ACTION_BOUNCE, ACTION_DELIVER,
	    { "S away.example", "F smtproutes=away.example::26\n" } },
	{ "add 198.51.100.25 to control/moreipme", NULL,
	    ACTION_LOOP, ACTION_BOUNCE,
	    { "S away.example", "F rcpthosts", "I eth0 192.0.2.1",
	      "I eth0 198.51.100.25" } },
	{ "remove line 1 of control/notipme", NULL,
	    ACTION_LOOP, ACTION_BOUNCE,
	    { "S away.example", "F rcpthosts",
	      "F notipme=198.51.100.25\n",
	      "I eth1 198.51.100.25" } },
	{ "add away.example to control/locals", NULL,
	    ACTION_LOOP, ACTION_LOCAL,
	    { "V netqmail-1.06", "S away.example", "F rcpthosts",
	      "I eth0 192.0.2.1",
	      "I eth0 198.51.100.25" } },
	{ "end the last line of control/moreipme with a newline", NULL,
	    ACTION_LOOP, ACTION_BOUNCE,
	    { "S away.example", "F rcpthosts",
	      "F moreipme=198.51.100.25",
	      "I eth0 192.0.2.1", "I eth0 198.51.100.25" } },
	{ "write line 1 of control/moreipme as 198.51.100.0/255.255.255.0",
	    NULL, ACTION_DELIVER, ACTION_BOUNCE,
	    { "S away.example", "F moreipme=198.51.100.0/24\n" } },
	{ "write line 1 of control/moreipme as 198.51.100.0/255.255.255.0",
	    NULL, ACTION_DELIVER, ACTION_BOUNCE,
	    { "S away.example",
	      "F moreipme=198.51.100.9/255.255.255.0\n" } },
	{ "give each address of line 1 of control/moreipme its own line",
	    NULL, ACTION_DELIVER, ACTION_BOUNCE,
	    { "S away.example", "F moreipme=10.0.0.1 198.51.100.25\n" } },
	{ "remove line 1 of control/smtproutes", NULL,
	    ACTION_BOUNCE, ACTION_DELIVER,
	    { "S away.example", "F smtproutes=:192.0.2.1\n" } },
	/* an alias of what is not local here, taken or refused */
	{ "add best.example to control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S shop.example", "F rcpthosts=best.example\n",
	      "D shop.example CNAME best.example",
	      "D best.example MX 10 mx.home.example" } },
	{ "add shop.example to control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S shop.example", "D shop.example CNAME best.example",
	      "D best.example MX 10 mx.home.example" } },
	/* an alias of what is local, and not taken */
	{ "add home.example to control/rcpthosts", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S shop.example", "F rcpthosts=other.example\n",
	      "D shop.example CNAME home.example" } },
	/* it is well as it is */
	{ NULL, NULL, ACTION_LOCAL, ACTION_LOCAL,
	    { "S shop.example", "F rcpthosts=home.example\n",
	      "D shop.example CNAME home.example" } },
	/* out of one bounce into another is no way */
	{ "add away.example to control/locals", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S away.example", "I eth0 192.0.2.1",
	      "I eth0 198.51.100.25" } },
	/* more than one thing is wrong with a line */
	{ "write line 1 of control/locals as home.example", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S home.example", "F locals=\t home.example\r\n" } },
	{ "write line 1 of control/locals as home.example", NULL,
	    ACTION_BOUNCE, ACTION_LOCAL,
	    { "S home.example", "F locals=home.example # x\r\n" } },
	{ "write line 2 of control/smtproutes as away.example:198.51.100.9",
	    NULL, ACTION_BOUNCE, ACTION_DELIVER,
	    { "S away.example",
	      "F smtproutes=#\naway.example: 198.51.100.9 # x\n" } },
	{ "write line 1 of control/virtualdomains as away.example:alias",
	    NULL, ACTION_DELIVER, ACTION_VIRTUAL,
	    { "S away.example", "F virtualdomains=away.example = alias\r\n" } },
	{ "write line 1 of control/moreipme as 198.51.100.0/255.255.255.0, "
	    "and end it with a newline", NULL, ACTION_DELIVER, ACTION_BOUNCE,
	    { "S away.example", "F moreipme=198.51.100.0/24" } },
	{ "save control/moreipme without the byte order mark, and end it "
	    "with a newline", NULL, ACTION_DELIVER, ACTION_BOUNCE,
	    { "S away.example", "F moreipme=\xef\xbb\xbf" "198.51.100.25" } },
	/* a password would have to be shown */
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S shop.example", "D shop.example A 127.0.0.1" } },
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "V sagredo", "S far.example",
	      "F smtproutes=: 198.51.100.9|user|password\r\n" } },
	/* suggested twice, by the shadowed line and against the loop */
	{ "remove line 2 of control/smtproutes", NULL,
	    ACTION_LOOP, ACTION_DELIVER,
	    { "S away.example", "F rcpthosts",
	      "F smtproutes=:198.51.100.9\n:192.0.2.1\n" } },
	/* more changes than are tried */
	{ "write line 1 of control/moreipme as 198.51.100.0/255.255.255.0",
	    NULL, ACTION_DELIVER, ACTION_BOUNCE,
	    { "S away.example", "F moreipme=198.51.100.0/24\n"
	      "198.51.100.0/25\n198.51.100.0/26\n198.51.100.0/27\n"
	      "198.51.100.1/24\n198.51.100.2/24\n198.51.100.3/24\n"
	      "198.51.100.4/24\n198.51.100.5/24\n198.51.100.6/24\n"
	      "198.51.100.7/24\n198.51.100.8/24\n198.51.100.9/24\n" } },
	/* what control/locals cannot say, or should not */
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S u@#x.example", "D #x.example MX 10 mx.home.example" } },
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S shop.example", "F me=mx.home.example # here\n",
	      "F locals", "D shop.example MX 10 mx.home.example" } },
	/* not good, but not for ever */
	{ "remove line 1 of control/smtproutes", NULL,
	    ACTION_BOUNCE, ACTION_DEFER,
	    { "V notqmail-1.09", "S away.example",
	      "F smtproutes=away.example::26\n",
	      "R away.example MX SERVFAIL" } },
	/* what mends a line may uncover worse, what removes it may not */
	{ "remove the carriage return from line 1 of control/smtproutes",
	    NULL, ACTION_BOUNCE, ACTION_LOOP,
	    { "V qmail-1.03", "S away.example",
	      "F smtproutes=away.example:\r\n",
	      "D mx.away.example A 127.0.0.2" } },
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "V qmail-1.03", "S away.example",
	      "F smtproutes=away.example::26\n",
	      "D mx.away.example A 127.0.0.2" } },
	/* nor does it only trade one bounce for another */
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S shop.example", "F smtproutes=shop.example:192.0.2.1\n",
	      "D shop.example MX 10 mx.home.example" } },
	/* what would be let in only to go out again is not let in */
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S u@shop.example", "D shop.example CNAME best.example",
	      "F me=mx.home.example # here\n", "F locals",
	      "D best.example MX 10 mx.home.example",
	      "F smtproutes=best.example:198.51.100.9\n" } },
	/* a backup is no home of the domain */
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S shop.example", "D shop.example MX 10 mx.shop.example",
	      "D shop.example MX 20 mx.home.example" } },
	/* nothing of this host bears on it */
	{ NULL, NULL, ACTION_BOUNCE, ACTION_BOUNCE,
	    { "S nowhere.example" } },
	{ NULL, NULL, ACTION_DELIVER, ACTION_DELIVER,
	    { "S away.example",
	      "F locals=mx.home.example\nshop.example\r\n" } },
	{ NULL, NULL, ACTION_DELIVER, ACTION_DELIVER,
	    { "S away.example", "F smtproutes=:198.51.100.9:x\n" } },
};

enum { MENDS = sizeof mends / sizeof mends[0] };

static const struct fix *
find_fix(const struct lint_case *c, const char *text)
{
	size_t i;

	for (i = 0; i < c->d.n_fix; i++)
		if (strcmp(c->d.fix[i].text, text) == 0)
			return &c->d.fix[i];
	return NULL;
}

/* no fix is offered twice */
static void
assert_once(const struct lint_case *c)
{
	size_t i, k;

	for (i = 0; i < c->d.n_fix; i++)
		for (k = 0; k < i; k++)
			ck_assert_str_ne(c->d.fix[i].text, c->d.fix[k].text);
}

START_TEST(test_mend)
{
	const struct mending *mend = &mends[_i];
	static struct lint_case c;
	const struct fix *fix;
	char dump[4000];

	case_begin(&c);
	case_lines(&c, mend->line);
	case_run(&c);
	ck_assert_msg(diagnosis_verdict(&c.d, 0)->action ==
	    mend->before, "%d: verdict %s", _i,
	    action_name(diagnosis_verdict(&c.d, 0)->action));
	assert_once(&c);
	if (mend->text == NULL)
		ck_assert_msg(c.d.n_fix == 0, "%d: %s", _i,
		    c.d.fix[0].text);
	else {
		fix = find_fix(&c, mend->text);
		ck_assert_msg(fix != NULL, "%d: %zu fixes, %s;%s", _i,
		    c.d.n_fix, c.d.n_fix > 0 ? c.d.fix[0].text : "none",
		    case_dump(&c, dump, sizeof dump));
		ck_assert_int_eq(fix->then.action, mend->then);
		ck_assert_int_eq(fix->command != NULL, mend->command != NULL);
		if (mend->command != NULL)
			ck_assert_str_eq(fix->command, mend->command);
	}
	case_end(&c);
}
END_TEST

static const struct {
	const char *whose;
	const char *line[CASE_LINES];
} owners[] = {
	{ NULL, { "S home.example" } },
	{ "nothing here needs changing", { "S away.example" } },
	{ "this host's files", { "S away.example", "F me" } },
	{ "this host's files", { "S u@shop.example",
	    "F rcpthosts=shop.example\n",
	    "D shop.example MX 10 mx.home.example" } },
	{ "this host's files, if the domain's mail belongs here; else the "
	    "domain's DNS",
	    { "S shop.example", "D shop.example MX 10 mx.home.example" } },
	{ "this host's network", { "S away.example",
	    "I eth0 198.51.100.25 down" } },
	{ "the domain's DNS; nothing here needs changing",
	    { "S nowhere.example" } },
	{ "the domain's DNS; nothing here needs changing",
	    { "V notqmail-1.09", "S shop.example",
	      "R shop.example MX SERVFAIL" } },
	{ "the resolver: no answer came at all",
	    { "V notqmail-1.09", "S shop.example", "F me=\n", "F locals=\n",
	      "R shop.example MX SILENT", "R shop.example A SILENT" } },
	{ "the other side, which did not answer; nothing here needs changing",
	    { "S away.example", "X tcpto 198.51.100.25 2 60" } },
	{ "this host's files, which name the relay, or the relay's DNS",
	    { "S away.example", "F smtproutes=:nowhere.example\n" } },
	{ "this host's files", { "V sagredo", "S away.example",
	    "F outgoingip=none\n" } },
	{ "this host's files", { "V sagredo", "S away.example",
	    "F outgoingip=198.51.100.1\n", "X elsewhere" } },
	{ "the domain's DNS",
	    { "S away.example", "R mx.away.example A CUT" } },
	{ "who wrote the address; nothing here needs changing",
	    { "V notqmail-1.09", "S u@" } },
	{ "who wrote the address; nothing here needs changing",
	    { "V notqmail-1.09", "S nowhere.example",
	      "R nowhere.example MX UNSENDABLE",
	      "R nowhere.example A UNSENDABLE" } },
	{ "the domain's DNS", { "S shop.example",
	    "D shop.example MX 10 mx.shop.example",
	    "D shop.example MX 20 mx.home.example" } },
	{ "the domain's DNS: it names an address that every host takes for "
	    "itself", { "S shop.example", "D shop.example A 127.0.0.1" } },
	{ "this host's files", { "S shop.example",
	    "F rcpthosts=shop.example\n", "D shop.example A 127.0.0.1" } },
};

enum { OWNERS = sizeof owners / sizeof owners[0] };

START_TEST(test_whose)
{
	static struct lint_case c;

	case_begin(&c);
	case_lines(&c, owners[_i].line);
	case_run(&c);
	if (owners[_i].whose == NULL)
		ck_assert_ptr_null(c.d.whose);
	else
		ck_assert_msg(c.d.whose != NULL &&
		    strcmp(c.d.whose, owners[_i].whose) == 0, "%d: %s", _i,
		    c.d.whose != NULL ? c.d.whose : "nobody's");
	case_end(&c);
}
END_TEST

/* What a line of control/locals cannot say is not offered for it, whether or
   not the trial would have shown that it does nothing. */
static const struct {
	const char *subject;
	const char *me;		/* alone, it would have to come along */
	size_t n;
} unsayable[] = {
	{ "S u@shop.example", NULL, 1 }, { "S u@#shop.example", NULL, 0 },
	{ "S u@shop .example", NULL, 0 }, { "S u@shop\t.example", NULL, 0 },
	{ "S u@s#op.example", NULL, 1 },
	{ "S u@shop.example", "F me=home.example\n", 1 },
	{ "S u@shop.example", "F me=#home.example\n", 0 },
	{ "S u@shop.example", "F me=home.example # here\n", 0 },
	{ "S u@shop.example", "F me=h\xc3\xb6me.example\n", 0 },
};

enum { UNSAYABLE = sizeof unsayable / sizeof unsayable[0] };

START_TEST(test_unsayable)
{
	const char *const lines[CASE_LINES] = {
		"V notqmail-1.09", unsayable[_i].subject,
		unsayable[_i].me, unsayable[_i].me != NULL ? "F locals" : NULL
	};
	static struct lint_case c;
	struct judgement *j = &c.d.judgement[0];
	struct changes changes;

	case_begin(&c);
	case_lines(&c, lines);
	case_subject(&c);
	/* as if DNS had named this host */
	j->flavor = c.site.flavor.fits[0];
	ck_assert_int_eq(route_find(&j->route, j->flavor, &c.site.controls,
	    &c.d.subject), 0);
	j->decision.candidate = calloc(1, sizeof *j->decision.candidate);
	ck_assert_ptr_nonnull(j->decision.candidate);
	j->decision.candidate->mx = SIZE_MAX;
	j->decision.candidate->address = 0xc0000201;
	j->decision.n = 1;
	j->decision.verdict.action = ACTION_BOUNCE;
	j->decision.verdict.words = WORDS_BEST_IS_ME;
	c.d.n = 1;
	ck_assert_int_eq(way_begin(&c.d.way[0], j, &c.d.subject, true), 0);
	c.d.way[0].end = WAY_ENDS;
	c.d.way[0].verdict = j->decision.verdict;
	ck_assert_int_eq(changes_make(&changes, &c.d), 0);
	ck_assert_uint_eq(changes.n, unsayable[_i].n);
	changes_free(&changes);
	case_end(&c);
}
END_TEST

/* findings whose place has nothing to mend */
START_TEST(test_nothing_to_mend)
{
	static const char *const lines[CASE_LINES] = {
		"F locals=#\nhome.example\n",
		"F moreipme=10.0.0.1\n10.0.0.0/x\n",
	};
	static const struct {
		enum finding_id id;
		struct place at;
	} places[] = {
		{ FINDING_CR_AT_LINE_END, { CONTROL_LOCALS, 1 } },
		{ FINDING_CR_AT_LINE_END, { CONTROL_LOCALS, 9 } },
		{ FINDING_CR_AT_LINE_END, { CONTROL_LOCALS, 0 } },
		{ FINDING_CR_AT_LINE_END, { CONTROL_FILES, 1 } },
		{ FINDING_IPME_CIDR, { CONTROL_MOREIPME, 9 } },
		{ FINDING_IPME_CIDR, { CONTROL_MOREIPME, 1 } },
		{ FINDING_IPME_NOT_AN_ADDRESS, { CONTROL_MOREIPME, 2 } },
		{ FINDING_NULL_MX, { CONTROL_LOCALS, 2 } },
	};
	static struct lint_case c;
	struct mend mend;
	size_t i;

	case_begin(&c);
	case_lines(&c, lines);
	for (i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct finding f = { .id = places[i].id,
		    .at = places[i].at };

		ck_assert_int_eq(mend_make(&mend, &c.site.controls, &f), 0);
		ck_assert_ptr_null(mend.edit);
		ck_assert_ptr_null(mend.text);
	}
	case_end(&c);
}
END_TEST

/* A zero byte splits the first line: what was meant cannot be told. */
START_TEST(test_mark_before_a_zero_byte)
{
	static const char bytes[] = "\xef\xbb\xbfhome.example\0x\n";
	struct finding f = { .id = FINDING_BYTE_ORDER_MARK,
	    .at = { CONTROL_LOCALS, 1 } };
	static struct controls controls;
	char *copy = malloc(sizeof bytes);
	struct mend mend;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, sizeof bytes);
	ck_assert_int_eq(control_parse(&controls.file[CONTROL_LOCALS],
	    CONTROL_LOCALS, copy, sizeof bytes - 1), 0);
	ck_assert_int_eq(mend_make(&mend, &controls, &f), 0);
	controls_free(&controls);
}
END_TEST

/* a trial changes neither the host nor what is known */
START_TEST(test_trials_leave_no_trace)
{
	static const char *const lines[CASE_LINES] = {
		"S shop.example", "D shop.example MX 10 mx.home.example",
		"F locals=mx.home.example\n",
	};
	static struct lint_case c;
	const struct control *locals = &c.site.controls.file[CONTROL_LOCALS];
	size_t facts, i;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	facts = c.d.facts.n;
	ck_assert_uint_eq(c.d.n_fix, 1);
	ck_assert_uint_eq(locals->n, 1);
	ck_assert_int_eq(diagnosis_verdict(&c.d, 0)->action,
	    ACTION_BOUNCE);
	ck_assert_int_ne(c.d.facts.mode, FACTS_FROZEN);
	ck_assert_uint_eq(c.d.facts.n, facts);
	for (i = 0; i < facts; i++)
		ck_assert(c.d.facts.fact[i]->known);
	case_end(&c);
}
END_TEST

/* what qmail-smtpd would take is out of sight: no trial knows its end */
START_TEST(test_unseen_trial)
{
	static const char *const lines[CASE_LINES] = {
		"S shop.example", "D shop.example MX 10 mx.home.example",
		"X state rcpthosts 3 13",
	};
	const struct trial_change back = {
		.file = CONTROL_SMTPROUTES, .text = ":192.0.2.1"
	};
	static struct lint_case c;
	struct trial trial;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	ck_assert_int_eq(diagnosis_verdict(&c.d, 0)->words, WORDS_BEST_IS_ME);
	ck_assert_int_eq(trial_frozen(&trial, &c.d, &back), 0);
	trial_free(&trial);
	case_end(&c);
}
END_TEST

/* a frozen trial wants nothing, not even in what it borrows */
START_TEST(test_frozen_trial)
{
	static const char *const lines[CASE_LINES] = {
		"S away.example", "F locals=mx.home.example\naway.example\r\n",
	};
	const struct trial_change far = {
		.file = CONTROL_SMTPROUTES, .text = ":far.example"
	}, mended = {
		.file = CONTROL_LOCALS, .line = 2, .text = "away.example"
	};
	static struct lint_case c;
	const struct answer *known;
	struct trial trial;
	size_t facts;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	facts = c.d.facts.n;
	ck_assert_int_eq(trial_frozen(&trial, &c.d, &far), 0);
	trial_free(&trial);
	ck_assert_int_eq(facts_need(&c.d.facts, "far.example", WIRE_A,
	    ASKER_QMAIL, &known), 0);
	ck_assert_ptr_null(known);
	ck_assert_uint_eq(c.d.facts.n, facts + 1);
	ck_assert_int_eq(trial_frozen(&trial, &c.d, &mended), 1);
	ck_assert_int_eq(trial.way.verdict.action,
	    ACTION_LOCAL);
	trial_free(&trial);
	/* what qmail cannot read, no change of it mends */
	c.site.controls.file[CONTROL_LOCALS].state = CONTROL_UNREADABLE;
	ck_assert_int_eq(trial_frozen(&trial, &c.d, &mended), 0);
	trial_free(&trial);
	case_end(&c);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fix");
	TCase *tests = tcase_create("fix");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, test_mend, 0, MENDS);
	tcase_add_loop_test(tests, test_whose, 0, OWNERS);
	tcase_add_test(tests, test_trials_leave_no_trace);
	tcase_add_loop_test(tests, test_unsayable, 0, UNSAYABLE);
	tcase_add_test(tests, test_unseen_trial);
	tcase_add_test(tests, test_frozen_trial);
	tcase_add_test(tests, test_nothing_to_mend);
	tcase_add_test(tests, test_mark_before_a_zero_byte);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
