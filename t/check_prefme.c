/* prefme.c: what settles early, where prefme cuts, loops, tcpto, words. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/prefme.h"

enum { NOW = 1700000000 };

static void
files_none(struct controls *controls)
{
	size_t i;

	memset(controls, 0, sizeof *controls);
	for (i = 0; i < CONTROL_FILES; i++)
		controls->file[i].file = (enum control_file)i;
}

static void
file_set(struct controls *controls, enum control_file file, const char *text)
{
	ck_assert_int_eq(control_parse(&controls->file[file], file,
	    strdup(text), strlen(text)), 0);
}

/* which file's state settles a verdict, for whom */
static const struct {
	const char *flavor;
	enum route_where where;
	enum control_file closed;
	bool settled;
	enum action action;
	enum words words;
} closed[] = {
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_LOCALS, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "netqmail-1.06", ROUTE_LOCAL, CONTROL_LOCALS, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "netqmail-1.06", ROUTE_LOCAL, CONTROL_PERCENTHACK, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "netqmail-1.06", ROUTE_LOCAL, CONTROL_SMTPROUTES, true,
	    ACTION_LOCAL, WORDS_NONE },
	{ "netqmail-1.06", ROUTE_VIRTUAL, CONTROL_HELOHOST, true,
	    ACTION_VIRTUAL, WORDS_NONE },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_SMTPROUTES, true,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_HELOHOST, true,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_TIMEOUTREMOTE, true,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_AUTHSENDERS, false,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "sagredo", ROUTE_REMOTE, CONTROL_AUTHSENDERS, true,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "sagredo", ROUTE_REMOTE, CONTROL_OUTGOINGIP, true,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "netqmail-1.06+moreipme", ROUTE_REMOTE, CONTROL_MOREIPME, false,
	    ACTION_DEFER, WORDS_CONTROL },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_ME, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "sagredo", ROUTE_VIRTUAL, CONTROL_VIRTUALDOMAINS, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "netqmail-1.06", ROUTE_LOCAL, CONTROL_ENVNOATHOST, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "notqmail-1.09", ROUTE_REMOTE, CONTROL_QUEUELIFETIME, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "netqmail-1.06", ROUTE_LOCAL, CONTROL_DOUBLEBOUNCETO, true,
	    ACTION_DEFER, WORDS_NOT_STARTED },
	{ "netqmail-1.06", ROUTE_LOCAL, CONTROL_LOCALIPHOST, true,
	    ACTION_LOCAL, WORDS_NONE },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_LOCALIPHOST, false,
	    ACTION_DEFER, WORDS_NONE },
	{ "netqmail-1.06", ROUTE_REMOTE, CONTROL_RCPTHOSTS, false,
	    ACTION_DEFER, WORDS_CONTROL },
};

START_TEST(unreadable)
{
	struct route route = { .where = closed[_i].where };
	struct controls controls;
	struct verdict verdict;

	files_none(&controls);
	file_set(&controls, CONTROL_ME, "me.test\n");
	controls.file[closed[_i].closed].state = CONTROL_UNREADABLE;
	ck_assert(prefme_before_dns(flavor_by_name(closed[_i].flavor),
	    &controls, &route, &verdict) == closed[_i].settled);
	if (closed[_i].settled)
		ck_assert_int_eq(verdict.action, closed[_i].action);
	if (closed[_i].settled)
		ck_assert_int_eq(verdict.words, closed[_i].words);
	controls_free(&controls);
}
END_TEST

START_TEST(me_or_helohost)
{
	const struct flavor *flavor = flavor_by_name("qmail-1.03");
	struct route route = { .where = ROUTE_REMOTE };
	struct controls controls;
	struct verdict verdict;

	files_none(&controls);
	ck_assert(prefme_before_dns(flavor, &controls, &route, &verdict));
	ck_assert_int_eq(verdict.words, WORDS_CONTROL);
	file_set(&controls, CONTROL_HELOHOST, "");
	ck_assert(!prefme_before_dns(flavor, &controls, &route, &verdict));
	controls_free(&controls);
}
END_TEST

