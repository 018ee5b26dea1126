/* job.c: one subject from text to diagnosis, its answers from a zone. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "run/job.h"

static const char records[] =
    "example.com. MX 10 mx.example.com.\n"
    "example.com. MX 20 two.example.com.\n"
    "example.com. MX 30 here.example.com.\n"
    "mx.example.com. A 198.18.0.1\n"
    "mx.example.com. A 198.18.0.2\n"
    "two.example.com. A 198.18.0.3\n"
    "here.example.com. A 127.0.0.9\n"
    "only.example.com. A 198.18.0.4\n"
    "mine.example.com. A 203.0.113.9\n";

static struct site site;
static struct options options;
static struct job_context context;
static struct host_here host;
static struct suspects suspects;
static struct zone *zone;

static void
add_file(enum control_file file, const char *text)
{
	ck_assert_int_eq(control_parse(&site.controls.file[file], file,
	    strdup(text), strlen(text)), 0);
}

static void
set_up(void)
{
	struct questions_options from = { 0 };
	struct zone_error error;

	memset(&site, 0, sizeof site);
	memset(&options, 0, sizeof options);
	flavor_choose(&site.flavor, flavor_get(FLAVOR_MOREIPME));
	add_file(CONTROL_ME, "mail.test\n");
	add_file(CONTROL_LOCALS, "local.test\n");
	add_file(CONTROL_MOREIPME, "203.0.113.9\n");
	ck_assert_int_eq(ipme_build(&site.ipme[0], site.flavor.fits[0],
	    &site.interfaces, &site.controls), 0);
	ck_assert_int_eq(suspects_find(&suspects, &site.controls), 0);
	zone = zone_new();
	ck_assert_int_eq(zone_parse(zone, records, sizeof records - 1,
	    &error), 0);
	ck_assert_int_eq(zone_ready(zone), 0);
	from.zone = zone;
	host_here_open(&host);
	context = (struct job_context){ .options = &options, .site = &site,
	    .suspects = &suspects, .questions = questions_new(&from),
	    .here = here_new(&host) };
	ck_assert(context.questions != NULL && context.here != NULL);
}

static void
tear_down(void)
{
	questions_free(context.questions);
	here_free(context.here);
	host_here_close(&host);
	zone_free(zone);
	suspects_free(&suspects);
	ipme_free(&site.ipme[0]);
	controls_free(&site.controls);
}

static struct job *
job_of(const char *text)
{
	const struct subjects_taken argument = { .line = 0 };
	struct job *job = job_new(&context, strdup(text), &argument);

	ck_assert_ptr_nonnull(job);
	return job;
}

/* how often it had to wait for answers */
static int
run_job(struct job *job)
{
	struct questions_reply reply;
	int done, waited = 0;

	while ((done = job_step(job, &context)) == 0) {
		ck_assert_uint_gt(job->open, 0);
		ck_assert_int_eq(job_step(job, &context), 0);
		waited++;
		while (questions_take(context.questions, &reply) == 1) {
			ck_assert_ptr_eq(reply.job, job);
			job_learn(job, &reply);
		}
		ck_assert_uint_eq(job->open, 0);
		ck_assert_int_lt(waited, 20);
	}
	ck_assert_int_eq(done, 1);
	ck_assert_int_eq(job->stage, JOB_DONE);
	return waited;
}

