/* run.c and failure.c: names in, reports out, in order. Answers come from a
   zone. */
#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "host/gather.h"
#include "place.h"
#include "run/failure.h"
#include "run/run.h"

enum { WORDS_MOST = 40, MOST = 8 << 20, MANY = 50000 };

static struct options options;
static struct site site;
static struct suspects suspects;
static struct subjects subjects;
static struct questions *questions;
static struct dnsq *dnsq;	/* NULL: a zone answers */
static struct here_table *here;
static struct host_here host;
static struct zone *zone;
static struct tally tally;
static struct run_stop stop;
static struct progress progress;
static int out;			/* what is printed */
static char printed[MOST];

static const char records[] =
    "a.test. MX 10 mx.a.test.\nmx.a.test. A 198.18.0.1\n"
    "b.test. MX 10 mx.b.test.\nmx.b.test. A 192.0.2.9\n"
    "c.test. A 198.18.0.2\n";

static void
set_up(void)
{
	place_begin();
	place_write("control/me", "mail.test\n");
	place_write("control/locals", "local.test\n");
	place_write("control/moreipme", "192.0.2.9\n");
	memset(&stop, 0, sizeof stop);
	memset(&tally, 0, sizeof tally);
	memset(&progress, 0, sizeof progress);
	out = open(place_path("out"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ne(out, -1);
}

/* "-q @names x" with the zone and the control directory */
static void
begin(const char *line)
{
	/* getopt_long remembers where it was */
	static char buffer[4][512], *words;
	static size_t used;
	static char *argv[WORDS_MOST + 1] = { "mxwhy" };
	struct questions_options from = { 0 };
	struct zone_error zone_error;
	struct error error;
	char *word, *rest;
	int argc = 1;

	words = buffer[used++ % 4];
	snprintf(words, sizeof buffer[0], "-c @control -z @zone "
	    "-F netqmail-1.06+moreipme %s", line);
	for (word = strtok_r(words, " ", &rest);
	    word != NULL && argc < WORDS_MOST;
	    word = strtok_r(NULL, " ", &rest))
		argv[argc++] = *word != '@' ? word :
		    (char *)place_path(word + 1);
	argv[argc] = NULL;
	ck_assert_msg(options_parse(&options, argc, argv) == 0, "%s",
	    options.error);
	ck_assert_int_eq(gather_site(&site, options.control_dir,
	    options.flavor, false, 1700000000, &error), 0);
	ck_assert_int_eq(suspects_find(&suspects, &site.controls), 0);
	zone = zone_new();
	ck_assert_int_eq(zone_parse(zone, records, sizeof records - 1,
	    &zone_error), 0);
	ck_assert_int_eq(zone_ready(zone), 0);
	from.zone = zone;
	questions = questions_new(&from);
	host_here_open(&host);
	here = here_new(&host);
	ck_assert_int_eq(subjects_open(&subjects, options.argument,
	    options.n_argument, options.file), 0);
	if (options.all)
		ck_assert_int_eq(named_collect(&subjects.named,
		    &site.controls), 0);
}

static void
end(void)
{
	subjects_close(&subjects);
	questions_free(questions);
	dnsq_free(dnsq);
	dnsq = NULL;
	here_free(here);
	host_here_close(&host);
	zone_free(zone);
	suspects_free(&suspects);
	gather_free(&site);
	options_free(&options);
}

static enum run_end
go(int fd)
{
	struct writer writer;
	struct run_input input = {
		.context = { .options = &options, .site = &site,
		    .suspects = &suspects, .questions = questions,
		    .here = here },
		.subjects = options.is_host ? NULL : &subjects,
		.writer = &writer, .progress = &progress, .stop = &stop
	};

	writer_init(&writer, fd, &stop.late);
	return run(&input, &tally);
}

static const char *
seen(void)
{
	ssize_t n = pread(out, printed, sizeof printed - 1, 0);

	ck_assert_int_ge(n, 0);
	printed[n] = '\0';
	return printed;
}

static void
expect(const char *line, enum run_end how, int status, const char *text)
{
	begin(line);
	ck_assert_int_eq(go(out), how);
	if (text != NULL)
		ck_assert_str_eq(seen(), text);
	ck_assert_int_eq(tally.status, status);
	end();
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		n++;
		text += strlen(what);
	}
	return n;
}

START_TEST(in_order)
{
	expect("-q b.test a.test u@local.test a.test", RUN_FINE, 100,
	    "b.test: bounce 5.4.6: this host is its best MX, but it is not "
	    "local here\n"
	    "a.test: deliver: to mx.a.test [198.18.0.1]\n"
	    "u@local.test: local: control/locals:1 lists it, so qmail-local "
	    "takes it\n"
	    "a.test: deliver: to mx.a.test [198.18.0.1]\n");
	ck_assert_uint_eq(tally.names, 4);
	ck_assert_uint_eq(tally.action[ACTION_DELIVER], 2);
}
END_TEST

/* reports stand apart, one alone does not, lines do not */
START_TEST(apart)
{
	expect("a.test", RUN_FINE, 0, NULL);
	ck_assert_uint_eq(count(seen(), "\n\na.test: "), 0);
	ck_assert_ptr_eq(strstr(seen(), "a.test: "), seen());
	ck_assert_int_eq(ftruncate(out, 0), 0);
	lseek(out, 0, SEEK_SET);
	expect("c.test a.test b.test", RUN_FINE, 100, NULL);
	ck_assert_uint_eq(count(seen(), "\n\na.test: "), 1);
	ck_assert_uint_eq(count(seen(), "\n\n\n"), 0);
	ck_assert_ptr_nonnull(strstr(seen(), "\n\nb.test: "));
}
END_TEST

START_TEST(objects)
{
	expect("--json a.test b.test", RUN_FINE, 100, NULL);
	ck_assert_uint_eq(count(seen(), "\n"), 2);
	ck_assert_ptr_nonnull(strstr(seen(), "\n{"));
}
END_TEST

START_TEST(a_host)
{
	expect("", RUN_FINE, 0, NULL);
	ck_assert_ptr_eq(strstr(seen(), "this host: "), seen());
	ck_assert_uint_eq(count(seen(), "this host: "), 1);
	ck_assert_uint_eq(tally.names, 1);
}
END_TEST

START_TEST(strict)
{
	place_write("control/virtualdomains", "no-colon\n");
	expect("", RUN_FINE, 0, NULL);
	memset(&tally, 0, sizeof tally);
	expect("--strict", RUN_FINE, 1, NULL);
}
END_TEST

START_TEST(the_worst_first)
{
	place_write("control/rcpthosts", "a.test\nb.test\nc.test\n");
	place_write("control/locals", "local.test\n");
	expect("--all", RUN_FINE, 100,
	    "4 domains: 1 local, 2 deliver, 1 bounce\n"
	    "b.test: bounce 5.4.6: this host is its best MX, but it is not "
	    "local here (rcpthosts:2)\n"
	    "3 well: -v names them\n");
	ck_assert_int_eq(ftruncate(out, 0), 0);
	lseek(out, 0, SEEK_SET);
	memset(&tally, 0, sizeof tally);
	expect("--all -v", RUN_FINE, 100, NULL);
	ck_assert_uint_eq(count(seen(), "\n"), 5);
	ck_assert_uint_eq(count(seen(), "local.test: local"), 1);
}
END_TEST

/* each line of them is there, in order, from the first on; how many */
static size_t
numbered(const char *line)
{
	char name[32];
	size_t i = 0;

	for (; *line != '\0'; line = strchr(line, '\n') + 1) {
		i += i % 7 == 3;
		snprintf(name, sizeof name, "u%zu@local.test: local", i++);
		ck_assert_ptr_eq(strstr(line, name), line);
	}
	return i;
}

/* more than the ring has places, than there are pieces to write, and than may
   wait to be printed */
START_TEST(many)
{
	FILE *file = fopen(place_path("names"), "w");
	size_t i;

	for (i = 0; i < MANY; i++)
		fprintf(file, i % 7 == 3 ? "# %zu\n" : "u%zu@local.test\n", i);
	fclose(file);
	expect("-n 3 -f @names", RUN_FINE, 0, NULL);
	ck_assert_uint_eq(numbered(seen()), MANY);
	ck_assert_uint_eq(tally.names, MANY - (MANY + 3) / 7);
}
END_TEST

static int silent = -1;

/* in place of the zone a server that never answers; static */
static void
ask_nobody(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct dnsq_options network = { .inflight = 10 };
	struct questions_options from = { 0 };
	socklen_t len = sizeof in;
	char server[40];

	silent = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_eq(bind(silent, (struct sockaddr *)&in, len), 0);
	ck_assert_int_eq(getsockname(silent, (struct sockaddr *)&in, &len),
	    0);
	snprintf(server, sizeof server, "127.0.0.1@%d",
	    (int)ntohs(in.sin_port));
	network.resolv.n = 1;
	network.resolv.timeout = network.resolv.attempts = 1;
	ck_assert_int_eq(resolv_server(&network.resolv.server[0], server), 0);
	questions_free(questions);
	dnsq = dnsq_new(&network);
	ck_assert_ptr_nonnull(dnsq);
	from.dnsq = dnsq;
	questions = questions_new(&from);
}

/* The first name waits for a server that is silent: as many behind it as the
   ring has places are decided, and printed after it. */
START_TEST(the_first_is_slow)
{
	FILE *file = fopen(place_path("names"), "w");
	const char *text;
	size_t i, n = 2 * RUN_RING + 1;

	fprintf(file, "slow.test\n");
	for (i = 0; i < n; i++)
		if (i % 7 != 3)
			fprintf(file, "u%zu@local.test\n", i);
	fclose(file);
	begin("-n 3 -f @names");
	ask_nobody();
	ck_assert_int_eq(go(out), RUN_FINE);
	ck_assert_int_eq(tally.status, 111);
	text = seen();
	ck_assert_ptr_eq(strstr(text, "slow.test: defer"), text);
	ck_assert_uint_eq(numbered(strchr(text, '\n') + 1), n);
	end();
}
END_TEST

START_TEST(input_fails)
{
	begin("-q a.test -f @control");
	ck_assert_int_eq(go(out), RUN_INPUT);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_uint_eq(count(seen(), "a.test: deliver"), 1);
	end();
}
END_TEST

START_TEST(output_fails)
{
	int full = open("/dev/full", O_WRONLY);

	if (full == -1)
		return;
	begin("-q a.test b.test");
	ck_assert_int_eq(go(full), RUN_OUTPUT);
	ck_assert_int_eq(errno, ENOSPC);
	end();
	place_write("control/rcpthosts", "a.test\nb.test\n");
	begin("--all");
	ck_assert_int_eq(go(full), RUN_OUTPUT);
	ck_assert_int_eq(errno, ENOSPC);
	end();
	close(full);
}
END_TEST

/* a signal that came before: nothing is taken */
START_TEST(stopped)
{
	stop.signal = SIGTERM;
	expect("-q a.test b.test", RUN_FINE, 0, "");
	ck_assert_uint_eq(tally.names, 0);
}
END_TEST

static void
on_alarm(int number)
{
	stop.signal = number;
}

/* It comes while the first is not decided: those behind it are printed. */
START_TEST(stopped_waiting)
{
	struct sigaction action = { .sa_handler = on_alarm };
	const struct itimerval soon = { .it_value = { 0, 100000 } };

	begin("-q slow.test u0@local.test u1@local.test");
	ask_nobody();
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	ck_assert_int_eq(go(out), RUN_FINE);
	ck_assert_uint_eq(numbered(seen()), 2);
	ck_assert_uint_eq(tally.names, 2);
	end();
}
END_TEST

static volatile sig_atomic_t busy;

static void
on_busy(int number)
{
	busy = number;
}

/* It comes while an input that is open has nothing more, asleep until then:
   no 20 ms of the processor are used. */
START_TEST(stopped_asleep)
{
	struct sigaction action = { .sa_handler = on_alarm };
	const struct itimerval soon = { .it_value = { 0, 500000 } };
	const struct itimerval work = { .it_value = { 0, 20000 } };
	sigset_t before, after;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(write(ends[1], "a.test\n#\n", 9), 9);
	sigaction(SIGALRM, &action, NULL);
	sigprocmask(SIG_BLOCK, NULL, &before);
	begin("-q -f -");
	signal(SIGPROF, on_busy);
	setitimer(ITIMER_PROF, &work, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	ck_assert_int_eq(go(out), RUN_FINE);
	ck_assert_int_eq(busy, 0);
	end();
	sigprocmask(SIG_BLOCK, NULL, &after);
	ck_assert_uint_eq(count(seen(), "a.test: deliver"), 1);
	/* and the mask is as it was */
	ck_assert_int_eq(sigismember(&after, SIGTERM),
	    sigismember(&before, SIGTERM));
	ck_assert_int_eq(sigismember(&after, SIGINT), 0);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(too_late)
{
	stop.late = 1;
	begin("-q a.test");
	ck_assert_int_eq(go(out), RUN_OUTPUT);
	ck_assert_int_eq(errno, EINTR);
	ck_assert_str_eq(seen(), "");
	end();
}
END_TEST

/* what a script sees when nothing can begin, or go on: kinds, in order */
static const struct {
	const char *line;
	bool begun;
	const char *kinds;
} failing[] = {
	{ "a.test u@b.test", false, "" },
	{ "--json a.test u@b.test", false, "domain recipient " },
	{ "--json --recipient a", false, "recipient " },
	{ "--json --ip 1.2.3.4 x", false, "ip ip " },
	{ "--json", false, "host " },
	{ "--json --all", false, "batch " },
	{ "--json a.test -f @control/me", false, "domain batch " },
	{ "--json a.test -f @control/me", true, "batch " },
	{ "--json a.test", true, "" }
};

START_TEST(a_failure)
{
	struct writer writer;
	struct error error;
	char kinds[80] = "";
	const char *at;

	error_set(&error, ERROR_ZONE, "a file", 3, "a text");
	begin(failing[_i].line);
	writer_init(&writer, out, NULL);
	ck_assert_int_eq(failure_print(&writer, &options, &site, &error,
	    failing[_i].begun), 0);
	end();
	for (at = seen(); (at = strstr(at, "\"kind\":")) != NULL; at++) {
		at += strcspn(at + 7, "\"") + 8;
		snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds),
		    "%.*s ", (int)strcspn(at, "\""), at);
	}
	ck_assert_str_eq(kinds, failing[_i].kinds);
	ck_assert_uint_eq(count(seen(), "a text"), count(kinds, " "));
	ck_assert_uint_eq(count(seen(), "\n"), count(kinds, " "));
}
END_TEST

static void
tear_down(void)
{
	close(out);
	place_end();
}

int
main(void)
{
	Suite *suite = suite_create("run");
	TCase *tcase = tcase_create("run");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, in_order);
	tcase_add_test(tcase, apart);
	tcase_add_test(tcase, objects);
	tcase_add_test(tcase, a_host);
	tcase_add_test(tcase, strict);
	tcase_add_test(tcase, the_worst_first);
	tcase_add_test(tcase, many);
	tcase_add_test(tcase, the_first_is_slow);
	tcase_add_test(tcase, input_fails);
	tcase_add_test(tcase, output_fails);
	tcase_add_test(tcase, stopped);
	tcase_add_test(tcase, stopped_waiting);
	tcase_add_test(tcase, stopped_asleep);
	tcase_add_test(tcase, too_late);
	tcase_add_loop_test(tcase, a_failure, 0,
	    sizeof failing / sizeof failing[0]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