/* one decision: addresses with a preference, and what each is */
struct place {
	uint32_t address;
	unsigned preference;	/* of its MX too, unless literal */
	bool literal;		/* an MX in text: preference 0 */
	int here;
};

enum { MINE = 0xc000020a, A = 0xc6336401, B = 0xc6336402, C = 0xc6336403 };

static const struct {
	struct place place[4];
	size_t n;
	bool relay, alias;
	unsigned port, prefme;
	enum action action;	/* LOOP: it returns */
	const char *outcomes;	/* t try, f filtered, s skip */
} decisions[] = {
	{ { { A, 10, 0, 0 }, { B, 20, 0, 0 } }, 2, false, false, 25, 100000,
	    ACTION_DELIVER, "tt" },
	{ { { A, 10, 0, 0 }, { MINE, 20, 0, 1 }, { B, 20, 0, 0 } }, 3, false,
	    false, 25, 20, ACTION_DELIVER, "tff" },
	{ { { MINE, 10, 0, 1 }, { B, 20, 0, 0 } }, 2, false, false, 25, 10,
	    ACTION_BOUNCE, "ff" },
	{ { { MINE, 0, 0, 1 } }, 1, true, false, 25, 300000, ACTION_LOOP, "t" },
	{ { { MINE, 0, 0, 1 } }, 1, true, false, 2525, 300000, ACTION_DELIVER,
	    "t" },
	{ { { A, 0, 0, 0 }, { MINE, 0, 0, 1 } }, 2, true, false, 25, 300000,
	    ACTION_DELIVER, "tt" },
	{ { { MINE, 10, 0, 1 } }, 1, false, true, 25, 500000, ACTION_LOOP,
	    "t" },
	/* not me for qmail, but here for the kernel */
	{ { { A, 10, 0, 1 } }, 1, false, false, 25, 100000, ACTION_LOOP, "t" },
	{ { { A, 10, 0, 0 }, { B, 10, 0, 1 } }, 2, false, false, 25, 100000,
	    ACTION_LOOP, "tt" },
	{ { { A, 10, 0, 0 }, { B, 20, 0, 1 } }, 2, false, false, 25, 100000,
	    ACTION_DELIVER, "tt" },
	{ { { A, 10, 0, -1 } }, 1, false, false, 25, 100000, ACTION_DELIVER,
	    "t" },
	/* a literal of a worse MX is not tried first */
	{ { { A, 10, 0, 0 }, { B, 20, true, 1 } }, 2, false, false, 25, 100000,
	    ACTION_DELIVER, "tt" },
	{ { { A, 10, 0, 0 }, { MINE, 20, true, 1 } }, 2, false, false, 25, 0,
	    ACTION_BOUNCE, "ff" },
	/* C has timed out */
	{ { { C, 10, 0, 0 } }, 1, false, false, 25, 100000, ACTION_DEFER,
	    "s" },
	{ { { C, 10, 0, 1 }, { B, 20, 0, 1 } }, 2, false, false, 25, 100000,
	    ACTION_LOOP, "st" },
	{ { { C, 20, 0, 0 }, { MINE, 10, 0, 1 } }, 2, false, false, 25, 10,
	    ACTION_BOUNCE, "ff" },
};