static const struct {
	const char *text;
	bool ip, recipient;
	enum kind kind;
	bool bad;
} kinds[] = {
	{ "example.com", false, false, KIND_DOMAIN, false },
	{ "a@example.com", false, false, KIND_RECIPIENT, false },
	{ "a@", false, false, KIND_RECIPIENT, false },
	{ "a", false, true, KIND_RECIPIENT, false },
	{ "", false, false, KIND_DOMAIN, true },
	{ "", false, true, KIND_RECIPIENT, false },
	{ "192.0.2.1", false, false, KIND_DOMAIN, false },
	{ "192.0.2.1", true, false, KIND_IP, false },
	{ "[192.0.2.1]", true, false, KIND_IP, false },
	{ "192.0.2.256", true, false, KIND_IP, true },
	{ "2001:db8::1", true, false, KIND_IP, false },
	{ "[2001:db8::1]", true, false, KIND_IP, false },
	{ "[2001:db8::1", true, false, KIND_IP, true },
	{ "2001:db8::1]", true, false, KIND_IP, true },
	{ "[", true, false, KIND_IP, true }, { "", true, false, KIND_IP, true },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", true, false,
	    KIND_IP, false },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555", true, false,
	    KIND_IP, true },
	{ "a@b", true, false, KIND_IP, true }
};

START_TEST(a_kind)
{
	const struct diagnosis *d;
	struct job *job;

	options.ip = kinds[_i].ip;
	options.recipient = kinds[_i].recipient;
	options.sender = "s@test";
	ck_assert_int_eq(job_kind(&options, kinds[_i].text), kinds[_i].kind);
	job = job_of(kinds[_i].text);
	d = &job->diagnosis;
	ck_assert_int_eq(d->kind, kinds[_i].kind);
	ck_assert_int_eq(d->error.what, kinds[_i].bad ? ERROR_INPUT :
	    ERROR_NONE);
	ck_assert_int_eq(d->subject.is_domain, d->kind == KIND_DOMAIN);
	ck_assert_str_eq(d->subject.text, kinds[_i].text);
	ck_assert_str_eq(d->subject.sender, "s@test");
	ck_assert_int_eq(d->is_v6, kinds[_i].kind == KIND_IP &&
	    !kinds[_i].bad && strchr(kinds[_i].text, ':') != NULL);
	run_job(job);
	job_free(job);
}
END_TEST

/* what is decided at last, and in how many turns: the addresses of all MX are
   one, and with `ahead` the domain's own comes with its MX */
START_TEST(a_verdict)
{
	const struct decision *decision;
	struct job *job = job_of("u@example.com");

	ck_assert_int_eq(run_job(job), 2);
	decision = &job->diagnosis.judgement[0].decision;
	ck_assert_uint_eq(job->diagnosis.n, 1);
	ck_assert_int_eq(decision->verdict.action, ACTION_DELIVER);
	ck_assert_uint_eq(decision->n, 4);
	ck_assert_uint_eq(job->diagnosis.findings.n, 0);
	job_free(job);
	job = job_of("u@local.test");
	ck_assert_int_eq(run_job(job), 0);
	ck_assert_int_eq(diagnosis_verdict(&job->diagnosis, 0)->action,
	    ACTION_LOCAL);
	job_free(job);
	job = job_of("u@nobody.test");
	run_job(job);
	ck_assert_int_eq(diagnosis_verdict(&job->diagnosis, 0)->action,
	    ACTION_BOUNCE);
	job_free(job);
}
END_TEST

START_TEST(ahead)
{
	struct job *job = job_of("u@only.example.com");
	int turns = run_job(job);

	job_free(job);
	options.ahead = true;
	job = job_of("u@only.example.com");
	ck_assert_int_lt(run_job(job), turns);
	job_free(job);
}
END_TEST

/* the kernel is asked for the first alone, unless findings want to know */
START_TEST(who_is_asked_for)
{
	const struct candidate *c;
	struct job *job = job_of("u@example.com");

	run_job(job);
	c = job->diagnosis.judgement[0].decision.candidate;
	ck_assert_int_eq(c[0].here, 0);
	ck_assert_int_eq(c[1].here, 0);
	ck_assert_int_eq(c[2].here, -1);
	ck_assert_int_eq(c[3].here, -1);
	job_free(job);
	options.findings = true;
	job = job_of("u@example.com");
	run_job(job);
	c = job->diagnosis.judgement[0].decision.candidate;
	ck_assert_int_eq(c[2].here, 0);
	ck_assert_int_eq(c[3].here, 1);
	job_free(job);
}
END_TEST

