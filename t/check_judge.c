/* judge.c: which name is sent, and what is made of it under a flavor. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/judge.h"

/* Latin-1 and no UTF-8: libidn2 takes none of it */
#define REFUSED "b\xfc" "cher.test"
#define BUCHER "b\xc3\xbc" "cher.test"

static const struct {
	enum flavor_id flavor;
	const char *domain, *smtproutes;
	const char *dns_name;		/* NULL: as it stands */
	bool refused;
	enum judged judged;
	const char *asked;		/* "" for nothing */
} cases[] = {
	{ FLAVOR_SAGREDO, BUCHER, NULL, "xn--bcher-kva.test", false,
	    JUDGED_MISSING, "xn--bcher-kva.test" },
	{ FLAVOR_SAGREDO, "plain.test", NULL, "plain.test", false,
	    JUDGED_MISSING, "plain.test" },
	{ FLAVOR_SAGREDO, REFUSED, NULL, NULL, true, JUDGED_DONE, "" },
	/* a relay takes the domain's place */
	{ FLAVOR_SAGREDO, REFUSED, ":relay.test\n", NULL, false,
	    JUDGED_MISSING, "relay.test" },
	{ FLAVOR_SAGREDO, BUCHER, ":192.0.2.1\n", NULL, false, JUDGED_DONE,
	    "" },
	/* an empty relay does not */
	{ FLAVOR_SAGREDO, BUCHER, ":\n", "xn--bcher-kva.test", false,
	    JUDGED_MISSING, "xn--bcher-kva.test" },
	/* an address is none to convert */
	{ FLAVOR_SAGREDO, "[192.0.2.1]", NULL, NULL, false, JUDGED_DONE, "" },
	/* the others send what they are given */
	{ FLAVOR_NOTQMAIL_109, BUCHER, NULL, NULL, false, JUDGED_MISSING,
	    BUCHER },
	{ FLAVOR_NOTQMAIL_109, REFUSED, NULL, NULL, false, JUDGED_MISSING,
	    REFUSED },
};

static void
set_file(struct controls *controls, enum control_file file, const char *text)
{
	if (text != NULL)
		ck_assert_int_eq(control_parse(&controls->file[file], file,
		    strdup(text), strlen(text)), 0);
}

START_TEST(name)
{
	struct subject subject = { cases[_i].domain, true, "" };
	struct controls controls = { .file = { { .file = CONTROL_ME } } };
	struct ipme ipme = { .me = { .n = 0 } };
	struct tcpto tcpto = { .n = 0 };
	struct judge_input input = {
		.flavor = flavor_get(cases[_i].flavor), .controls = &controls,
		.ipme = &ipme, .tcpto = &tcpto, .subject = &subject,
	};
	struct judgement j = { .flavor = NULL };
	struct facts facts = { .n = 0 };

	set_file(&controls, CONTROL_ME, "me.test\n");
	set_file(&controls, CONTROL_SMTPROUTES, cases[_i].smtproutes);
	ck_assert_int_eq(judge(&j, &facts, &input), cases[_i].judged);
	ck_assert(j.idn_refused == cases[_i].refused);
	ck_assert_pstr_eq(j.dns_name, cases[_i].dns_name);
	ck_assert_str_eq(facts.n > 0 ? facts.fact[0]->name : "",
	    cases[_i].asked);
	ck_assert(j.decision.verdict.idn == cases[_i].refused);
	if (cases[_i].refused)
		ck_assert_int_eq(j.decision.verdict.words, WORDS_NO_HOST);
	else if (cases[_i].judged == JUDGED_DONE)
		ck_assert_int_eq(j.decision.verdict.action, ACTION_DELIVER);
	judgement_free(&j);
	facts_free(&facts);
	controls_free(&controls);
}
END_TEST

/* judged again, nothing is decided twice and no route is found anew */
START_TEST(again)
{
	struct subject subject = { "[192.0.2.1]", true, "" };
	struct controls controls = { .file = { { .file = CONTROL_ME } } };
	struct ipme ipme = { .me = { .n = 0 } };
	struct tcpto tcpto = { .n = 0 };
	struct judge_input input = {
		.flavor = flavor_get(FLAVOR_NETQMAIL_106),
		.controls = &controls, .ipme = &ipme, .tcpto = &tcpto,
		.subject = &subject,
	};
	struct judgement j = { .flavor = NULL };
	struct facts facts = { .n = 0 };
	const char *domain;

	set_file(&controls, CONTROL_ME, "me.test\n");
	ck_assert_int_eq(judge(&j, &facts, &input), JUDGED_DONE);
	domain = j.route.domain;
	ck_assert_int_eq(judge(&j, &facts, &input), JUDGED_DONE);
	ck_assert_ptr_eq(j.route.domain, domain);
	ck_assert_uint_eq(j.decision.n, 1);
	ck_assert_uint_eq(facts.n, 0);
	judgement_free(&j);
	facts_free(&facts);
	controls_free(&controls);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("judge");
	TCase *tcase = tcase_create("judge");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, name, 0, sizeof cases / sizeof cases[0]);
	tcase_add_test(tcase, again);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
