/* options.c: the command line. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/help.h"
#include "run/options.h"

enum { ARGUMENTS = RESOLV_SERVERS + 8 };

/* "a b c" as mxwhy's arguments; options point into line and argv */
static int
parse(struct options *options, char *line)
{
	static char *argv[ARGUMENTS + 2] = { "mxwhy" };
	char *word, *rest;
	int argc = 1;

	for (word = strtok_r(line, " ", &rest);
	    word != NULL && argc < ARGUMENTS;
	    word = strtok_r(NULL, " ", &rest))
		argv[argc++] = strcmp(word, "''") == 0 ? "" : word;
	argv[argc] = NULL;
	return options_parse(options, argc, argv);
}

START_TEST(defaults)
{
	struct options o;
	char line[] = "";

	unsetenv("MXWHY_CONTROL");
	ck_assert_int_eq(parse(&o, line), 0);
	ck_assert_str_eq(o.control_dir, "/var/qmail/control");
	ck_assert_uint_eq(o.inflight, OPTIONS_INFLIGHT);
	ck_assert_uint_eq(o.timeout, 0);
	ck_assert_uint_eq(o.attempts, 0);
	ck_assert_ptr_null(o.flavor);
	ck_assert_ptr_null(o.file);
	ck_assert_uint_eq(o.n_argument, 0);
	ck_assert_int_eq(o.colour, COLOUR_AUTO);
	options_free(&o);
}
END_TEST

START_TEST(environment)
{
	struct options o;
	char none[] = "", given[] = "-c /here";

	setenv("MXWHY_CONTROL", "/there", 1);
	ck_assert_int_eq(parse(&o, none), 0);
	ck_assert_str_eq(o.control_dir, "/there");
	options_free(&o);
	ck_assert_int_eq(parse(&o, given), 0);
	ck_assert_str_eq(o.control_dir, "/here");
	options_free(&o);
	setenv("MXWHY_CONTROL", "", 1);
	ck_assert_int_eq(parse(&o, none), 0);
	ck_assert_str_eq(o.control_dir, "/var/qmail/control");
	options_free(&o);
}
END_TEST

START_TEST(all_of_them)
{
	struct options o;
	char line[] = "--control d --flavor notqmail-1.09 --recipient "
	    "--sender a@b.test -f - -z one --zone=two --timeout 3 x";
	char more[] = "-jv -n 17 --attempts=4 --color always --strict --all "
	    "-s 192.0.2.1@5300 --server ::1";

	ck_assert_int_eq(parse(&o, line), 0);
	ck_assert_str_eq(o.control_dir, "d");
	ck_assert_str_eq(o.flavor->name, "notqmail-1.09");
	ck_assert(o.recipient);
	ck_assert_str_eq(o.sender, "a@b.test");
	ck_assert_str_eq(o.file, "-");
	ck_assert_uint_eq(o.n_zone, 2);
	ck_assert_str_eq(o.zone[1], "two");
	ck_assert_uint_eq(o.timeout, 3);
	ck_assert_uint_eq(o.n_argument, 1);
	ck_assert_str_eq(o.argument[0], "x");
	ck_assert(!o.findings);
	options_free(&o);
	ck_assert_int_eq(parse(&o, more), 0);
	ck_assert(o.output.format == OUTPUT_JSON && o.output.verbose &&
	    o.strict && o.all);
	ck_assert_uint_eq(o.inflight, 17);
	ck_assert_uint_eq(o.attempts, 4);
	ck_assert_int_eq(o.colour, COLOUR_ALWAYS);
	ck_assert_uint_eq(o.n_server, 2);
	ck_assert_uint_eq(o.server[0].port, 5300);
	ck_assert(o.server[1].v6);
	ck_assert(o.findings);
	options_free(&o);
}
END_TEST

