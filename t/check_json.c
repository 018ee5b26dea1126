/*
 * check_json.c: JSON that parses back, with every key, in its order.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "json_read.h"
#include "report/json_write.h"
#include "sample.h"

static const struct output json = { .format = OUTPUT_JSON };

/* one line, ASCII, an object */
static struct json *
parse(const struct sample *s)
{
	char *text = sample_report(s, json), *at;
	struct json *root;

	ck_assert_ptr_nonnull(text);
	for (at = text; *at >= 32 && *at <= 126; at++)
		;
	ck_assert_str_eq(at, "\n");
	root = json_read(text, strlen(text));
	ck_assert_msg(root != NULL, "no JSON: %s", text);
	free(text);
	return root;
}

/* the object's keys, in order, with a blank behind each */
static void
assert_keys(const struct json *object, const char *want)
{
	const struct json *at = json_at(object, 0);
	char got[512] = "";

	ck_assert(json_is(object, JSON_OBJECT));
	for (; at != NULL; at = at->next) {
		strcat(got, at->key);
		strcat(got, " ");
	}
	ck_assert_str_eq(got, want);
}

static const struct json *
first(const struct json *object, const char *list)
{
	const struct json *value = json_at(json_get(object, list), 0);

	ck_assert_ptr_nonnull(value);
	return value;
}

static void
assert_text(const struct json *object, const char *key, const char *want)
{
	if (want == NULL) {
		ck_assert(json_is(json_get(object, key), JSON_NULL));
		return;
	}
	ck_assert(json_is(json_get(object, key), JSON_STRING));
	ck_assert_str_eq(json_text_of(object, key), want);
}

static void
assert_number(const struct json *object, const char *key, const char *want)
{
	ck_assert(json_is(json_get(object, key), JSON_NUMBER));
	ck_assert_str_eq(json_get(object, key)->text, want);
}

#define KEYS "schema mxwhy kind subject domain flavor control route " \
	"questions mx prefme candidates verdict others way findings named " \
	"fixes error "

START_TEST(all_keys)
{
	struct fix fix = { .text = "add it", .then = { .action =
	    ACTION_LOCAL } };
	const struct json *candidate;
	struct json *root;
	struct sample s;

	sample_bounce(&s, "example.com");
	findings_add_at(&s.d.findings, FINDING_IPME_CIDR, CONTROL_MOREIPME, 4,
	    "x", "y", NULL);
	s.d.fix[0] = fix;
	s.d.n_fix = 1;
	s.d.named[0].file = CONTROL_LOCALS;
	s.d.named[0].line = 3;
	s.d.n_named = 1;
	root = parse(&s);
	assert_keys(root, KEYS);
	assert_keys(json_get(root, "flavor"),
	    "name source evidence fits ");
	assert_keys(json_get(root, "control"), "dir files ");
	assert_keys(first(json_get(root, "control"), "files"),
	    "name state entries ");
	ck_assert_uint_eq(json_count(json_get(
	    json_get(root, "control"), "files")), CONTROL_FILES);
	assert_keys(json_get(root, "route"),
	    "where address by relay ");
	assert_keys(first(root, "questions"),
	    "name type by rcode class bytes server transport ms ");
	assert_keys(first(root, "mx"), "preference name class addresses ");
	assert_keys(json_get(root, "prefme"),
	    "initial value because ");
	candidate = first(root, "candidates");
	assert_keys(candidate, "address port preference mx outcome here me "
	    "not_me ");
	assert_keys(json_get(candidate, "me"),
	    "list address mask interface line ");
	assert_keys(json_get(root, "verdict"),
	    "action code message ");
	assert_keys(first(root, "findings"),
	    "id severity fault file line text fix ");
	assert_keys(first(root, "named"), "file line ");
	assert_keys(first(root, "fixes"), "text command then ");
	json_free(root);
	sample_end(&s);
}
END_TEST

START_TEST(values)
{
	const struct json *at;
	struct json *root;
	struct sample s;

	sample_bounce(&s, "example.com");
	root = parse(&s);
	assert_text(root, "kind", "domain");
	assert_text(root, "domain", "example.com");
	assert_text(json_get(root, "verdict"), "code", "5.4.6");
	ck_assert_ptr_nonnull(strchr(json_text_of(json_get(root, "verdict"),
	    "message"), '\n'));
	assert_number(json_get(root, "prefme"), "initial", "100000");
	assert_number(json_get(root, "prefme"), "value", "10");
	assert_text(json_get(root, "prefme"), "because", "me");
	at = first(root, "candidates");
	assert_text(at, "outcome", "filtered");
	ck_assert(json_is(json_get(at, "here"), JSON_TRUE));
	assert_number(at, "port", "25");
	assert_number(json_get(at, "me"), "line", "2");
	assert_text(json_get(at, "me"), "mask", "255.255.255.0");
	assert_text(json_get(at, "me"), "interface", NULL);
	at = first(root, "questions");
	assert_text(at, "type", "ANY");
	assert_text(at, "server", "192.0.2.53@53");
	assert_number(at, "ms", "3.142");
	ck_assert(json_is(json_get(root, "error"), JSON_NULL));
	json_free(root);
	sample_end(&s);
}
END_TEST

