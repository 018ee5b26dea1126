/* accept.c: which entry of rcpthosts or the cdb takes mail for a domain. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/accept.h"
#include "t/cdb_make.h"

static const char rcpthosts[] =
    "example.com\n.sub.example\n# x\n.a.sub.example\ntwice.test\ntwice.test\n";
static const char more[] = "old.test\nmore.test\n.More.example\nboth.test\n";
static const char *const in_cdb[] = {
	"more.test", ".more.example", "cdb.test", ".cdb.example",
	"sub.example", NULL
};

static struct controls controls;
static struct cdb cdb;

static void
begin(void)
{
	memset(&controls, 0, sizeof controls);
	ck_assert_int_eq(control_parse(&controls.file[CONTROL_RCPTHOSTS],
	    CONTROL_RCPTHOSTS, strdup(rcpthosts), strlen(rcpthosts)), 0);
	ck_assert_int_eq(control_parse(&controls.file[CONTROL_MORERCPTHOSTS],
	    CONTROL_MORERCPTHOSTS, strdup(more), strlen(more)), 0);
	controls.file[CONTROL_ME].state = CONTROL_READ;
	cdb_make(&cdb, in_cdb);
}

static void
end(void)
{
	controls_free(&controls);
	cdb_free(&cdb);
}

static void
expect(const struct cdb *with, const char *domain, enum accept_by by,
    size_t line)
{
	struct accept accept = accept_domain(&controls, with, domain);

	ck_assert_msg(accept.by == by && accept.line == line,
	    "%s: %d, line %zu", domain, (int)accept.by, accept.line);
}

static const struct {
	const char *domain;
	enum accept_by by;
	size_t line;
} cases[] = {
	{ "example.com", ACCEPT_RCPTHOSTS, 1 },
	{ "EXAMPLE.com", ACCEPT_RCPTHOSTS, 1 },
	{ "xexample.com", ACCEPT_REFUSED, 0 },
	{ "a.example.com", ACCEPT_REFUSED, 0 },
	{ "a.sub.example", ACCEPT_RCPTHOSTS, 2 },
	{ "b.sub.example", ACCEPT_RCPTHOSTS, 2 },
	{ "b.a.sub.example", ACCEPT_RCPTHOSTS, 4 },
	{ ".sub.example", ACCEPT_RCPTHOSTS, 2 },
	{ "twice.test", ACCEPT_RCPTHOSTS, 6 },
	{ "com", ACCEPT_REFUSED, 0 },
	{ "", ACCEPT_REFUSED, 0 },
	{ "example.com.", ACCEPT_REFUSED, 0 },
	/* the cdb, and a line of its text where there is one */
	{ "more.test", ACCEPT_MORERCPTHOSTS, 2 },
	{ "MORE.TEST", ACCEPT_MORERCPTHOSTS, 2 },
	{ "a.b.more.example", ACCEPT_MORERCPTHOSTS, 3 },
	{ "more.example", ACCEPT_REFUSED, 0 },
	{ "cdb.test", ACCEPT_MORERCPTHOSTS, 0 },
	{ "x.cdb.example", ACCEPT_MORERCPTHOSTS, 0 },
	{ "sub.example", ACCEPT_MORERCPTHOSTS, 0 },
	/* in the text alone */
	{ "old.test", ACCEPT_REFUSED, 0 },
	{ "both.test", ACCEPT_REFUSED, 0 },
};

enum { CASES = sizeof cases / sizeof cases[0] };

START_TEST(by_entry)
{
	begin();
	expect(&cdb, cases[_i].domain, cases[_i].by, cases[_i].line);
	if (cases[_i].by == ACCEPT_MORERCPTHOSTS)
		expect(NULL, cases[_i].domain, ACCEPT_REFUSED, 0);
	else
		expect(NULL, cases[_i].domain, cases[_i].by, cases[_i].line);
	end();
}
END_TEST

/* without rcpthosts all is taken, and the cdb is never opened */
START_TEST(no_rcpthosts)
{
	begin();
	control_free(&controls.file[CONTROL_RCPTHOSTS]);
	controls.file[CONTROL_RCPTHOSTS].state = CONTROL_MISSING;
	expect(&cdb, "more.test", ACCEPT_NO_RCPTHOSTS, 0);
	expect(&cdb, "", ACCEPT_NO_RCPTHOSTS, 0);
	cdb.state = CONTROL_UNREADABLE;
	expect(&cdb, "x.test", ACCEPT_NO_RCPTHOSTS, 0);
	end();
}
END_TEST

