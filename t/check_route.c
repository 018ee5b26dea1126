/* route.c: rewrite(), virtualdomains and relays. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/route.h"

enum { FILES = 4 };

struct file {
	enum control_file file;
	const char *text;	/* NULL ends */
};

static const struct {
	const char *flavor, *subject;
	bool is_domain;
	struct file files[FILES];
	enum route_where where;
	const char *address, *domain;	/* address NULL: not looked at */
	size_t line;			/* of by; 0: none */
	const char *relay;		/* NULL: none */
	unsigned port;
	size_t relay_line;
} cases[] = {
	/* what appends, and what is local */
	{ "netqmail-1.06", "joe", false, { { CONTROL_ME, "me.test\n" } },
	    ROUTE_LOCAL, "joe@me.test", "me.test", 1, NULL, 0, 0 },
	{ "netqmail-1.06", "joe", false, { { CONTROL_LOCALS, "" } },
	    ROUTE_REMOTE, "joe@envnoathost", "envnoathost", 0, NULL, 25, 0 },
	{ "netqmail-1.06", "joe", false, { { CONTROL_ME, "me.test\n" },
	    { CONTROL_ENVNOATHOST, "e.test\nx\n" } },
	    ROUTE_REMOTE, "joe@e.test", "e.test", 0, NULL, 25, 0 },
	{ "netqmail-1.06", "joe@ME.test", false, { { CONTROL_ME, "me.test\n" },
	    { CONTROL_LOCALS, "" } },
	    ROUTE_REMOTE, "joe@ME.test", "ME.test", 0, NULL, 25, 0 },
	{ "netqmail-1.06", "a@b@C.test", false,
	    { { CONTROL_LOCALS, "x\nc.TEST\n" } },
	    ROUTE_LOCAL, "a@b@C.test", "C.test", 2, NULL, 0, 0 },
	/* an empty me is the empty name */
	{ "netqmail-1.06", "joe@", false, { { CONTROL_ME, "" } },
	    ROUTE_LOCAL, "joe@", "", 1, NULL, 0, 0 },
	/* percenthack */
	{ "netqmail-1.06", "a%b.test", false,
	    { { CONTROL_ENVNOATHOST, "x@h.test\n" },
	    { CONTROL_PERCENTHACK, "x@h.test\n" } },
	    ROUTE_REMOTE, "a@b.test", "b.test", 0, NULL, 25, 0 },
	{ "netqmail-1.06", "a%b.test%c.test@h.test", false,
	    { { CONTROL_PERCENTHACK, "h.test\nc.test\n" },
	    { CONTROL_LOCALS, "b.test\n" } },
	    ROUTE_LOCAL, "a@b.test", "b.test", 1, NULL, 0, 0 },
	{ "netqmail-1.06", "a@h.test", false,
	    { { CONTROL_PERCENTHACK, "h.test\n" } },
	    ROUTE_REMOTE, "a@h.test", "h.test", 0, NULL, 25, 0 },
	/* virtualdomains: keys in order, the empty prepend */
	{ "netqmail-1.06", "a@b.v.test", false,
	    { { CONTROL_VIRTUALDOMAINS, ":all\n.test:t\n.v.test:v\n" } },
	    ROUTE_VIRTUAL, "v-a@b.v.test", "b.v.test", 3, NULL, 0, 0 },
	{ "netqmail-1.06", "a@v.test", false,
	    { { CONTROL_VIRTUALDOMAINS, "v.test:v\na@v.test:\n" } },
	    ROUTE_REMOTE, "a@v.test", "v.test", 2, NULL, 25, 0 },
	{ "netqmail-1.06", "v.test", true,
	    { { CONTROL_VIRTUALDOMAINS, "v.test:v\na@v.test:\n" } },
	    ROUTE_VIRTUAL, NULL, "v.test", 1, NULL, 0, 0 },
	{ "netqmail-1.06", "a@v.test", false, { { CONTROL_LOCALS, "v.test\n" },
	    { CONTROL_VIRTUALDOMAINS, "v.test:v\n" } },
	    ROUTE_LOCAL, "a@v.test", "v.test", 1, NULL, 0, 0 },
	{ "netqmail-1.06", "x@v.test", false,
	    { { CONTROL_VIRTUALDOMAINS, "v.test\n" } },
	    ROUTE_REMOTE, "x@v.test", "v.test", 0, NULL, 25, 0 },
	/* smtproutes */
	{ "netqmail-1.06", "a.b.test", true,
	    { { CONTROL_SMTPROUTES, ":d\n.b.test:r:2525\n" } },
	    ROUTE_REMOTE, NULL, "a.b.test", 0, "r", 2525, 2 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, ".b.test:r\nb.test:\n:d\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, NULL, 25, 2 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r:\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r", 0, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r:smtp\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r", 0, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r:65561x\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r", 25, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r:99999999999999999999\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r",
	    65535, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test::2525\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "", 2525, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r|u|p\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r|***", 25, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r|u|p:1234\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r|***", 25, 1 },
	/* sagredo */
	{ "sagredo", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:r:587|u|p:1\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r", 587, 1 },
	{ "sagredo", "b.test", true, { { CONTROL_SMTPROUTES, "b.test:r\n" },
	    { CONTROL_AUTHSENDERS, ":all\n.y@s.test:dot|u|p\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "dot", 25, 2 },
	{ "sagredo", "b.test", true, { { CONTROL_SMTPROUTES, "b.test:r\n" },
	    { CONTROL_AUTHSENDERS, "@s.test:\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "r", 25, 1 },
	/* an empty relay and one without a name */
	{ "sagredo", "b.test", true, { { CONTROL_SMTPROUTES, "b.test:\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, NULL, 25, 1 },
	{ "sagredo", "b.test", true, { { CONTROL_SMTPROUTES, "b.test:|\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "", 25, 1 },
	{ "sagredo", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:|u:26|p\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "", 25, 1 },
	{ "sagredo", "b.test", true, { { CONTROL_SMTPROUTES, "b.test:r\n" },
	    { CONTROL_AUTHSENDERS, ":|u|p\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "", 25, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_SMTPROUTES, "b.test:|u\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, "|***", 25, 1 },
	{ "netqmail-1.06", "b.test", true,
	    { { CONTROL_AUTHSENDERS, "@s.test:r\n" } },
	    ROUTE_REMOTE, NULL, "b.test", 0, NULL, 25, 0 },
};

static void
load(struct controls *controls, const struct file *files)
{
	size_t i;

	memset(controls, 0, sizeof *controls);
	for (i = 0; i < CONTROL_FILES; i++)
		controls->file[i].file = (enum control_file)i;
	for (i = 0; i < FILES && files[i].text != NULL; i++)
		ck_assert_int_eq(control_parse(
		    &controls->file[files[i].file], files[i].file,
		    strdup(files[i].text), strlen(files[i].text)), 0);
}

START_TEST(route)
{
	struct subject subject = { cases[_i].subject, cases[_i].is_domain,
	    "x.y@s.test" };
	struct controls controls;
	struct route found;

	load(&controls, cases[_i].files);
	ck_assert_int_eq(route_find(&found, flavor_by_name(cases[_i].flavor),
	    &controls, &subject), 0);
	ck_assert_int_eq(found.where, cases[_i].where);
	if (cases[_i].is_domain)
		ck_assert_ptr_null(found.address);
	else
		ck_assert_str_eq(found.address, cases[_i].address);
	ck_assert_str_eq(found.domain, cases[_i].domain);
	ck_assert_uint_eq(found.by.entry ? found.by.entry->line : 0,
	    cases[_i].line);
	ck_assert(found.has_relay == (cases[_i].relay != NULL));
	if (found.has_relay)
		ck_assert_str_eq(found.relay, cases[_i].relay);
	ck_assert_uint_eq(found.port, cases[_i].port);
	ck_assert_uint_eq(found.relay_by.entry ? found.relay_by.entry->line :
	    0, cases[_i].relay_line);
	route_free(&found);
	controls_free(&controls);
}
END_TEST

static const struct {
	enum route_table table;
	const char *text;
	bool is_domain;
	const char *keys;	/* joined by a blank, the empty one as _ */
} walks[] = {
	{ ROUTE_VIRTUALDOMAINS, "a.b@c.d.test", false,
	    "a.b@c.d.test c.d.test .d.test .test _" },
	{ ROUTE_VIRTUALDOMAINS, "c.test", true, "c.test .test _" },
	{ ROUTE_VIRTUALDOMAINS, "a@.x", false, "a@.x .x _" },
	{ ROUTE_VIRTUALDOMAINS, "a@", false, "a@ _" },
	{ ROUTE_VIRTUALDOMAINS, ".a@b", false, ".a@b b _" },
	{ ROUTE_LOCALS, "c.d.test", true, "c.d.test" },
	{ ROUTE_LOCALS, "", true, "_" },
	{ ROUTE_PERCENTHACK, "a%b.test%c@d.test", false, "b.test c d.test" },
	{ ROUTE_PERCENTHACK, "%@", false, "_ _" },
	{ ROUTE_PERCENTHACK, "a", false, "" },
	{ ROUTE_RCPTHOSTS, "c.d.test", true, "c.d.test .d.test .test" },
	{ ROUTE_RCPTHOSTS, "c.", true, "c. ." },
	{ ROUTE_RCPTHOSTS, "", true, "" },
	{ ROUTE_SMTPROUTES, "c.d.test", true, "c.d.test .d.test .test _" },
	{ ROUTE_SMTPROUTES, "c.", true, "c. . _" },
	{ ROUTE_SMTPROUTES, "", true, "_" },
	{ ROUTE_AUTHSENDERS, "a.b@c.test", false,
	    "a.b@c.test .b@c.test @c.test .test _" },
};

/* the keys that are left, joined as in `walks` */
static void
keys_joined(struct route_keys *keys, char text[256])
{
	const char *key;
	size_t len;

	text[0] = '\0';
	while ((key = route_keys_next(keys, &len)) != NULL) {
		if (text[0] != '\0')
			strcat(text, " ");
		strncat(text, len > 0 ? key : "_", len > 0 ? len : 1);
	}
	ck_assert_ptr_null(route_keys_next(keys, &len));
}

START_TEST(keys)
{
	struct route_keys iterator;
	char text[256];

	route_keys_begin(&iterator, walks[_i].table, walks[_i].text,
	    walks[_i].is_domain);
	keys_joined(&iterator, text);
	ck_assert_str_eq(text, walks[_i].keys);
}
END_TEST

static const struct {
	enum control_file file;
	bool is_domain;
	const char *sender, *keys;	/* keys NULL: it is not searched */
} searches[] = {
	{ CONTROL_LOCALS, false, "", "b.test" },
	{ CONTROL_VIRTUALDOMAINS, false, "", "a@b.test b.test .test _" },
	{ CONTROL_VIRTUALDOMAINS, true, "", "b.test .test _" },
	{ CONTROL_PERCENTHACK, false, "", "b.test c.test" },
	{ CONTROL_SMTPROUTES, false, "", "b.test .test _" },
	{ CONTROL_AUTHSENDERS, false, "x@s", "x@s @s _" },
	{ CONTROL_AUTHSENDERS, false, "a..b@s.t",
	    "\"a..b\"@s.t ..b\"@s.t .b\"@s.t @s.t .t _" },
	{ CONTROL_AUTHSENDERS, false, "", "_" },
	{ CONTROL_AUTHSENDERS, false, NULL, "" },
	{ CONTROL_RCPTHOSTS, false, "", "c.test .test" },
	{ CONTROL_MORERCPTHOSTS, true, "", "b.test .test" },
	{ CONTROL_ME, false, "", NULL },
	{ CONTROL_HELOHOST, false, "", NULL },
	{ CONTROL_OUTGOINGIP, false, "", NULL },
	{ CONTROL_MOREIPME, false, "", NULL },
};

/* of the address a%b.test@c.test, where c.test is in percenthack */
START_TEST(keys_of_a_file)
{
	struct subject subject = { searches[_i].is_domain ? "b.test" :
	    "a%b.test@c.test", searches[_i].is_domain, searches[_i].sender };
	struct file files[FILES] = { { CONTROL_LOCALS, "" },
	    { CONTROL_PERCENTHACK, "c.test\n" } };
	struct controls controls;
	struct route_keys iterator;
	struct route found;
	char text[256];
	bool searched;

	load(&controls, files);
	ck_assert_int_eq(route_find(&found, flavor_by_name("sagredo"),
	    &controls, &subject), 0);
	searched = route_keys_of(&iterator, searches[_i].file, &found,
	    &subject);
	ck_assert(searched == (searches[_i].keys != NULL));
	if (searched) {
		keys_joined(&iterator, text);
		ck_assert_str_eq(text, searches[_i].keys);
	}
	route_free(&found);
	controls_free(&controls);
}
END_TEST

/* the line for a sender is under what goes over the wire */
static const struct {
	const char *sender, *key;
	bool found;
} senders[] = {
	{ "a..b@s.test", "\"A..b\"@s.test", true },
	{ "a..b@s.test", "a..b@s.test", false },
	{ "a b@s.test", "\"a b\"@s.test", true },
	{ "a.b@s.test", "a.b@s.test", true },
	{ "a.b@s.test", "\"a.b\"@s.test", false },
	{ "a\"@s.test", "\"a\\\"\"@s.test", true },
	{ "a@b@s.test", "\"a@b\"@s.test", true },
	{ "@s.test", "\"\"@s.test", true },
	{ "@s.test", "@s.test", true },
	{ "..", "..", true },
};

START_TEST(line_for_a_sender)
{
	struct subject subject = { "b.test", true, senders[_i].sender };
	struct file files[FILES] = { { CONTROL_LOCALS, "" } };
	struct controls controls;
	struct route found;
	char line[64];

	snprintf(line, sizeof line, "%s:r\n", senders[_i].key);
	files[1].file = CONTROL_AUTHSENDERS;
	files[1].text = line;
	load(&controls, files);
	ck_assert_int_eq(route_find(&found, flavor_by_name("sagredo"),
	    &controls, &subject), 0);
	ck_assert(found.has_relay == senders[_i].found);
	route_free(&found);
	controls_free(&controls);
}
END_TEST

/* a zero octet in me, without locals, makes it two names */
START_TEST(me_with_a_zero_octet)
{
	struct subject subject = { "b.test", true, "" };
	struct controls controls;
	struct route found;
	char *bytes = malloc(14);

	memcpy(bytes, "a.test\0b.test\n", 14);
	load(&controls, &(struct file){ CONTROL_ME, NULL });
	ck_assert_int_eq(control_parse(&controls.file[CONTROL_ME], CONTROL_ME,
	    bytes, 14), 0);
	ck_assert_int_eq(route_find(&found, flavor_by_name("qmail-1.03"),
	    &controls, &subject), 0);
	ck_assert_int_eq(found.where, ROUTE_LOCAL);
	route_free(&found);
	controls_free(&controls);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("route");
	TCase *tcase = tcase_create("route");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, route, 0, sizeof cases / sizeof cases[0]);
	tcase_add_loop_test(tcase, keys, 0, sizeof walks / sizeof walks[0]);
	tcase_add_loop_test(tcase, keys_of_a_file, 0,
	    sizeof searches / sizeof searches[0]);
	tcase_add_loop_test(tcase, line_for_a_sender, 0,
	    sizeof senders / sizeof senders[0]);
	tcase_add_test(tcase, me_with_a_zero_octet);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