START_TEST(every_octet)
{
	char subject[4] = { 'a', (char)_i, 'b' }, want[16];
	struct sample s;
	struct json *root;

	sample_begin(&s, subject);
	sample_judge(&s);
	root = parse(&s);
	if (_i < 32 || _i > 126 || _i == '\\')
		snprintf(want, sizeof want, "a\\%03db", _i);
	else
		snprintf(want, sizeof want, "a%cb", _i);
	assert_text(root, "subject", want);
	json_free(root);
	sample_end(&s);
}
END_TEST

START_TEST(names)
{
	struct sample s;
	struct json *root;

	sample_begin(&s, "example.com");
	sample_mx(&s, "example.com", 10, "a\\.b\\\\c\\200.example");
	sample_a(&s, "a\\.b\\\\c\\200.example", "198.51.100.9");
	sample_judge(&s);
	root = parse(&s);
	assert_text(first(root, "mx"), "name", "a\\046b\\092c\\200.example");
	assert_text(first(root, "candidates"), "mx",
	    "a\\046b\\092c\\200.example");
	json_free(root);
	sample_end(&s);
}
END_TEST

START_TEST(routes)
{
	struct sample s;
	const struct json *route;
	struct json *root;

	sample_begin(&s, "joe@a.example");
	s.d.subject.is_domain = false;
	sample_file(&s, CONTROL_VIRTUALDOMAINS, "joe@a.example:bob\n");
	sample_judge(&s);
	root = parse(&s);
	route = json_get(root, "route");
	assert_text(root, "kind", "recipient");
	assert_text(root, "domain", "a.example");
	assert_text(route, "where", "virtual");
	assert_text(route, "address", "bob-joe@a.example");
	assert_keys(json_get(route, "by"), "file line key ");
	assert_text(json_get(route, "by"), "key", "joe@a.example");
	ck_assert(json_is(json_get(route, "relay"), JSON_NULL));
	assert_text(json_get(root, "verdict"), "code", NULL);
	json_free(root);
	sample_end(&s);

	sample_begin(&s, "a.example");
	sample_file(&s, CONTROL_SMTPROUTES, ":relay.example:2525\n");
	sample_a(&s, "relay.example", "198.51.100.9");
	sample_judge(&s);
	root = parse(&s);
	route = json_get(json_get(root, "route"), "relay");
	assert_keys(route, "host port file line key ");
	assert_number(route, "port", "2525");
	assert_text(route, "key", "");
	assert_text(first(root, "candidates"), "mx", NULL);
	json_free(root);
	sample_end(&s);
}
END_TEST

static void
make_error(struct sample *s, enum kind kind)
{
	sample_begin(s, kind == KIND_HOST ? NULL : "a.example");
	s->d.kind = kind;
	s->d.error.what = ERROR_CONTROL;
	s->d.error.line = 3;
	strcpy(s->d.error.file, "control/locals");
	strcpy(s->d.error.text, "cannot be read");
}

/* the same keys, with or without a site */
START_TEST(failures)
{
	static const enum kind kinds[] = {
		KIND_RECIPIENT, KIND_DOMAIN, KIND_IP, KIND_HOST
	};
	struct sample s;
	const struct json *error;
	struct json *root;

	make_error(&s, kinds[_i % 4]);
	if (_i >= 4)
		s.d.site = NULL;
	root = parse(&s);
	if (kinds[_i % 4] == KIND_IP)
		assert_keys(root, "schema mxwhy kind subject flavor control "
		    "me here matches findings error ");
	else if (kinds[_i % 4] == KIND_HOST)
		assert_keys(root, "schema mxwhy kind flavor control ipme "
		    "notipme interfaces findings error ");
	else {
		assert_keys(root, KEYS);
		ck_assert(json_is(json_get(root, "verdict"), JSON_NULL));
	}
	error = json_get(root, "error");
	assert_keys(error, "what file line text ");
	assert_text(error, "what", "control");
	assert_number(error, "line", "3");
	json_free(root);
	sample_end(&s);
}
END_TEST