/* an empty rcpthosts is there */
START_TEST(empty_rcpthosts)
{
	begin();
	control_free(&controls.file[CONTROL_RCPTHOSTS]);
	ck_assert_int_eq(control_parse(&controls.file[CONTROL_RCPTHOSTS],
	    CONTROL_RCPTHOSTS, NULL, 0), 0);
	expect(&cdb, "example.com", ACCEPT_REFUSED, 0);
	expect(&cdb, "more.test", ACCEPT_MORERCPTHOSTS, 2);
	end();
}
END_TEST

/* what qmail-smtpd opens before it greets anybody */
START_TEST(no_greeting)
{
	static const enum control_file files[] = {
		CONTROL_RCPTHOSTS, CONTROL_LOCALIPHOST, CONTROL_SMTPGREETING,
		CONTROL_TIMEOUTSMTPD, CONTROL_BADMAILFROM, CONTROL_DATABYTES
	};
	size_t i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		begin();
		controls.file[files[i]].state = CONTROL_UNREADABLE;
		expect(&cdb, "example.com", ACCEPT_FAILED, 0);
		end();
	}
	begin();
	controls.file[CONTROL_MORERCPTHOSTS].state = CONTROL_UNREADABLE;
	expect(&cdb, "example.com", ACCEPT_RCPTHOSTS, 1);
	controls.file[CONTROL_ME].state = CONTROL_MISSING;
	expect(&cdb, "example.com", ACCEPT_FAILED, 0);
	controls.file[CONTROL_SMTPGREETING].state = CONTROL_READ;
	expect(&cdb, "example.com", ACCEPT_RCPTHOSTS, 1);
	end();
}
END_TEST

START_TEST(unreadable)
{
	begin();
	cdb.state = CONTROL_UNREADABLE;
	expect(&cdb, "example.com", ACCEPT_FAILED, 0);
	expect(&cdb, "x.test", ACCEPT_FAILED, 0);
	cdb.state = CONTROL_READ;
	controls.file[CONTROL_RCPTHOSTS].state = CONTROL_UNREADABLE;
	expect(&cdb, "example.com", ACCEPT_FAILED, 0);
	expect(&cdb, "more.test", ACCEPT_FAILED, 0);
	controls.file[CONTROL_RCPTHOSTS].state = CONTROL_UNSEEN;
	expect(&cdb, "example.com", ACCEPT_UNSEEN, 0);
	end();
}
END_TEST

/* an empty cdb is opened: what rcpthosts has never comes to it */
START_TEST(broken_cdb)
{
	begin();
	cdb.size = 0;
	expect(&cdb, "example.com", ACCEPT_RCPTHOSTS, 1);
	expect(&cdb, "more.test", ACCEPT_BROKEN, 0);
	expect(&cdb, "x.test", ACCEPT_BROKEN, 0);
	/* no key, no look-up */
	expect(&cdb, "", ACCEPT_REFUSED, 0);
	end();
}
END_TEST

/* out of sight: the text is the best that is known */
START_TEST(unseen_cdb)
{
	begin();
	cdb.state = CONTROL_UNSEEN;
	expect(&cdb, "old.test", ACCEPT_MORERCPTHOSTS, 1);
	expect(&cdb, "x.more.example", ACCEPT_MORERCPTHOSTS, 3);
	expect(&cdb, "cdb.test", ACCEPT_REFUSED, 0);
	cdb.state = CONTROL_MISSING;
	expect(&cdb, "old.test", ACCEPT_REFUSED, 0);
	end();
}
END_TEST

START_TEST(takes)
{
	ck_assert(accept_takes(ACCEPT_RCPTHOSTS));
	ck_assert(accept_takes(ACCEPT_MORERCPTHOSTS));
	ck_assert(accept_takes(ACCEPT_NO_RCPTHOSTS));
	ck_assert(!accept_takes(ACCEPT_REFUSED));
	ck_assert(!accept_takes(ACCEPT_FAILED));
	ck_assert(!accept_takes(ACCEPT_BROKEN));
	ck_assert(!accept_takes(ACCEPT_UNSEEN));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("accept");
	TCase *tests = tcase_create("accept");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, by_entry, 0, CASES);
	tcase_add_test(tests, no_rcpthosts);
	tcase_add_test(tests, empty_rcpthosts);
	tcase_add_test(tests, unreadable);
	tcase_add_test(tests, no_greeting);
	tcase_add_test(tests, broken_cdb);
	tcase_add_test(tests, unseen_cdb);
	tcase_add_test(tests, takes);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
