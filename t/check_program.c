/* program.c: what is opened and read, in which order, and what fails. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "place.h"
#include "run/program.h"

enum { WORDS_MOST = 24 };

static struct program program;

/* A program that has given up its rights cannot be looked into for
   leaks. */
const char *
__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

/* "-f FILE x": @NAME is NAME in the place; -1: error */
static int
prepare(const char *line)
{
	static char words[512];
	static char *argv[WORDS_MOST + 1] = { "mxwhy" };
	char *word, *rest;
	int argc = 1;

	memset(&program, 0, sizeof program);
	program.here_socket.fd = program.subjects.fd = -1;
	snprintf(words, sizeof words, "-c @control %s", line);
	for (word = strtok_r(words, " ", &rest);
	    word != NULL && argc < WORDS_MOST;
	    word = strtok_r(NULL, " ", &rest))
		argv[argc++] = *word != '@' ? word :
		    (char *)place_path(word + 1);
	argv[argc] = NULL;
	ck_assert_msg(options_parse(&program.options, argc, argv) == 0, "%s",
	    program.options.error);
	return program_prepare(&program);
}

/* files are made and taken away outside: the test gives up all of them */
static void
set_up(void)
{
	place_begin();
	place_write("control/me", "mail.test\n");
	place_write("control/locals", "a.test\nb.test\na.test\n");
	place_write("zone", "a.test. MX 10 mx.a.test.\n");
	place_write("second", "b.test. A 192.0.2.1\n");
	place_write("broken", "a.test. MX 10 mx.a.test.\n\nb.test. A x\n");
	place_write("names", "a.test\nb.test\n");
}

START_TEST(from_zones)
{
	ck_assert_msg(prepare("-z @zone -z @second -F qmail-1.03 x") == 0,
	    "%s", program.error.text);
	ck_assert_ptr_nonnull(program.zone);
	ck_assert_ptr_null(program.dnsq);
	ck_assert_ptr_nonnull(program.questions);
	ck_assert_ptr_nonnull(program.here);
	ck_assert_uint_eq(program.site.n_server, 0);
	ck_assert_str_eq(program.site.flavor.source, "option");
	ck_assert_ptr_eq(program.site.confined, program.confinement.text);
	ck_assert_str_ne(program.confinement.text, "");
	ck_assert_int_ge(program.site.now, 1700000000);
	ck_assert_uint_eq(program.subjects.n_argument, 1);
	ck_assert_ptr_null(program.progress.stream);
	program_free(&program);
}
END_TEST

START_TEST(from_servers)
{
	ck_assert_msg(prepare("-s 192.0.2.1 -s 192.0.2.2@54 --timeout 7 "
	    "--attempts 3 x") == 0, "%s", program.error.text);
	ck_assert_ptr_null(program.zone);
	ck_assert_ptr_nonnull(program.dnsq);
	ck_assert_uint_eq(program.resolv.n, 2);
	ck_assert_uint_eq(program.resolv.timeout, 7);
	ck_assert_uint_eq(program.resolv.attempts, 3);
	ck_assert_uint_eq(program.site.n_server, 2);
	ck_assert_str_eq(program.site.server[1],
	    program.resolv.server[1].text);
	ck_assert_uint_eq(program.resolv.server[1].port, 54);
	program_free(&program);
}
END_TEST

/* the defaults are resolv.conf's, whatever it says */
START_TEST(as_resolv_conf_has_them)
{
	struct resolv resolv;

	ck_assert_int_eq(resolv_load(&resolv, NULL), 0);
	ck_assert_int_eq(prepare("x"), 0);
	ck_assert_uint_eq(program.resolv.n, resolv.n);
	ck_assert_uint_eq(program.resolv.timeout, resolv.timeout);
	ck_assert_uint_eq(program.resolv.attempts, resolv.attempts);
	ck_assert_uint_eq(program.site.n_server, resolv.n);
	program_free(&program);
}
END_TEST

START_TEST(sizes)
{
	ck_assert_int_eq(prepare("-z @zone -f @names"), 0);
	ck_assert_uint_eq(program.progress.size, 14);
	ck_assert_int_ne(program.subjects.fd, -1);
	program_free(&program);
	ck_assert_int_eq(program.subjects.fd, -1);
}
END_TEST