START_TEST(addresses)
{
	struct interface i = { "eth0", 0xc0000201, true, 0xc0000201, true };
	struct sample s;
	struct json *root;

	sample_begin(&s, "203.0.113.77");
	s.d.kind = KIND_IP;
	s.d.address = 0xcb00714d;
	root = parse(&s);
	ck_assert(json_is(json_get(root, "me"), JSON_FALSE));
	assert_keys(first(root, "matches"),
	    "list address mask interface line length ");
	assert_text(first(root, "matches"), "list", "notipme");
	assert_number(first(root, "matches"), "length", "32");
	ck_assert_uint_eq(json_count(json_get(root,
	    "matches")), 2);
	json_free(root);
	s.d.kind = KIND_HOST;
	s.site.interfaces.v4 = &i;
	s.site.interfaces.n = 1;
	root = parse(&s);
	assert_text(first(root, "ipme"), "list", "implicit");
	assert_text(first(root, "notipme"), "address", "203.0.113.77");
	assert_keys(first(root, "interfaces"), "name address up seen ");
	json_free(root);
	sample_end(&s);
}
END_TEST

/* the line that was written, as values; frees it */
static struct json *
written(struct json_writer *w)
{
	struct json *json;

	ck_assert(!w->line.no_memory);
	json = json_read(w->line.bytes, w->line.n);
	ck_assert_msg(json != NULL, "no JSON: %.*s", (int)w->line.n,
	    w->line.bytes);
	free(w->line.bytes);
	return json;
}

START_TEST(nesting)
{
	static const char want[] = "{\"a\":[],\"b\":{\"c\":[1,[null],"
	    "{},true]},\"d\":false,\"e\":[\"\",\"x\"]}";
	struct json_writer w = { .more = false };

	json_object(&w, NULL);
	json_list(&w, "a");
	json_list_end(&w);
	json_object(&w, "b");
	json_list(&w, "c");
	json_number(&w, NULL, 1);
	json_list(&w, NULL);
	json_null(&w, NULL);
	json_list_end(&w);
	json_object(&w, NULL);
	json_object_end(&w);
	json_boolean(&w, NULL, true);
	json_list_end(&w);
	json_object_end(&w);
	json_boolean(&w, "d", false);
	json_list(&w, "e");
	json_text(&w, NULL, "");
	json_text(&w, NULL, "x");
	json_list_end(&w);
	json_object_end(&w);
	ck_assert_uint_eq(w.line.n, strlen(want));
	ck_assert_mem_eq(w.line.bytes, want, w.line.n);
	json_free(written(&w));
}
END_TEST

/* any octet comes back, alone and among 5,000 of its kind */
START_TEST(part_octet)
{
	char octets[5000];
	struct json_writer w = { .more = false };
	struct json *json;
	size_t i;

	memset(octets, _i, sizeof octets);
	json_list(&w, NULL);
	json_string(&w, NULL);
	json_part(&w, octets, sizeof octets);
	json_string_end(&w);
	json_string(&w, NULL);
	json_part(&w, "a", 1);
	json_part(&w, octets, 1);
	json_part(&w, "b", 1);
	json_string_end(&w);
	json_list_end(&w);
	for (i = 0; i < w.line.n && w.line.bytes[i] >= 32 &&
	    w.line.bytes[i] <= 126; i++)
		;
	ck_assert_uint_eq(i, w.line.n);
	json = written(&w);
	ck_assert_uint_eq(json_count(json), 2);
	ck_assert_uint_eq(json_at(json, 0)->len, sizeof octets);
	ck_assert_mem_eq(json_at(json, 0)->text, octets, sizeof octets);
	ck_assert_uint_eq(json_at(json, 1)->len, 3);
	ck_assert_int_eq(json_at(json, 1)->text[1], (char)_i);
	json_free(json);
}
END_TEST

static const struct {
	uint64_t n;
	const char *whole, *thousandths;
} numbers[] = {
	{ 0, "0", "0.0" }, { 1, "1", "0.001" }, { 10, "10", "0.01" },
	{ 100, "100", "0.1" }, { 999, "999", "0.999" },
	{ 1000, "1000", "1.0" }, { 1020, "1020", "1.02" },
	{ 60001, "60001", "60.001" }, { 65535, "65535", "65.535" },
	{ UINT64_MAX, "18446744073709551615", "18446744073709551.615" },
};

START_TEST(number)
{
	struct json_writer w = { .more = false };
	struct json *json;

	json_object(&w, NULL);
	json_number(&w, "n", numbers[_i].n);
	json_thousandths(&w, "t", numbers[_i].n);
	json_object_end(&w);
	json = written(&w);
	assert_number(json, "n", numbers[_i].whole);
	assert_number(json, "t", numbers[_i].thousandths);
	json_free(json);
}
END_TEST

