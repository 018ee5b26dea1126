/*
 * check_lint.c: for each finding a host that raises it, with its place, and a
 * mended twin that does not.
 */
#include "advice/rules.h"
#include "lint_case.h"

#define BOM "\xef\xbb\xbf"
#define PLAIN "V netqmail-1.06"
#define HUNDRED "123456789-123456789-123456789-123456789-123456789-" \
	"123456789-123456789-123456789-123456789-123456789."
#define LONG_NAME HUNDRED HUNDRED HUNDRED "example"

struct pair {
	enum finding_id id;
	int severity;		/* -1: the table's */
	const char *file;	/* NULL: no place */
	size_t line;
	const char *bad[CASE_LINES], *good[CASE_LINES];
};

static const struct pair pairs[] = {
#include "lint_pairs_dns.h"
#include "lint_pairs_files.h"
#include "lint_pairs_ipme.h"
#include "lint_pairs_more.h"
};

enum { PAIRS = sizeof pairs / sizeof pairs[0] };

START_TEST(test_pair)
{
	const struct pair *pair = &pairs[_i];
	static struct lint_case c;
	const struct finding *f;
	char dump[4000];
	int severity = pair->severity == -1 ?
	    (int)finding_severity(pair->id) : pair->severity;

	case_begin(&c);
	case_lines(&c, pair->bad);
	case_run(&c);
	f = case_find(&c, pair->id, pair->file, pair->line);
	ck_assert_msg(f != NULL, "pair %d: no %s at %s:%zu, but%s", _i,
	    finding_slug(pair->id), pair->file != NULL ? pair->file : "-",
	    pair->line, case_dump(&c, dump, sizeof dump));
	ck_assert_msg((int)f->severity == severity, "pair %d: %s is %s", _i,
	    finding_slug(pair->id), severity_name(f->severity));
	case_end(&c);

	case_begin(&c);
	case_lines(&c, pair->bad);
	case_lines(&c, pair->good);
	case_run(&c);
	ck_assert_msg(case_find(&c, pair->id, NULL, 0) == NULL,
	    "pair %d: %s though mended:%s", _i, finding_slug(pair->id),
	    case_dump(&c, dump, sizeof dump));
	case_end(&c);
}
END_TEST

/* the other side's exchangers are not those of the alias: worth a line */
START_TEST(test_rcpt_rewritten)
{
	static const char *const elsewhere[CASE_LINES] = {
		"S shop.example", "D shop.example CNAME away.example",
		"D shop.example MX 5 mx2.away.example",
		"D mx2.away.example A 198.51.100.26",
	};
	static const char *const same[CASE_LINES] = {
		"S shop.example", "D shop.example CNAME away.example",
	};
	static struct lint_case c;
	const struct finding *f;

	case_begin(&c);
	case_lines(&c, elsewhere);
	case_run(&c);
	f = case_find(&c, FINDING_RCPT_REWRITTEN, NULL, 0);
	ck_assert(f != NULL && f->explains);
	case_end(&c);
	case_begin(&c);
	case_lines(&c, same);
	case_run(&c);
	f = case_find(&c, FINDING_RCPT_REWRITTEN, NULL, 0);
	ck_assert(f != NULL && !f->explains);
	case_end(&c);
}
END_TEST

/* what the refused message would be is tried, and said */
START_TEST(test_relayed)
{
	static const struct {
		const char *const line[CASE_LINES];
		enum action then;
	} cases[] = {
		{ { "S u@away.example", "F smtproutes=:192.0.2.1\n" },
		    ACTION_LOOP },
		{ { "S u@shop.example", "D shop.example CNAME home.example",
		    "F rcpthosts=x\n" }, ACTION_LOCAL },
		{ { "S u@shop.example", "D shop.example CNAME best.example",
		    "D best.example MX 10 mx.home.example" }, ACTION_BOUNCE },
	};
	static struct lint_case c;
	const struct finding *f;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		case_begin(&c);
		case_lines(&c, cases[i].line);
		case_run(&c);
		f = case_find(&c, FINDING_REFUSED_HERE, NULL, 0);
		ck_assert(f != NULL);
		ck_assert(c.d.is_relayed_known);
		ck_assert_int_eq(c.d.relayed.action, cases[i].then);
		ck_assert(strstr(f->argument[3],
		    action_name(cases[i].then)) != NULL);
		case_end(&c);
	}
}
END_TEST

START_TEST(test_every_finding_has_a_pair)
{
	enum finding_id id;
	size_t i;

	for (id = 0; id < FINDINGS; id++) {
		for (i = 0; i < PAIRS && pairs[i].id != id; i++)
			continue;
		ck_assert_msg(i < PAIRS, "%s has no pair", finding_slug(id));
	}
}
END_TEST