START_TEST(decision)
{
	struct tcpto tcpto = { .record = { { C, 2, NOW - 60 } }, .n = 1 };
	struct lookup_address address[4];
	struct lookup_mx mx[4] = { 0 };
	struct lookup lookup = { .end = LOOKUP_ADDRESSES, .mx = mx,
	    .address = address, .n_address = decisions[_i].n,
	    .is_alias = decisions[_i].alias };
	struct route route = { .where = ROUTE_REMOTE,
	    .has_relay = decisions[_i].relay, .port = decisions[_i].port };
	struct netentry mine = { .address = MINE, .mask = NETMASK_HOST };
	struct ipme ipme = { .me = { &mine, 1, 1 } };
	struct controls controls;
	struct prefme_input input = {
		.flavor = flavor_by_name("netqmail-1.06"),
		.controls = &controls, .ipme = &ipme, .tcpto = &tcpto,
		.now = NOW, .route = &route, .lookup = &lookup };
	struct decision made;
	bool returns;
	size_t i;

	files_none(&controls);
	file_set(&controls, CONTROL_ME, "me.test\n");
	for (i = 0; i < decisions[_i].n; i++) {
		mx[i].preference = decisions[_i].place[i].preference;
		address[i].address = decisions[_i].place[i].address;
		address[i].preference = decisions[_i].place[i].literal ? 0 :
		    mx[i].preference;
		address[i].mx = decisions[_i].relay ? SIZE_MAX : i;
	}
	ck_assert_int_eq(prefme_decide(&made, &input), 0);
	for (i = 0; i < made.n; i++)
		made.candidate[i].here = decisions[_i].place[i].here;
	returns = prefme_returns(&made) < made.n;
	ck_assert_uint_eq(made.prefme, decisions[_i].prefme);
	ck_assert_int_eq(returns ? ACTION_LOOP : made.verdict.action,
	    decisions[_i].action);
	ck_assert_uint_eq(made.n, strlen(decisions[_i].outcomes));
	for (i = 0; i < made.n; i++)
		ck_assert_int_eq("tfs"[made.candidate[i].outcome],
		    decisions[_i].outcomes[i]);
	decision_free(&made);
	controls_free(&controls);
}
END_TEST

/* sagredo binds its own end, after all that fails otherwise */
static const struct {
	const char *flavor, *outgoingip;	/* NULL: no file */
	bool elsewhere;
	struct place place;
	const char *code;		/* "": deliver */
	enum outcome outcome;
} bindings[] = {
	{ "sagredo", "198.51.100.1\n", true, { A, 10, 0, 0 }, "4.4.1",
	    OUTCOME_UNBINDABLE },
	{ "sagredo", "198.51.100.1 # out\n", true, { A, 10, 0, 0 }, "4.4.1",
	    OUTCOME_UNBINDABLE },
	{ "sagredo", "198.51.100.1\n", true, { MINE, 0, true, 1 }, "5.4.6",
	    OUTCOME_FILTERED },
	{ "sagredo", "198.51.100.1\n", true, { C, 10, 0, 0 }, "4.4.1",
	    OUTCOME_SKIP },
	{ "sagredo", "198.51.100.1\n", false, { A, 10, 0, 0 }, "",
	    OUTCOME_TRY },
	{ "sagredo", "none\n", true, { A, 10, 0, 0 }, "4.3.0", OUTCOME_TRY },
	/* nothing to bind */
	{ "sagredo", NULL, true, { A, 10, 0, 0 }, "", OUTCOME_TRY },
	{ "sagredo", "0.0.0.0\n", true, { A, 10, 0, 0 }, "", OUTCOME_TRY },
	{ "sagredo", "256.0.0.0\n", true, { A, 10, 0, 0 }, "", OUTCOME_TRY },
	{ "notqmail-1.09", "198.51.100.1\n", true, { A, 10, 0, 0 }, "",
	    OUTCOME_TRY },
};

