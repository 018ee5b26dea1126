/*
 * check_text.c: the text report: width, alphabet, what it says and leaves
 * out.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static const struct output plain = { .format = OUTPUT_TEXT };
static const struct output quiet = { .format = OUTPUT_TEXT, .quiet = true };
static const struct output verbose = {
	.format = OUTPUT_TEXT, .verbose = true
};

/* no line past 80 columns, nothing but printable ASCII */
static void
assert_fits(const char *text)
{
	size_t column = 0;

	for (; *text != '\0' && column <= 80; text++) {
		column = *text == '\n' ? 0 : column + 1;
		if (*text != '\n' && (*text < 32 || *text > 126))
			break;
	}
	ck_assert_uint_le(column, 80);
	ck_assert_int_eq(*text, '\0');
}

/* wherever its lines are broken */
static void
assert_says(const char *text, const char *what)
{
	char *flat = malloc(strlen(text) + 1), *to = flat;
	const char *from;

	for (from = text; *from != '\0'; from++)
		if (*from != '\n' || from[1] != ' ')
			*to++ = *from;
		else
			while (from[1] == ' ' && from[2] == ' ')
				from++;
	*to = '\0';
	ck_assert_msg(strstr(text, what) != NULL ||
	    strstr(flat, what) != NULL, "no \"%s\" in:\n%s", what, text);
	free(flat);
}

static void
assert_silent(const char *text, const char *what)
{
	ck_assert_msg(strstr(text, what) == NULL, "\"%s\" in:\n%s", what,
	    text);
}