/* set-ups with nothing to say about: no error, no warning */
static const char *const clean[][CASE_LINES] = {
	{ NULL },
	{ "S away.example" },
	{ "S user@home.example" },
	{ "S home.example" },
	{ "--ip" },
	{ "F locals", "F rcpthosts" },
	{ "F smtproutes=:relay.away.example\n",
	    "D relay.away.example A 198.51.100.26", "S away.example" },
	{ "F smtproutes=away.example:relay.away.example:2525\n.x:\n",
	    "D relay.away.example A 198.51.100.26", "S away.example" },
	{ "F virtualdomains=v.example:alias-v\n.v.example:alias-v\n"
	    "user@w.example:alias-w\n#x\n\n", "S u@v.example" },
	{ "F moreipme=203.0.113.5\n10.0.0.0/255.0.0.0\n", "F notipme=\n" },
	{ "F smtproutes=k:relay.test|a user|pass word\n",
	    "V sagredo" },
	{ PLAIN, "S away.example" },
	{ "V notqmail-1.09", "S away.example" },
	{ "V netqmail-1.06 notqmail-1.09", "S away.example" },
	/* a gateway elsewhere, this host behind NAT: nothing is known */
	{ "I lo 127.0.0.1", "I eth0 10.0.0.5", "S far.example",
	    "F locals=mx.home.example\nfar.example\n",
	    "F rcpthosts=far.example\n", "D far.example MX 10 gw.far.example",
	    "D gw.far.example A 198.51.100.77" },
	{ "S user@nowhere.example" },
	{ "S null.example", "D null.example MX 0 ." },
	{ "S home.example", "F smtproutes=x: y\nx: z\r\n" },
};

enum { CLEAN = sizeof clean / sizeof clean[0] };

START_TEST(test_clean)
{
	static struct lint_case c;
	char dump[4000];
	size_t i;

	case_begin(&c);
	if (clean[_i][0] != NULL && strcmp(clean[_i][0], "--ip") == 0)
		strcpy(c.subject, "--ip=192.0.2.1");
	else
		case_lines(&c, clean[_i]);
	case_run(&c);
	for (i = 0; i < c.d.findings.n; i++)
		ck_assert_msg(c.d.findings.finding[i].severity ==
		    SEVERITY_INFO, "clean %d:%s", _i,
		    case_dump(&c, dump, sizeof dump));
	case_end(&c);
}
END_TEST

/* An entry that does not touch what was asked is silent. */
START_TEST(test_untouched)
{
	static const char *const lines[CASE_LINES] = {
		"F locals=mx.home.example\nfar.example\r\n x.example\n",
		"F virtualdomains=nocolon\nboth.example:a\nboth.example:b\n",
		"F smtproutes=y.example: relay\nz.example:::1\n",
		"F moreipme=203.0.113.0/24\n10.0.0.5/255.0.0.0\n",
		"S away.example",
	};
	static struct lint_case c;
	char dump[4000];

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	ck_assert_msg(c.d.findings.n == 0, "%s",
	    case_dump(&c, dump, sizeof dump));
	case_end(&c);
}
END_TEST

/* one finding for one place, and those found once serve as well */
START_TEST(test_one_for_a_place)
{
	static const char *const lines[CASE_LINES] = {
		"F locals=mx.home.example\n d\xc3\xa9j\xc3\xa0.example # x\r\n",
	};
	static struct lint_case c;
	size_t i, n = 0;

	case_begin(&c);
	case_lines(&c, lines);
	ck_assert_int_eq(suspects_find(&c.suspects, &c.site.controls), 0);
	c.d.suspects = &c.suspects;
	case_run(&c);
	for (i = 0; i < c.d.findings.n; i++)
		n += c.d.findings.finding[i].at.line == 2;
	ck_assert_uint_eq(n, 1);
	suspects_free(&c.suspects);
	case_end(&c);
}
END_TEST

static const struct {
	int error;
	const char *text;
} causes[] = {
	{ EISDIR, "it is a directory" }, { EPERM, "permission denied" },
	{ ENXIO, "it is a socket, or a device that is missing" },
	{ EAGAIN, "somebody holds it open for writing" },
	{ EFBIG, "it has no end" },
	{ ENOENT, "it leads to nothing" },
	{ ELOOP, "its symbolic links go round" },
	{ EIO, "input/output error" }, { ENFILE, "reading fails" },
};

enum { CAUSES = sizeof causes / sizeof causes[0] };

