/*
 * check_memory.c: every allocation of the core fails once. Then that is said,
 * or the outcome is what it is with memory enough; nothing leaks and nothing
 * is freed twice (the sanitizers see to that).
 *
 * The linker wraps the allocator (see Makefile); what this program, lint_case.h
 * and libcheck allocate for themselves is not counted: no ck_assert where
 * allocations are.
 */
#include <idn2.h>
#include <stdarg.h>

#include "lint_case.h"
#include "run/named.h"

#define BOM "\xef\xbb\xbf"
#define PLAIN "V netqmail-1.06"
#define LONG_NAME "a.name.that.is.not.so.long.example"

enum { DUMP = 16000, ALLOCATIONS = 100000 };

static struct {
	bool counting;
	long left;		/* allocations that succeed */
	bool failed;
} memory;

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
char *__real_strndup(const char *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
char *__wrap_strndup(const char *, size_t);
int __real_idn2_lookup_u8(const uint8_t *, uint8_t **, int);
int __wrap_idn2_lookup_u8(const uint8_t *, uint8_t **, int);

/* Only one fails: what comes after it must find its way. */
static bool
is_failing(void)
{
	if (!memory.counting || memory.failed || memory.left-- > 0)
		return false;
	memory.failed = true;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	return is_failing() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return is_failing() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return is_failing() ? NULL : __real_realloc(old, size);
}

char *
__wrap_strdup(const char *text)
{
	return is_failing() ? NULL : __real_strdup(text);
}

char *
__wrap_strndup(const char *text, size_t len)
{
	return is_failing() ? NULL : __real_strndup(text, len);
}

/* libidn2 itself is out of the linker's reach */
int
__wrap_idn2_lookup_u8(const uint8_t *text, uint8_t **name, int flags)
{
	return is_failing() ? IDN2_MALLOC :
	    __real_idn2_lookup_u8(text, name, flags);
}

static void
memory_begin(long left)
{
	memory.failed = false;
	memory.left = left;
	memory.counting = true;
}

static void
memory_pause(void)
{
	memory.counting = false;
}

static void
memory_go_on(void)
{
	memory.counting = true;
}

/* --- hosts: the bad halves of check_lint.c's pairs, and some more --- */

struct pair {
	enum finding_id id;
	int severity;
	const char *file;
	size_t line;
	const char *bad[CASE_LINES], *good[CASE_LINES];
};

static const struct pair pairs[] = {
#include "lint_pairs_dns.h"
#include "lint_pairs_files.h"
#include "lint_pairs_ipme.h"
#include "lint_pairs_more.h"
/* fixes of each kind, routes of each kind */
{ FINDINGS, 0, NULL, 0, { "S u@shop.example", "F locals",
    "X send qmail-send 500 77", "D shop.example MX 10 mx.home.example" },
    { "S shop.example" } },
{ FINDINGS, 0, NULL, 0, { "S home.example",
    "F locals=mx.home.example\n home.example # x\r\n" },
    { "F locals=" BOM "home.example" } },
{ FINDINGS, 0, NULL, 0, { "S away.example", "F moreipme=198.51.100.0/24" },
    { "F moreipme=" BOM "198.51.100.25" } },
{ FINDINGS, 0, NULL, 0, { "S u%away.example@home.example",
    "F percenthack=home.example\n", "F smtproutes=:192.0.2.1\n" },
    { "S nobody", "F envnoathost=away.example\n" } },
{ FINDINGS, 0, NULL, 0, { "V sagredo", "S u@b\xc3\xbc" "cher.example",
    "X sender u@home.example",
    "F authsenders=u@home.example: relay.test|u|p\n" },
    { "F authsenders=\n" } },
{ FINDINGS, 0, NULL, 0, { "V netqmail-1.06 notqmail-1.09",
    "S shop.example", "D shop.example CNAME two.example",
    "D two.example CNAME three.example",
    "D three.example MX 10 mx.three.example",
    "D three.example MX 20 mx.away.example",
    "D three.example MX 5 198.51.100.9",
    "D mx.three.example A 198.51.100.3" },
    { "D shop.example MX 10 mx.home.example",
      "F virtualdomains=shop.example:alias\nshop.example:\n" } },
};

enum { PAIRS = sizeof pairs / sizeof pairs[0] };

/* each file is read once more, then what is made of them */
static int
gather(struct lint_case *c)
{
	const struct control *from;
	struct control read;
	char *bytes;
	size_t i;
	int result;

	for (i = 0; i < CONTROL_FILES; i++) {
		from = &c->site.controls.file[i];
		if (from->state != CONTROL_READ)
			continue;
		memory_pause();
		bytes = malloc(from->size + 1);
		ck_assert_ptr_nonnull(bytes);
		memcpy(bytes, from->bytes, from->size);
		memory_go_on();
		memset(&read, 0, sizeof read);
		result = control_parse(&read, from->file, bytes, from->size);
		control_free(&read);
		if (result == -1)
			return -1;
	}
	for (i = 0; i < c->site.flavor.n; i++)
		if (ipme_build(&c->site.ipme[i], c->site.flavor.fits[i],
		    &c->site.interfaces, &c->site.controls) == -1)
			return -1;
	return 0;
}

/* answers what is wanted; how many that were, -1: no memory */
static int
learn(struct lint_case *c)
{
	struct answer made, answer;
	struct origin origin;
	struct question q;
	size_t number;
	int n = 0, result;

	while (facts_want(&c->d.facts, &q, &number)) {
		memory_pause();
		case_answer(c, &q, &made, &origin);
		memory_go_on();
		result = answer_copy(&answer, &made);
		answer_free(&made);
		if (result == -1)
			return -1;
		facts_learn(&c->d.facts, number, &answer, &origin);
		n++;
	}
	return n;
}

static int
decide(struct lint_case *c, size_t i)
{
	struct way_input in = way_input(&c->site, i);
	struct way *way = &c->d.way[i];
	enum way_state state;

	in.ahead = true;
	if (way_begin(way, &c->d.judgement[i], &c->d.subject, false) == -1)
		return -1;
	while ((state = way_go(way, &c->d.facts, &in)) != WAY_DONE) {
		if (state == WAY_NO_MEMORY ||
		    (state == WAY_MISSING && learn(c) == -1))
			return -1;
		if (state == WAY_HERE)
			case_settle(c, &way_last(way)->judgement->decision);
	}
	return 0;
}

/* once: the suspect lines are found before, as for many subjects */
static int
diagnose(struct lint_case *c, bool once)
{
	size_t i;
	int n;

	if (gather(c) == -1 || (once &&
	    suspects_find(&c->suspects, &c->site.controls) == -1))
		return -1;
	if (once)
		c->d.suspects = &c->suspects;
	memory_pause();
	case_subject(c);
	memory_go_on();
	if (c->d.kind == KIND_DOMAIN || c->d.kind == KIND_RECIPIENT) {
		for (i = 0; i < c->site.flavor.n; i++)
			if (decide(c, i) == -1)
				return -1;
		c->d.n = c->site.flavor.n;
	}
	do {
		if (lint_want(&c->d) == -1)
			return -1;
		n = learn(c);
	} while (n > 0);
	if (n == -1 || lint_run(&c->d) == -1)
		return -1;
	return fix_propose(&c->d);
}

/* what does not fit is cut */
static void
add(char *text, const char *format, ...)
{
	size_t len = strlen(text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(text + len, DUMP - len, format, ap);
	va_end(ap);
}

/* findings, fixes and verdicts as text; -1: no memory */
static int
tell(const struct diagnosis *d, char *text)
{
	const struct finding *f;
	char *said, *mends;
	size_t i;
	bool none = false;

	text[0] = '\0';
	for (i = 0; i < d->findings.n; i++) {
		f = &d->findings.finding[i];
		said = finding_text(f);
		mends = said != NULL ? finding_fix(f, &none) : NULL;
		if (said != NULL)
			add(text, "%d:%zu %s: %s\n", (int)f->at.file,
			    f->at.line, said, mends != NULL ? mends : "");
		free(said);
		free(mends);
		if (said == NULL || (mends == NULL && !none))
			return -1;
	}
	for (i = 0; i < d->n_fix; i++)
		add(text, "%s, %s: %d %s\n", d->fix[i].text,
		    d->fix[i].command != NULL ? d->fix[i].command : "",
		    (int)d->fix[i].then.action, d->fix[i].words != NULL ?
		    d->fix[i].words : "");
	for (i = 0; i < d->n; i++)
		add(text, "%d %d\n",
		    (int)diagnosis_verdict(d, i)->action,
		    (int)diagnosis_verdict(d, i)->words);
	return 0;
}

/* One run in which allocation `left` fails. true: none did */
static bool
run(const struct pair *pair, bool with_good, long left, const char *whole,
    char *text)
{
	static struct lint_case c;
	int result;

	case_begin(&c);
	case_lines(&c, pair->bad);
	if (with_good)
		case_lines(&c, pair->good);
	memory_begin(left);
	result = diagnose(&c, !with_good);
	if (result == 0)
		result = tell(&c.d, text);
	memory_pause();
	ck_assert_uint_lt(strlen(text), DUMP - 1);
	if (!memory.failed)
		ck_assert_int_eq(result, 0);
	else if (result == 0 && whole != NULL)
		ck_assert_msg(strcmp(text, whole) == 0,
		    "allocation %ld: %s\nnot: %s", left, text, whole);
	suspects_free(&c.suspects);
	case_end(&c);
	return !memory.failed;
}

START_TEST(test_diagnosis)
{
	static char whole[DUMP], text[DUMP];
	const struct pair *pair = &pairs[_i / 2];
	bool with_good = _i % 2 == 1;
	long left = 0;

	ck_assert(run(pair, with_good, ALLOCATIONS, NULL, whole));
	while (!run(pair, with_good, left, whole, text))
		left++;
	ck_assert_int_gt(left, 3);
	ck_assert_str_eq(text, whole);
}
END_TEST

/* --- what a diagnosis does not reach --- */

static bool
name_run(long left)
{
	static const char locals[] = "a.example\nb.example\nB.example\n";
	struct controls controls;
	struct named named;
	int result;

	memset(&controls, 0, sizeof controls);
	ck_assert_int_eq(control_parse(&controls.file[CONTROL_LOCALS],
	    CONTROL_LOCALS, strdup(locals), sizeof locals - 1), 0);
	memory_begin(left);
	result = named_collect(&named, &controls);
	memory_pause();
	ck_assert_int_eq(result, memory.failed ? -1 : 0);
	if (result == 0) {
		ck_assert_uint_eq(named.n, 2);
		named_free(&named);
	}
	controls_free(&controls);
	return !memory.failed;
}

START_TEST(test_names)
{
	long left = 0;

	while (!name_run(left))
		left++;
	ck_assert_int_eq(left, 4);	/* two tables, two names */
}
END_TEST

/* www.example: a CNAME, and MX records of its target, 39 of them */
static size_t
reply_make(uint8_t *reply, const struct wire_query *query)
{
	static const uint8_t alias[] = {
		0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 4, 1, 'x', 0xc0, 16
	};
	static const uint8_t mx[] = {
		0xc0, 41, 0, 15, 0, 1, 0, 0, 0, 9, 0, 4, 0, 5, 0xc0, 16
	};
	size_t i, len = query->len;

	memcpy(reply, query->bytes, len);
	reply[2] = 0x84;
	reply[7] = 40;
	memcpy(reply + len, alias, sizeof alias);
	len += sizeof alias;
	for (i = 0; i < 39; i++, len += sizeof mx)
		memcpy(reply + len, mx, sizeof mx);
	return len;
}

static bool
read_run(long left)
{
	struct question q = { .name = "www.example", .type = WIRE_MX };
	static uint8_t reply[2048];
	struct wire_query query;
	struct answer answer;
	size_t len;
	int result;

	memory_begin(left);
	if (wire_make_query(&query, &q, 7, 0) != WIRE_MADE) {
		memory_pause();
		ck_assert(memory.failed);
		return false;
	}
	len = reply_make(reply, &query);
	result = wire_read(&answer, &query, reply, len);
	memory_pause();
	if (!memory.failed)
		ck_assert_int_eq(result, 0);
	if (result == 0) {
		ck_assert_int_eq(answer.class, ANSWER_FOUND);
		ck_assert_uint_eq(answer.n, 40);
		answer_free(&answer);
	}
	return !memory.failed;
}

START_TEST(test_reply)
{
	long left = 0;

	while (!read_run(left))
		left++;
	ck_assert_int_gt(left, 40);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, test_diagnosis, 0, 2 * PAIRS);
	tcase_add_test(tests, test_names);
	tcase_add_test(tests, test_reply);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