/* what a fix leads to, in words of any length; their newline stays one */
START_TEST(words_whole)
{
	static const size_t lengths[] = { 1, 255, 1300, 1400, 5000, 60000 };
	static const char before[] = "Sorry, I couldn't find any host named ";
	size_t n = lengths[_i];
	char *host = malloc(n + 1), *words;
	const struct json *then;
	struct sample s;
	struct json *root;
	const char *said;

	memset(host, '\n', n);
	host[n] = '\0';
	sample_begin(&s, host);
	sample_judge(&s);
	words = words_text(WORDS_NO_HOST, host);
	ck_assert_ptr_nonnull(words);
	s.d.fix[0] = (struct fix){ .text = "add it", .words = words,
	    .then = { .action = ACTION_BOUNCE, .words = WORDS_NO_HOST } };
	s.d.n_fix = 1;
	root = parse(&s);
	then = json_get(first(root, "fixes"), "then");
	said = json_text_of(then, "message");
	ck_assert(strncmp(said, before, strlen(before)) == 0);
	ck_assert_uint_eq(strspn(said + strlen(before), "?"), n);
	ck_assert_str_eq(said + strlen(before) + n, ". (#5.1.2)");
	assert_text(json_get(root, "verdict"), "message", said);
	json_free(root);
	sample_end(&s);
	free(words);
	free(host);
}
END_TEST

/* each word of a report that comes from a table */
START_TEST(table_words)
{
	static const struct {
		enum transport transport;
		enum asker by;
		enum answer_class class;
		const char *said[3];
	} cases[] = {
		{ TRANSPORT_UDP, ASKER_QMAIL, ANSWER_HARD,
		    { "udp", "qmail", "hard" } },
		{ TRANSPORT_TCP, ASKER_AHEAD, ANSWER_HARD,
		    { "tcp", "ahead", "hard" } },
		{ TRANSPORT_ZONE, ASKER_FINDING, ANSWER_SOFT,
		    { "zone", "finding", "soft" } },
		{ TRANSPORT_CACHE, ASKER_AHEAD, ANSWER_FOUND,
		    { "cache", "ahead", "found" } },
		{ TRANSPORT_NONE, ASKER_AHEAD, ANSWER_SOFT,
		    { NULL, "ahead", "soft" } },
	};
	const struct json *question;
	struct sample s;
	struct json *root;

	sample_bounce(&s, "example.com");
	s.d.facts.fact[0]->origin.transport = cases[_i].transport;
	s.d.facts.fact[0]->origin.us = 1020;
	s.d.facts.fact[0]->by = cases[_i].by;
	if (cases[_i].by != ASKER_QMAIL)
		s.d.facts.fact[0]->answer.class = cases[_i].class;
	else
		s.d.facts.fact[0]->origin.server[0] = '\0';
	root = parse(&s);
	question = first(root, "questions");
	assert_text(question, "transport", cases[_i].said[0]);
	assert_text(question, "by", cases[_i].said[1]);
	assert_text(question, "class", cases[_i].said[2]);
	assert_text(question, "server", cases[_i].by == ASKER_QMAIL ? NULL :
	    "192.0.2.53@53");
	assert_number(question, "ms", "1.02");
	json_free(root);
	sample_end(&s);
}
END_TEST

/* what is known and what is not: three values, each its own */
START_TEST(here_and_line)
{
	static const enum json_kind kinds[] = { JSON_NULL, JSON_FALSE,
	    JSON_TRUE };
	const struct json *candidate;
	struct sample s;
	struct json *root;

	sample_bounce(&s, "example.com");
	s.d.judgement[0].decision.candidate[1].here = _i - 1;
	root = parse(&s);
	candidate = json_at(json_get(root, "candidates"), 1);
	ck_assert(json_is(json_get(candidate, "here"), kinds[_i]));
	ck_assert(json_is(json_get(candidate, "me"), JSON_NULL));
	assert_text(candidate, "mx", "mx2.example.com");
	assert_number(candidate, "preference", "20");
	ck_assert_uint_eq(json_count(json_get(root, "candidates")), 2);
	ck_assert_uint_eq(json_count(json_get(root, "mx")), 2);
	ck_assert_uint_eq(json_count(json_get(json_at(json_get(root, "mx"),
	    1), "addresses")), 1);
	json_free(root);
	sample_end(&s);
}
END_TEST

int
main(void)
{
	TCase *tcase = tcase_create("json");
	Suite *suite = suite_create("json");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, all_keys);
	tcase_add_test(tcase, values);
	tcase_add_loop_test(tcase, every_octet, 1, 256);
	tcase_add_test(tcase, names);
	tcase_add_test(tcase, routes);
	tcase_add_loop_test(tcase, failures, 0, 8);
	tcase_add_test(tcase, addresses);
	tcase_add_test(tcase, nesting);
	tcase_add_loop_test(tcase, part_octet, 0, 256);
	tcase_add_loop_test(tcase, number, 0,
	    sizeof numbers / sizeof numbers[0]);
	tcase_add_loop_test(tcase, words_whole, 0, 6);
	tcase_add_loop_test(tcase, table_words, 0, 5);
	tcase_add_loop_test(tcase, here_and_line, 0, 3);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