/* what is refused, and what the message says */
static const char *const refused[][2] = {
	{ "-F qmail-2", "--flavor" }, { "-c ''", "--control: an empty name" },
	{ "-f ''", "--file: an empty name" },
	{ "-z ''", "--zone: an empty name" },
	{ "--user ''", "--user: an empty name" },
	{ "-n 0", "--inflight" }, { "-n 10001", "--inflight" },
	{ "-n -1", "--inflight" }, { "-n 1x", "--inflight" },
	{ "-n 99999999999999999999", "--inflight" },
	{ "--timeout 0", "--timeout" }, { "--timeout 301", "--timeout" },
	{ "--timeout 1.5", "--timeout" }, { "--attempts 21", "--attempts" },
	{ "--color blue", "--color" }, { "-s host.test", "--server" },
	{ "-s 192.0.2.1@0", "--server" }, { "-s 192.0.2.1@65536", "--server" },
	{ "-i", "--ip" }, { "-i --all", "--ip" },
	{ "-i --recipient x", "--ip" }, { "-q -v x", "--quiet" },
	{ "-z f -s 192.0.2.1 x", "--zone" },
	/* long ones: unknown, ambiguous, a value too many or too few */
	{ "--nonsense", "option --nonsense: unknown (see --help)" },
	{ "x --jsno", "option --jsno: unknown (did you mean --json?)" },
	{ "--JSON", "option --JSON: unknown (did you mean --json?)" },
	{ "--no-color", "option --no-color: unknown (did you mean --color?)" },
	{ "--colour=always",
	    "option --colour=always: unknown (did you mean --color?)" },
	{ "--\033=\033", "option --\\027=\\027: unknown (see --help)" },
	{ "--ver", "option --ver: ambiguous: --verbose --version" },
	{ "--a=1", "option --a=1: ambiguous: --all --attempts" },
	{ "--json=1", "option --json=1: --json takes no value" },
	{ "--js=", "option --js=: --json takes no value" },
	{ "--flavor", "--flavor: needs a value" },
	{ "--fla", "--flavor: needs a value" },
	/* letters, wherever they stand */
	{ "-y", "option -y: unknown (see --help)" },
	{ "-\377", "option -\\255: unknown (see --help)" },
	{ "-:", "option -:: unknown (see --help)" },
	{ "--json -Xj", "option -X: unknown (see --help)" },
	{ "--json -jX", "option -X: unknown (see --help)" },
	{ "--json -jXq", "option -X: unknown (see --help)" },
	{ "a -j- b", "option --: unknown (see --help)" },
	{ "--json -n", "-n: needs a value" },
	{ "--json -jqn", "-n: needs a value" },
	{ "-jnq", "--inflight q: " },
	/* names that are misspelt */
	{ "-F netqmial-1.06", "--flavor netqmial-1.06: no such flavor "
	    "(did you mean netqmail-1.06?)" },
	{ "-F Lists", "(did you mean list?)" },
	{ "-F frobnicate", "(--flavor list names them)" },
	{ "--explain null-mz", "--explain null-mz: no such finding "
	    "(did you mean null-mx?)" },
	{ "--explain frobnicate", "(--explain list names them)" }
};

START_TEST(refusals)
{
	struct options o;
	char line[100];

	snprintf(line, sizeof line, "%s", refused[_i][0]);
	ck_assert_int_eq(parse(&o, line), -1);
	ck_assert_msg(strstr(o.error, refused[_i][1]) != NULL, "%s: %s",
	    refused[_i][0], o.error);
	options_free(&o);
}
END_TEST

/* nothing of an argument gets through as it is */
START_TEST(errors_are_printable)
{
	struct options o;
	char *long_one = malloc(5000), *p;
	char line[] = "-F \033[31m\x01\xff";

	ck_assert_int_eq(parse(&o, line), -1);
	for (p = o.error; *p != '\0'; p++)
		ck_assert(*p >= 32 && *p < 127);
	options_free(&o);
	memset(long_one, '\033', 4999);
	memcpy(long_one, "-s ", 3);
	long_one[4999] = '\0';
	ck_assert_int_eq(parse(&o, long_one), -1);
	ck_assert_uint_lt(strlen(o.error), OPTIONS_TEXT);
	options_free(&o);
	free(long_one);
}
END_TEST

START_TEST(the_most)
{
	struct options o;
	char most[] = "-n 10000 --timeout 300 --attempts 20";
	char least[] = "-n 1 --timeout 1 --attempts 01";

	ck_assert_int_eq(parse(&o, most), 0);
	ck_assert_uint_eq(o.inflight, 10000);
	ck_assert_uint_eq(o.timeout, 300);
	ck_assert_uint_eq(o.attempts, 20);
	options_free(&o);
	ck_assert_int_eq(parse(&o, least), 0);
	ck_assert_uint_eq(o.inflight, 1);
	ck_assert_uint_eq(o.timeout, 1);
	ck_assert_uint_eq(o.attempts, 1);
	options_free(&o);
}
END_TEST

/* what it means, a letter each: Batch, Host, Findings, may asK, Ahead, Rank,
   aparT, Line only */