START_TEST(all)
{
	ck_assert_int_eq(prepare("-z @zone --all"), 0);
	ck_assert_uint_eq(program.subjects.named.n, 2);
	ck_assert_uint_eq(program.progress.size, 2);
	ck_assert(!program.site.cdbs.assign.text);
	program_free(&program);
}
END_TEST

/* as many descriptors as questions may be in flight, and some */
START_TEST(limits)
{
	struct rlimit files;

	ck_assert_int_eq(prepare("-z @zone -n 7 x"), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
	ck_assert_uint_eq(files.rlim_cur, 7 + 64);
	program_free(&program);
}
END_TEST

/* Memory enough for what is still to be read, and no more than that. */
START_TEST(memory)
{
	struct rlimit most;

	ck_assert_int_eq(prepare("-z @zone x"), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_AS, &most), 0);
	if (most.rlim_cur == RLIM_INFINITY) {
		printf("skipped: no limit in this build\n");
	} else {
		ck_assert_uint_gt(most.rlim_cur, (rlim_t)1 << 30);
		ck_assert_uint_lt(most.rlim_cur, (rlim_t)2 << 30);
	}
	program_free(&program);
}
END_TEST

/* suspects, qmail-send and cdb files are for findings; suspects always */
START_TEST(for_findings)
{
	place_write("control/virtualdomains", "no-colon\n");
	place_write("users/assign", ".\n");
	ck_assert_int_eq(prepare("-z @zone -q x"), 0);
	ck_assert_uint_gt(program.suspects.n, 0);
	ck_assert(!program.site.cdbs.assign.text);
	program_free(&program);
}
END_TEST

START_TEST(for_findings_too)
{
	place_write("users/assign", ".\n");
	ck_assert_int_eq(prepare("-z @zone x"), 0);
	ck_assert(program.site.cdbs.assign.text);
	program_free(&program);
}
END_TEST

static const struct {
	const char *line;
	enum error_what what;
	const char *file;	/* the end of its path */
	size_t line_number;
	const char *text;
} failures[] = {
	{ "-c @none x", ERROR_CONTROL, "none", 0, "No such file" },
	{ "-z @nowhere x", ERROR_ZONE, "nowhere", 0, "No such file" },
	{ "-z @zone -z @broken x", ERROR_ZONE, "broken", 3, "" },
	{ "-z @zone -f @nowhere", ERROR_INPUT, "nowhere", 0, "No such file" },
	{ "-z @zone --user no-such-user x", ERROR_CONTROL, "", 0,
	    "no such user: no-such-user" }
};

START_TEST(a_failure)
{
	const struct error *error = &program.error;
	size_t len, end;

	if (geteuid() != 0 && strstr(failures[_i].line, "--user") != NULL) {
		printf("skipped: not root\n");
		return;
	}
	ck_assert_int_eq(prepare(failures[_i].line), -1);
	len = strlen(error->file);
	end = strlen(failures[_i].file);
	ck_assert_int_eq(error->what, failures[_i].what);
	ck_assert_uint_ge(len, end);
	ck_assert_str_eq(error->file + len - end, failures[_i].file);
	ck_assert_uint_eq(error->line, failures[_i].line_number);
	ck_assert_ptr_nonnull(strstr(error->text, failures[_i].text));
	program_free(&program);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("program");
	TCase *tcase = tcase_create("program");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tcase, set_up, place_end);
	tcase_add_test(tcase, from_zones);
	tcase_add_test(tcase, from_servers);
	tcase_add_test(tcase, as_resolv_conf_has_them);
	tcase_add_test(tcase, sizes);
	tcase_add_test(tcase, all);
	tcase_add_test(tcase, limits);
	tcase_add_test(tcase, memory);
	tcase_add_test(tcase, for_findings);
	tcase_add_test(tcase, for_findings_too);
	tcase_add_loop_test(tcase, a_failure, 0,
	    sizeof failures / sizeof failures[0]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