START_TEST(binding)
{
	struct tcpto tcpto = { .record = { { C, 2, NOW - 60 } }, .n = 1 };
	struct lookup_mx mx = { .preference = 10 };
	struct lookup_address address = {
		.address = bindings[_i].place.address,
		.preference = bindings[_i].place.preference };
	struct lookup lookup = { .end = LOOKUP_ADDRESSES, .mx = &mx,
	    .address = &address, .n_address = 1 };
	struct route route = { .where = ROUTE_REMOTE, .port = 25 };
	struct netentry mine = { .address = MINE, .mask = NETMASK_HOST };
	struct ipme ipme = { .me = { &mine, 1, 1 } };
	struct controls controls;
	struct prefme_input input = {
		.flavor = flavor_by_name(bindings[_i].flavor),
		.controls = &controls, .ipme = &ipme, .tcpto = &tcpto,
		.now = NOW, .route = &route, .lookup = &lookup,
		.outgoing_elsewhere = bindings[_i].elsewhere };
	struct decision made;
	const char *code;

	files_none(&controls);
	file_set(&controls, CONTROL_ME, "me.test\n");
	if (bindings[_i].outgoingip != NULL)
		file_set(&controls, CONTROL_OUTGOINGIP,
		    bindings[_i].outgoingip);
	ck_assert_int_eq(prefme_decide(&made, &input), 0);
	code = words_code(made.verdict.words);
	ck_assert_str_eq(code != NULL ? code : "", bindings[_i].code);
	if (made.n > 0)
		ck_assert_int_eq(made.candidate->outcome,
		    bindings[_i].outcome);
	decision_free(&made);
	controls_free(&controls);
}
END_TEST

/*
 * An address that nobody knows: qmail tries it, and who waits for what is
 * behind it waits. Alone it is no delivery; below it nothing is lost.
 */
static const struct {
	size_t known;			/* addresses */
	uint32_t address;
	unsigned preference, unknown;	/* theirs */
	bool relay;
	enum action action;
	const char *code;
} strangers[] = {
	{ 0, 0, 0, 10, false, ACTION_DEFER, "4.4.1" },
	{ 0, 0, 0, 0, true, ACTION_DEFER, "4.4.1" },
	{ 1, A, 20, 10, false, ACTION_DELIVER, "" },
	{ 1, A, 10, 10, false, ACTION_DELIVER, "" },
	{ 1, C, 10, 10, false, ACTION_DEFER, "4.4.1" },
	{ 1, MINE, 20, 10, false, ACTION_DEFER, "4.4.1" },
	{ 1, MINE, 10, 10, false, ACTION_BOUNCE, "5.4.6" },
	{ 1, MINE, 10, 20, false, ACTION_BOUNCE, "5.4.6" },
};

START_TEST(stranger)
{
	struct tcpto tcpto = { .record = { { C, 2, NOW - 60 } }, .n = 1 };
	struct lookup_mx mx = { .preference = strangers[_i].preference };
	struct lookup_address address = { .address = strangers[_i].address,
	    .preference = strangers[_i].preference };
	struct lookup lookup = { .end = LOOKUP_ADDRESSES, .mx = &mx,
	    .address = &address, .n_address = strangers[_i].known,
	    .n_unknown = 1, .unknown_preference = strangers[_i].unknown };
	struct route route = { .where = ROUTE_REMOTE, .port = 25,
	    .has_relay = strangers[_i].relay };
	struct netentry mine = { .address = MINE, .mask = NETMASK_HOST };
	struct ipme ipme = { .me = { &mine, 1, 1 } };
	struct controls controls;
	struct prefme_input input = {
		.flavor = flavor_by_name("netqmail-1.06"),
		.controls = &controls, .ipme = &ipme, .tcpto = &tcpto,
		.now = NOW, .route = &route, .lookup = &lookup };
	struct decision made;
	const char *code;

	files_none(&controls);
	file_set(&controls, CONTROL_ME, "me.test\n");
	ck_assert_int_eq(prefme_decide(&made, &input), 0);
	code = words_code(made.verdict.words);
	ck_assert_int_eq(made.verdict.action, strangers[_i].action);
	ck_assert_str_eq(code != NULL ? code : "", strangers[_i].code);
	ck_assert_uint_eq(made.n, strangers[_i].known);
	decision_free(&made);
	controls_free(&controls);
}
END_TEST

/* room for the name at each of its places */
START_TEST(long_words)
{
	enum { LONG = 300000 };
	char *name = malloc(LONG + 1), *text;
	size_t i, n = 0;

	ck_assert_ptr_nonnull(name);
	memset(name, '~', LONG);
	name[LONG] = '\0';
	text = words_text(WORDS_RCPT_REFUSED, name);
	for (i = 0; text[i] != '\0'; i++)
		n += text[i] == '~';
	ck_assert_uint_eq(n, 2 * LONG);
	free(text);
	free(name);
}
END_TEST