static size_t
asked(const struct diagnosis *d)
{
	return d->facts.n;
}

/* findings come with --json and the like; some ask, if they may */
START_TEST(findings)
{
	struct job *job;
	size_t without;

	options.findings = true;
	job = job_of("u@example.com");
	run_job(job);
	ck_assert_uint_gt(job->diagnosis.findings.n, 0);
	without = asked(&job->diagnosis);
	job_free(job);
	options.findings_ask = true;
	job = job_of("u@example.com");
	ck_assert_int_gt(run_job(job), 2);
	ck_assert_uint_gt(asked(&job->diagnosis), without);
	job_free(job);
}
END_TEST

/* a bounce that a line in control/locals would mend */
START_TEST(fixes)
{
	struct job *job;

	options.findings = true;
	job = job_of("mine.example.com");
	run_job(job);
	ck_assert_uint_gt(job->diagnosis.n_fix, 0);
	job_free(job);
	options.findings = false;
	job = job_of("mine.example.com");
	run_job(job);
	ck_assert_uint_eq(job->diagnosis.n_fix, 0);
	job_free(job);
	options.findings = options.ip = true;
	job = job_of("127.0.0.9");
	run_job(job);
	ck_assert_uint_eq(job->diagnosis.n_fix, 0);
	job_free(job);
}
END_TEST

START_TEST(an_address)
{
	struct job *job;

	options.ip = true;
	job = job_of("127.0.0.9");
	ck_assert_int_eq(run_job(job), 0);
	ck_assert_uint_eq(job->diagnosis.address, 0x7f000009);
	ck_assert_int_eq(job->diagnosis.here, 1);
	job_free(job);
	job = job_of("::1");
	run_job(job);
	ck_assert_int_eq(job->diagnosis.here, 0);
	job_free(job);
}
END_TEST

START_TEST(the_host)
{
	struct job *job = job_new(&context, NULL, NULL);

	ck_assert_ptr_nonnull(job);
	ck_assert_int_eq(job->diagnosis.kind, KIND_HOST);
	ck_assert_ptr_eq(job->diagnosis.site, &site);
	ck_assert_ptr_eq(job->diagnosis.suspects, &suspects);
	ck_assert_int_eq(run_job(job), 0);
	job_free(job);
	job_free(NULL);
}
END_TEST

/* a line of a file: its number, why it is refused, where it is named */
START_TEST(lines)
{
	struct named_domain named = { .where = { { CONTROL_LOCALS, 3 },
	    { CONTROL_RCPTHOSTS, 7 } }, .n = 2 };
	struct subjects_taken taken = { .line = 9, .bad = "a zero octet",
	    .named = &named };
	struct job *job = job_new(&context, strdup("a.test"), &taken);
	const struct diagnosis *d = &job->diagnosis;

	ck_assert_uint_eq(d->input_line, 9);
	ck_assert_int_eq(d->error.what, ERROR_INPUT);
	ck_assert_uint_eq(d->error.line, 9);
	ck_assert_str_eq(d->error.text, "a zero octet");
	ck_assert_uint_eq(d->n_named, 2);
	ck_assert_int_eq(d->named[1].file, CONTROL_RCPTHOSTS);
	ck_assert_uint_eq(d->named[1].line, 7);
	ck_assert_int_eq(run_job(job), 0);
	ck_assert_uint_eq(d->n, 0);
	job_free(job);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("job");
	TCase *tcase = tcase_create("job");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_kind, 0, sizeof kinds / sizeof kinds[0]);
	tcase_add_test(tcase, a_verdict);
	tcase_add_test(tcase, ahead);
	tcase_add_test(tcase, who_is_asked_for);
	tcase_add_test(tcase, findings);
	tcase_add_test(tcase, fixes);
	tcase_add_test(tcase, an_address);
	tcase_add_test(tcase, the_host);
	tcase_add_test(tcase, lines);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