static const struct {
	const char *line, *means;
} meanings[] = {
	{ "", "HFKAT" }, { "x", "FKAT" }, { "-q x", "A" },
	{ "-v x", "FKAT" }, { "-j x", "FKA" }, { "-jq x", "FA" },
	{ "-q --strict x", "FA" }, { "-q --strict -z f x", "FKA" },
	{ "-f f", "BL" }, { "-f f x", "BL" }, { "--all", "BRL" },
	{ "--all -j", "BF" }, { "--all -j -z f", "BFK" },
	{ "--all --strict", "BFRL" }, { "-f f -q", "BL" },
	{ "-f f -z f", "BL" }, { "-i 1.2.3.4", "FKAT" }
};

START_TEST(a_meaning)
{
	char line[80], means[16];
	struct options o;

	snprintf(line, sizeof line, "%s", meanings[_i].line);
	ck_assert_int_eq(parse(&o, line), 0);
	snprintf(means, sizeof means, "%s%s%s%s%s%s%s%s",
	    o.is_batch ? "B" : "", o.is_host ? "H" : "",
	    o.findings ? "F" : "", o.findings_ask ? "K" : "",
	    o.ahead ? "A" : "", o.rank ? "R" : "", o.apart ? "T" : "",
	    o.output.line_only ? "L" : "");
	ck_assert_str_eq(means, meanings[_i].means);
	options_free(&o);
}
END_TEST

/* a terminal as standard output and standard error, and what it is called */
static const struct {
	const char *term, *no_color, *line;
	bool colour, progress;
} terminals[] = {
	{ "xterm", NULL, "-f f", true, true },
	{ "xterm", "", "-f f", true, true },
	{ "xterm", "1", "-f f", false, true },
	{ "xterm", NULL, "-f f -q", true, false },
	{ "xterm", NULL, "-f f -j", false, true },
	{ "xterm", NULL, "x", true, false },
	{ "xterm", NULL, "--color never x", false, false },
	{ "dumb", NULL, "-f f", false, false },
	{ "", NULL, "-f f", false, false },
	{ NULL, NULL, "-f f", false, false },
	{ NULL, "1", "--color always x", true, false },
	{ "dumb", NULL, "--color always -j x", false, false }
};

START_TEST(a_terminal)
{
	char line[80];
	struct options o;
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;

	ck_assert_int_ne(master, -1);
	ck_assert(grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_ne(slave, -1);
	unsetenv("TERM");
	unsetenv("NO_COLOR");
	if (terminals[_i].term != NULL)
		setenv("TERM", terminals[_i].term, 1);
	if (terminals[_i].no_color != NULL)
		setenv("NO_COLOR", terminals[_i].no_color, 1);
	ck_assert_int_ne(dup2(slave, STDOUT_FILENO), -1);
	ck_assert_int_ne(dup2(slave, STDERR_FILENO), -1);
	snprintf(line, sizeof line, "%s", terminals[_i].line);
	ck_assert_int_eq(parse(&o, line), 0);
	ck_assert_int_eq(o.output.colour, terminals[_i].colour);
	ck_assert_int_eq(o.progress, terminals[_i].progress);
	options_free(&o);
}
END_TEST

START_TEST(too_many_servers)
{
	struct options o;
	char line[400] = "", *at = line;
	int i;

	for (i = 0; i <= RESOLV_SERVERS; i++)
		at += sprintf(at, "-s192.0.2.%d ", i + 1);
	ck_assert_int_eq(parse(&o, line), -1);
	ck_assert_ptr_nonnull(strstr(o.error, "too many"));
	options_free(&o);
}
END_TEST

START_TEST(end_of_options)
{
	struct options o;
	char line[] = "-- -q";

	ck_assert_int_eq(parse(&o, line), 0);
	ck_assert(!o.output.quiet);
	ck_assert_str_eq(o.argument[0], "-q");
	options_free(&o);
}
END_TEST

/* --help names the default that is the default */
START_TEST(help)
{
	char shown[64];

	snprintf(shown, sizeof shown, "in flight at most (%d)",
	    OPTIONS_INFLIGHT);
	ck_assert_ptr_nonnull(strstr(help_text(), shown));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("options");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, defaults);
	tcase_add_test(tcase, environment);
	tcase_add_test(tcase, all_of_them);
	tcase_add_loop_test(tcase, refusals, 0,
	    sizeof refused / sizeof refused[0]);
	tcase_add_test(tcase, errors_are_printable);
	tcase_add_test(tcase, the_most);
	tcase_add_loop_test(tcase, a_meaning, 0,
	    sizeof meanings / sizeof meanings[0]);
	tcase_add_loop_test(tcase, a_terminal, 0,
	    sizeof terminals / sizeof terminals[0]);
	tcase_add_test(tcase, too_many_servers);
	tcase_add_test(tcase, end_of_options);
	tcase_add_test(tcase, help);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