START_TEST(test_cause)
{
	static struct lint_case c;
	const struct finding *f;
	struct control *control;

	case_begin(&c);
	control = &c.site.controls.file[CONTROL_RCPTHOSTS];
	control_free(control);
	control->file = CONTROL_RCPTHOSTS;
	control->state = CONTROL_UNREADABLE;
	control->error = causes[_i].error;
	case_run(&c);
	f = case_find(&c, FINDING_FILE_UNREADABLE, "rcpthosts", 0);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->argument[0], causes[_i].text);
	ck_assert_str_eq(f->argument[1], "qmail-smtpd takes no mail at all");
	case_end(&c);
}
END_TEST

static const struct {
	const char *line, *reader, *file;
} readers[] = {
	{ "X state me 2 13", "qmails or qmailr", "me" },
	{ "X state locals 2 13", "qmails", "locals" },
	{ "X state virtualdomains 2 13", "qmails", "virtualdomains" },
	{ "X state percenthack 2 13", "qmails", "percenthack" },
	{ "X state envnoathost 2 13", "qmails", "envnoathost" },
	{ "X state helohost 2 13", "qmailr", "helohost" },
};

enum { READERS = sizeof readers / sizeof readers[0] };

START_TEST(test_reader)
{
	const char *const lines[CASE_LINES] = { readers[_i].line };
	static struct lint_case c;
	const struct finding *f;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	f = case_find(&c, FINDING_UNREADABLE_FOR_QMAIL, readers[_i].file, 0);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->argument[0], readers[_i].reader);
	case_end(&c);
}
END_TEST

/* mxwhy's own failure: nothing is said about the host */
START_TEST(test_failure)
{
	static const char *const lines[CASE_LINES] = { "F me" };
	static struct lint_case c;

	case_begin(&c);
	case_lines(&c, lines);
	c.d.site = &c.site;
	c.d.kind = KIND_HOST;
	c.d.error.what = ERROR_CONTROL;
	ck_assert_int_eq(lint_run(&c.d), 0);
	ck_assert_uint_eq(c.d.findings.n, 0);
	ck_assert_int_eq(fix_propose(&c.d), 0);
	c.d.error.what = ERROR_NONE;
	ck_assert_int_eq(lint_run(&c.d), 0);
	ck_assert_ptr_nonnull(case_find(&c, FINDING_ME_MISSING, NULL, 0));
	case_end(&c);
}
END_TEST

/* what is asked for the findings' sake is never counted as qmail's */
START_TEST(test_want_is_for_findings)
{
	static const char *const lines[CASE_LINES] = {
		"F locals=mx.home.example\nold.example\n", "S old.example",
		"D old.example MX 10 mx.away.example",
	};
	static struct lint_case c;
	size_t i;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	ck_assert_uint_gt(c.d.facts.n, 1);
	for (i = 0; i < c.d.facts.n; i++)
		ck_assert_int_eq(c.d.facts.fact[i]->by, ASKER_FINDING);
	case_end(&c);
}
END_TEST

/* an exchanger with many private addresses is told of once */
START_TEST(test_not_public_once)
{
	static const char *const lines[CASE_LINES] = { "S shop.example",
		"D shop.example A 10.0.0.25", "D shop.example A 10.0.0.26",
		"D shop.example A 127.0.0.2" };
	static struct lint_case c;
	size_t i, n = 0;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	for (i = 0; i < c.d.findings.n; i++)
		n += c.d.findings.finding[i].id == FINDING_MX_NOT_PUBLIC;
	ck_assert_uint_eq(n, 2);	/* private, loopback */
	case_end(&c);
}
END_TEST

/* what is skipped is not counted, and makes no several */
START_TEST(test_order_of_what_is_tried)
{
	static const char *const lines[CASE_LINES] = { "S shop.example",
		"V notqmail-1.09", "X tcpto 198.51.100.3 2 60",
		"D shop.example MX 10 a.example",
		"D shop.example MX 10 b.example",
		"D a.example A 198.51.100.1", "D a.example A 198.51.100.2",
		"D b.example A 198.51.100.3" };
	static const char *const more[CASE_LINES] = {
		"D b.example A 198.51.100.3", "D b.example A 198.51.100.4" };
	static struct lint_case c;
	const struct finding *f;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	ck_assert_ptr_nonnull(case_find(&c, FINDING_TCPTO_SKIPPED, NULL, 0));
	ck_assert_ptr_null(case_find(&c, FINDING_ORDER_RANDOM, NULL, 0));
	case_end(&c);
	case_begin(&c);
	case_lines(&c, lines);
	case_lines(&c, more);
	case_run(&c);
	f = case_find(&c, FINDING_ORDER_RANDOM, NULL, 0);
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(f->number, 3);
	case_end(&c);
}
END_TEST