START_TEST(the_words)
{
	char *text;

	ck_assert_ptr_null(words_text(WORDS_NONE, "x"));
	text = words_text(WORDS_NO_HOST, "a b\tc\x7f\xff%s!~");
	ck_assert_str_eq(text, "Sorry, I couldn't find any host named "
	    "a?b?c??%s!~. (#5.1.2)");
	free(text);
	text = words_text(WORDS_NO_DNS, "a.example");
	ck_assert_str_eq(text, "Sorry, I couldn't find any host by that "
	    "name. (#4.1.2)");
	free(text);
}
END_TEST

/* Each has its code in its words, and that at their end; qmail-smtpd's have
   who said them behind it. */
START_TEST(words_and_codes)
{
	enum words id = (enum words)_i;
	bool is_smtpd = id == WORDS_RCPT_CONTROL ||
	    id == WORDS_RCPT_SYNTAX || id == WORDS_RCPT_REFUSED;
	char *text = words_text(id, "a.example"), end[48];

	ck_assert_ptr_nonnull(text);
	snprintf(end, sizeof end, "(#%s)%s", words_code(id),
	    is_smtpd ? "\nGiving up on a.example." : "");
	ck_assert_ptr_eq(strstr(text, end), text + strlen(text) - strlen(end));
	ck_assert_int_eq(strstr(text, "a.example") != NULL,
	    id == WORDS_NO_HOST || id == WORDS_GREETING || is_smtpd);
	free(text);
}
END_TEST

/* however long the name is, what stands behind it is there */
START_TEST(long_host)
{
	static const size_t lengths[] = { 0, 1, 255, 1300, 1400, 5000, 60000 };
	static const char before[] = "Sorry, I couldn't find any host named ";
	char *host = malloc(lengths[_i] + 1), *text;

	memset(host, 'x', lengths[_i]);
	host[lengths[_i]] = '\0';
	text = words_text(WORDS_NO_HOST, host);
	ck_assert(strncmp(text, before, strlen(before)) == 0);
	ck_assert(strncmp(text + strlen(before), host, lengths[_i]) == 0);
	ck_assert_str_eq(text + strlen(before) + lengths[_i], ". (#5.1.2)");
	free(text);
	free(host);
}
END_TEST

START_TEST(statuses)
{
	ck_assert_int_eq(action_status(ACTION_LOCAL), 0);
	ck_assert_int_eq(action_status(ACTION_LOOP), 3);
	ck_assert_int_eq(action_status(ACTION_BOUNCE), 100);
	ck_assert_int_eq(action_status(ACTION_DEFER), 111);
	ck_assert_str_eq(action_name(ACTION_VIRTUAL), "virtual");
	ck_assert_str_eq(words_code(WORDS_BEST_IS_ME), "5.4.6");
	ck_assert_ptr_null(words_code(WORDS_NONE));
	ck_assert_ptr_null(words_code(WORDS_NOT_STARTED));
	ck_assert_ptr_null(words_text(WORDS_NOT_STARTED, "x"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("prefme");
	TCase *tcase = tcase_create("prefme");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, unreadable, 0,
	    sizeof closed / sizeof closed[0]);
	tcase_add_test(tcase, me_or_helohost);
	tcase_add_loop_test(tcase, decision, 0,
	    sizeof decisions / sizeof decisions[0]);
	tcase_add_loop_test(tcase, binding, 0,
	    sizeof bindings / sizeof bindings[0]);
	tcase_add_loop_test(tcase, stranger, 0,
	    sizeof strangers / sizeof strangers[0]);
	tcase_add_test(tcase, the_words);
	tcase_add_test(tcase, long_words);
	tcase_add_loop_test(tcase, words_and_codes, WORDS_NOT_STARTED + 1,
	    WORDS);
	tcase_add_loop_test(tcase, long_host, 0, 7);
	tcase_add_test(tcase, statuses);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