static size_t
count_lines(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

START_TEST(bounce)
{
	struct sample s;
	char *text;

	sample_bounce(&s, "example.com");
	text = sample_report(&s, plain);
	assert_fits(text);
	ck_assert(strncmp(text, "example.com: bounce 5.4.6: ", 27) == 0);
	assert_says(text, "qmail is netqmail-1.06+moreipme (");
	assert_says(text, "lowered by 203.0.113.5, which is me: "
	    "control/moreipme:2");
	assert_says(text, "prefme 10: only lower preferences are tried");
	assert_says(text, "it isn't in my control/locals file");
	ck_assert_uint_le(count_lines(text), 22);
	ck_assert(strstr(text, "prefme 10: only") <
	    strstr(text, "mx.example.com    203.0.113.5"));
	free(text);
	sample_end(&s);
}
END_TEST

/* what an unreadable file does to qmail-send, as far as one is known to run */
static const struct {
	enum control_file file;
	bool runs;
	const char *says;
} closed[] = {
	{ CONTROL_LOCALS, false, "qmail-send cannot read control/locals: it "
	    "does not start, and mail lies still" },
	{ CONTROL_VIRTUALDOMAINS, true, "qmail-send cannot read "
	    "control/virtualdomains: it does not start; the one that runs "
	    "keeps the table it had, at a HUP too, and mxwhy cannot see "
	    "that" },
	{ CONTROL_ME, true, "qmail-send cannot read control/me: it does not "
	    "start; the one that runs goes on with what it read before" },
	{ CONTROL_BOUNCEHOST, false, "qmail-send cannot read "
	    "control/bouncehost: it does not start, and mail lies still" },
};

START_TEST(not_started)
{
	struct sample s;
	char *text, line[300];

	sample_begin(&s, "example.com");
	control_free(&s.site.controls.file[closed[_i].file]);
	s.site.controls.file[closed[_i].file].state = CONTROL_UNREADABLE;
	s.site.send.state = closed[_i].runs ? SEND_RUNNING : SEND_UNKNOWN;
	sample_judge(&s);
	text = sample_report(&s, quiet);
	snprintf(line, sizeof line, "example.com: defer: %s\n",
	    closed[_i].says);
	ck_assert_str_eq(text, line);
	free(text);
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_silent(text, "4.3.0)");
	assert_silent(text, "Unable to read");
	assert_silent(text, "\n\n\n");
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(line_alone)
{
	struct output line_only = { .format = OUTPUT_TEXT,
	    .line_only = true };
	struct sample s;
	char *text;

	sample_bounce(&s, "example.com");
	text = sample_report(&s, quiet);
	ck_assert_str_eq(text, "example.com: bounce 5.4.6: this host is its "
	    "best MX, but it is not local here\n");
	free(text);
	s.d.named[0].file = CONTROL_LOCALS;
	s.d.named[0].line = 3;
	s.d.named[1].file = CONTROL_RCPTHOSTS;
	s.d.named[1].line = 1;
	s.d.n_named = 2;
	text = sample_report(&s, line_only);
	ck_assert_uint_eq(count_lines(text), 1);
	assert_says(text, " (locals:3, rcpthosts:1)\n");
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(verbosity)
{
	struct sample s;
	char *text;

	sample_bounce(&s, "example.com");
	findings_add(&s.d.findings, FINDING_NULL_MX, "a.example", NULL);
	findings_add(&s.d.findings, FINDING_ORDER_RANDOM, "10", NULL);
	findings_add(&s.d.findings, FINDING_MX_ALIAS, "a.example", NULL);
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, "[null-mx]");
	assert_silent(text, "[order-random]");
	assert_says(text, "\n2 more notes: -v\n");
	assert_silent(text, "asked ");
	free(text);
	text = sample_report(&s, verbose);
	assert_fits(text);
	assert_says(text, "[order-random]");
	assert_silent(text, "more note");
	assert_says(text, "keys of smtproutes: example.com, .com, (empty)");
	assert_says(text, "asked  example.com MX: NOERROR (found), 65 bytes, "
	    "udp 192.0.2.53@53");
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(findings)
{
	struct fix fix = { .text = "add example.com to control/locals",
	    .command = "kill -HUP 812", .then = { .action = ACTION_LOCAL } };
	struct sample s;
	char *text;

	sample_bounce(&s, "example.com");
	findings_add_at(&s.d.findings, FINDING_IPME_CIDR, CONTROL_MOREIPME, 4,
	    "10.0.0.0/8", "10.0.0.0/255.0.0.0", NULL);
	s.d.fix[0] = fix;
	s.d.n_fix = 1;
	s.d.whose = "This host's files are at fault.";
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, "\nerror  control/moreipme:4: ");
	assert_says(text, "[ipme-cidr]");
	assert_says(text, "fix    add example.com to control/locals, "
	    "kill -HUP 812: then local\n");
	assert_says(text, "whose  This host's files are at fault.\n");
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(colour)
{
	struct output out = { .format = OUTPUT_TEXT, .colour = true };
	struct sample s;
	char *text;

	sample_bounce(&s, "example.com");
	text = sample_report(&s, out);
	assert_says(text, "\033[1;31mbounce 5.4.6\033[0m");
	free(text);
	text = sample_report(&s, plain);
	assert_silent(text, "\033");
	free(text);
	sample_end(&s);
}
END_TEST

/* a label of 63 octets, every one of them an escape */
static void
nasty(char *name, unsigned char octet)
{
	size_t label, i;

	for (label = 0; label < 4; label++) {
		for (i = 0; i < (label < 3 ? 63 : 61); i++)
			*name++ = (char)octet;
		*name++ = '.';
	}
	name[-1] = '\0';
}

/* 254 octets, as a subject, an MX host, a relay and a line of a file */
START_TEST(width)
{
	static const unsigned char octets[] = { 'a', 1, 27, 255, '\\', ' ' };
	char name[256], line[1024];
	struct sample s;
	char *text;

	nasty(name, octets[_i]);
	sample_begin(&s, name);
	sample_mx(&s, name, 10, "mx.example.com");
	sample_mx(&s, name, 20, name);
	sample_mx(&s, name, 30, "198.51.100.1");
	sample_a(&s, "mx.example.com", "203.0.113.5");
	sample_a(&s, name, "198.51.100.1");
	snprintf(line, sizeof line, "%s:%s:2525\n", "other", name);
	sample_file(&s, CONTROL_SMTPROUTES, line);
	sample_judge(&s);
	findings_add_at(&s.d.findings, FINDING_NO_COLON, CONTROL_SMTPROUTES, 3,
	    name, name, NULL);
	text = sample_report(&s, verbose);
	assert_fits(text);
	free(text);
	sample_end(&s);

	sample_begin(&s, "example.com");
	snprintf(line, sizeof line, "example.com:%s:2525\n", name);
	sample_file(&s, CONTROL_SMTPROUTES, line);
	sample_judge(&s);
	text = sample_report(&s, verbose);
	assert_fits(text);
	assert_says(text, "bounce 5.1.2");
	free(text);
	sample_end(&s);
}
END_TEST

/* of a domain with so many dots, keys are listed, but not their square */
START_TEST(many_keys)
{
	static const size_t labels[] = { 120, 4000 };
	size_t i, n = labels[_i];
	char *name = malloc(2 * n + 4), *text;
	struct sample s;

	for (i = 0; i < n; i++)
		memcpy(name + 2 * i, "a.", 2);
	memcpy(name + 2 * n, "com", 4);
	sample_begin(&s, name);
	sample_file(&s, CONTROL_SMTPROUTES, "x:y\n");
	sample_judge(&s);
	text = sample_report(&s, verbose);
	assert_fits(text);
	ck_assert_uint_lt(strlen(text), 5000000);
	ck_assert_int_eq(strstr(text, "and so on") != NULL, n > 127);
	ck_assert_int_eq(strstr(text, ", .com, (empty)") != NULL, n <= 127);
	free(text);
	free(name);
	sample_end(&s);
}
END_TEST

/* qmail's words, whatever they name; every line of them */
START_TEST(words_whole)
{
	static const size_t lengths[] = { 1, 255, 1300, 1400, 5000, 60000 };
	char *name = malloc(lengths[_i] + 1), *text;
	struct sample s;

	memset(name, '~', lengths[_i]);
	name[lengths[_i]] = '\0';
	sample_begin(&s, name);
	sample_judge(&s);
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, "     Sorry, I couldn't find any host named ");
	assert_says(text, "~. (#5.1.2)");
	free(text);
	free(name);
	sample_end(&s);
}
END_TEST

START_TEST(others)
{
	struct sample s;
	char *text;

	sample_begin(&s, "alias.example.");
	sample_flavor(&s, FLAVOR_NOTQMAIL_109);
	sample_other(&s, FLAVOR_NETQMAIL_106);
	sample_a(&s, "alias.example.", "203.0.113.5");
	sample_judge(&s);
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, "alias.example.: bounce 5.4.6");
	assert_says(text, "\nbut netqmail-1.06 would say ");
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(failed)
{
	struct sample s;
	char *text;

	sample_begin(&s, "a\nb");
	s.d.error.what = ERROR_INPUT;
	s.d.input_line = 7;
	strcpy(s.d.error.text, "not an address");
	text = sample_report(&s, plain);
	ck_assert_str_eq(text, "a\\010b: line 7: error: not an address\n");
	free(text);
	sample_end(&s);
}
END_TEST

static const struct {
	const char *subject, *says;
	const char *locals, *virtualdomains, *smtproutes;
} routes[] = {
	{ "a.example", "a.example: local: control/locals:2 lists it",
	    "#\na.example\n", NULL, NULL },
	{ "mx.example.com", "control/me:1 names it (there is no", NULL, NULL,
	    NULL },
	{ "b.a.example", "control/virtualdomains:1 makes it bob-user@b.a.",
	    "", ".a.example:bob\n", NULL },
	{ "a.example", "control/virtualdomains:1 a.example: has nothing",
	    "", "a.example:\n", NULL },
	{ "a.example", "deliver: to the relay mx2.example.com "
	    "[198.51.100.9]:2525 (control/smtproutes:1)", NULL, NULL,
	    ":mx2.example.com:2525\n" },
	{ "a.example", "bounce 5.1.2: the relay of control/smtproutes:1 has",
	    NULL, NULL, "a.example:nowhere.example\n" },
	{ "a.example", "control/smtproutes:1 a.example: names no relay", NULL,
	    NULL, "a.example:\n" },
	{ "a.example", "bounce 5.1.2: there is no such name", NULL, NULL,
	    NULL },
	{ "soft.example", "defer 4.1.2: the DNS fails for now: MX of "
	    "soft.example: SERVFAIL", NULL, NULL, NULL },
	{ "null.example", "bounce 5.4.4: it has a null MX", NULL, NULL,
	    NULL },
	{ "gone.example", "bounce 5.4.4: its MX has no address", NULL, NULL,
	    NULL },
	{ "host.example", "deliver: to host.example [198.51.100.7]", NULL,
	    NULL, NULL },
	{ "host.example", "; then its own address", NULL, NULL,
	    NULL },
	{ "away.example", "tcpto    1      of 1 address left", NULL, NULL,
	    NULL },
};

static void
set_file(struct sample *s, enum control_file file, const char *text)
{
	if (text != NULL)
		sample_file(s, file, text);
}

START_TEST(route_said)
{
	struct sample s;
	char *text;

	sample_begin(&s, routes[_i].subject);
	sample_flavor(&s, FLAVOR_NOTQMAIL_109);
	set_file(&s, CONTROL_LOCALS, routes[_i].locals);
	set_file(&s, CONTROL_VIRTUALDOMAINS, routes[_i].virtualdomains);
	set_file(&s, CONTROL_SMTPROUTES, routes[_i].smtproutes);
	sample_a(&s, "mx2.example.com", "198.51.100.9");
	sample_a(&s, "host.example", "198.51.100.7");
	sample_rcode(&s, "soft.example", WIRE_MX, WIRE_SERVFAIL);
	sample_mx(&s, "null.example", 0, "");
	sample_mx(&s, "gone.example", 0, "nowhere.example");
	sample_mx(&s, "away.example", 5, "host.example");
	s.site.now = 1000000;
	s.site.tcpto.record[0].address = 0xc6336407;
	s.site.tcpto.record[0].count = 2;
	s.site.tcpto.record[0].when = 1000000 - 5000;
	s.site.tcpto.n = routes[_i].subject[0] == 'a';
	sample_judge(&s);
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, routes[_i].says);
	ck_assert_uint_le(count_lines(text), 22);
	free(text);
	sample_end(&s);
}
END_TEST

/* nothing is tried where qmail's own end cannot be bound */
START_TEST(unbindable)
{
	struct output out[] = { plain, { .format = OUTPUT_JSON } };
	static const char *const says[] = {
		"unbound     10  ", "\"outcome\":\"unbindable\""
	};
	struct sample s;
	char *text;

	sample_begin(&s, "away.example");
	sample_flavor(&s, FLAVOR_SAGREDO);
	sample_file(&s, CONTROL_OUTGOINGIP, "198.51.100.1\n");
	sample_mx(&s, "away.example", 10, "mx2.example.com");
	sample_a(&s, "mx2.example.com", "198.51.100.9");
	s.site.outgoing_elsewhere = true;
	sample_judge(&s);
	text = sample_report(&s, out[_i]);
	assert_says(text, "4.4.1");
	assert_says(text, says[_i]);
	if (_i == 0)
		assert_says(text, "control/outgoingip:1 is no address of "
		    "this host");
	free(text);
	sample_end(&s);
}
END_TEST

/* what stands behind the first | is a secret */
START_TEST(secret)
{
	struct output out[] = { plain, verbose, quiet,
	    { .format = OUTPUT_JSON } };
	struct sample s;
	char *text;

	sample_begin(&s, "a.example");
	sample_flavor(&s, FLAVOR_SAGREDO);
	sample_file(&s, CONTROL_SMTPROUTES,
	    "a.example:mx2.example.com:25|user|TOPSECRET\n"
	    ".example|TOPSECRET:b\n");
	sample_file(&s, CONTROL_AUTHSENDERS, "|TOPSECRET:a|user|TOPSECRET\n");
	sample_a(&s, "mx2.example.com", "198.51.100.9");
	sample_judge(&s);
	text = sample_report(&s, out[_i]);
	assert_says(text, "deliver");
	assert_silent(text, "TOPSECRET");
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(address)
{
	static const struct {
		uint32_t address;
		const char *line, *change;
	} cases[] = {
		{ 0x7f000001, "me (implicit, 8 bits; notipme: no match)",
		    "with a line 127.0.0.1 in control/notipme it is not me" },
		{ 0xcb007105, "me (moreipme, 24 bits; notipme: no match)",
		    "without control/moreipme:2, or with a line" },
		{ 0xcb00714d, "not me (moreipme, 24 bits; notipme: 32 bits)",
		    "without control/notipme:1 it is me" },
		{ 0xc6336401, "not me (no match; notipme: no match)",
		    "with a line 198.51.100.1 in control/moreipme it is me" },
	};
	struct sample s;
	char *text;

	sample_begin(&s, "x");
	s.d.kind = KIND_IP;
	s.d.address = cases[_i].address;
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, cases[_i].line);
	assert_says(text, cases[_i].change);
	free(text);
	sample_end(&s);
}
END_TEST

START_TEST(host)
{
	struct interface i[] = {
		{ "eth0", 0xc0000201, true, 0xc0000201, true },
		{ "eth0", 0xc0000202, true, 0xc0000201, true },
	};
	struct sample s;
	char *text;

	sample_begin(&s, NULL);
	s.d.kind = KIND_HOST;
	s.site.interfaces.v4 = i;
	s.site.interfaces.n = 2;
	text = sample_report(&s, plain);
	assert_fits(text);
	assert_says(text, "this host: 2 entries say me, 1 says not me; 0 err");
	assert_says(text, "me     203.0.113.0/255.255.255.0");
	assert_says(text, "not me 203.0.113.77");
	assert_says(text, "missed 192.0.2.2");
	assert_silent(text, "missed 192.0.2.1");
	assert_says(text, "me (1)");
	assert_says(text, "not there: helohost, envnoathost, locals");
	free(text);
	sample_end(&s);
}
END_TEST

int
main(void)
{
	TCase *tcase = tcase_create("text");
	Suite *suite = suite_create("text");
	SRunner *runner;
	int failures;

	tcase_add_test(tcase, bounce);
	tcase_add_loop_test(tcase, not_started, 0,
	    sizeof closed / sizeof closed[0]);
	tcase_add_test(tcase, line_alone);
	tcase_add_test(tcase, verbosity);
	tcase_add_test(tcase, findings);
	tcase_add_test(tcase, colour);
	tcase_add_loop_test(tcase, width, 0, 6);
	tcase_add_loop_test(tcase, many_keys, 0, 2);
	tcase_add_loop_test(tcase, words_whole, 0, 6);
	tcase_add_test(tcase, others);
	tcase_add_test(tcase, failed);
	tcase_add_loop_test(tcase, route_said, 0,
	    sizeof routes / sizeof routes[0]);
	tcase_add_loop_test(tcase, unbindable, 0, 2);
	tcase_add_loop_test(tcase, secret, 0, 4);
	tcase_add_loop_test(tcase, address, 0, 4);
	tcase_add_test(tcase, host);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures != 0;
}