/* an exchanger with the fault of an earlier one has it all the same */
START_TEST(test_not_public_of_each)
{
	static const char *const lines[CASE_LINES] = { "S shop.example",
		"D shop.example MX 10 mx1.shop.example",
		"D shop.example MX 10 mx2.shop.example",
		"D mx1.shop.example A 10.0.0.25",
		"D mx1.shop.example A 10.0.0.26",
		"D mx2.shop.example A 10.0.0.27" };
	static struct lint_case c;
	size_t i, n = 0;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	for (i = 0; i < c.d.findings.n; i++)
		n += c.d.findings.finding[i].id == FINDING_MX_NOT_PUBLIC;
	ck_assert_uint_eq(n, 2);
	case_end(&c);
}
END_TEST

/* each preference of several hosts has its number of addresses */
START_TEST(test_order_of_each_preference)
{
	static const char *const lines[CASE_LINES] = { "S shop.example",
		"V notqmail-1.09",
		"D shop.example MX 10 a.example",
		"D shop.example MX 10 b.example",
		"D shop.example MX 20 c.example",
		"D shop.example MX 30 a.example",
		"D shop.example MX 30 c.example",
		"D a.example A 198.51.100.1", "D a.example A 198.51.100.2",
		"D b.example A 198.51.100.3", "D c.example A 198.51.100.4" };
	static struct lint_case c;
	const struct finding *f;
	size_t i, n = 0;

	case_begin(&c);
	case_lines(&c, lines);
	case_run(&c);
	for (i = 0; i < c.d.findings.n; i++) {
		f = &c.d.findings.finding[i];
		if (f->id != FINDING_ORDER_RANDOM)
			continue;
		ck_assert_str_eq(f->argument[0], n++ == 0 ? "10" : "30");
		ck_assert_uint_eq(f->number, 3);
	}
	ck_assert_uint_eq(n, 2);
	case_end(&c);
}
END_TEST

/* in one second text and cdb may well have been made one of the other */
START_TEST(test_a_cdb_of_the_same_second)
{
	static const char *const lines[CASE_LINES] = { "I eth0 192.0.2.1" };
	static struct lint_case c;
	struct host_cdb *cdb = &c.site.cdbs.assign;

	case_begin(&c);
	case_lines(&c, lines);
	cdb->text = cdb->cdb = true;
	cdb->cdb_changed = 1000;
	cdb->text_changed = 1000 + _i;
	case_run(&c);
	ck_assert((case_find(&c, FINDING_CDB_STALE, NULL, 0) != NULL) ==
	    (_i > 0));
	case_end(&c);
}
END_TEST

/* --strict: a warning makes a 0 a 1, a note does not, and no other status is
   changed */
START_TEST(test_strict)
{
	static const struct {
		enum action action;
		enum severity severity;
		int plain, strict;
	} ends[] = {
		{ ACTION_DELIVER, SEVERITY_ERROR, 0, 1 },
		{ ACTION_LOCAL, SEVERITY_WARNING, 0, 1 },
		{ ACTION_LOCAL, SEVERITY_INFO, 0, 0 },
		{ ACTION_BOUNCE, SEVERITY_ERROR, 100, 100 },
		{ ACTION_DEFER, SEVERITY_WARNING, 111, 111 },
		{ ACTION_LOOP, SEVERITY_ERROR, 3, 3 },
	};
	static struct diagnosis d;
	size_t i;

	d.kind = KIND_DOMAIN;
	findings_add(&d.findings, FINDING_NULL_MX, "example.com", NULL);
	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		d.way[0].verdict.action = ends[i].action;
		d.findings.finding[0].severity = ends[i].severity;
		ck_assert_int_eq(diagnosis_status(&d, false), ends[i].plain);
		ck_assert_int_eq(diagnosis_status(&d, true), ends[i].strict);
	}
	d.error.what = ERROR_INPUT;
	ck_assert_int_eq(diagnosis_status(&d, true), 2);
	diagnosis_free(&d);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tests = tcase_create("lint");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, test_pair, 0, PAIRS);
	tcase_add_test(tests, test_rcpt_rewritten);
	tcase_add_test(tests, test_relayed);
	tcase_add_test(tests, test_every_finding_has_a_pair);
	tcase_add_test(tests, test_not_public_once);
	tcase_add_test(tests, test_not_public_of_each);
	tcase_add_test(tests, test_order_of_each_preference);
	tcase_add_loop_test(tests, test_a_cdb_of_the_same_second, -1, 2);
	tcase_add_test(tests, test_strict);
	tcase_add_test(tests, test_order_of_what_is_tried);
	tcase_add_loop_test(tests, test_clean, 0, CLEAN);
	tcase_add_test(tests, test_untouched);
	tcase_add_test(tests, test_one_for_a_place);
	tcase_add_test(tests, test_want_is_for_findings);
	tcase_add_loop_test(tests, test_cause, 0, CAUSES);
	tcase_add_loop_test(tests, test_reader, 0, READERS);
	tcase_add_test(tests, test_failure);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
