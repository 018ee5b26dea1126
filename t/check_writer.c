/* writer.c: whole lines to a descriptor, however slowly they are taken. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "run/writer.h"

enum { PAGE = 4096, MOST = 1 << 20 };

static volatile sig_atomic_t late;
static volatile sig_atomic_t ticks, late_most;
static int ends[2];
static char got[MOST];

static void
on_tick(int number)
{
	(void)number;
	ticks++;
	if (ticks > 3 && late < late_most)
		late++;
}

/* a pipe of a page; what blocks is interrupted again and again, and it gets
   late after a while */
static void
set_up(void)
{
	struct sigaction action = { .sa_handler = on_tick };

	late = ticks = 0;
	late_most = 100;
	ck_assert_int_eq(pipe(ends), 0);
	fcntl(ends[1], F_SETPIPE_SZ, PAGE);
	sigaction(SIGALRM, &action, NULL);
}

static void
tick(void)
{
	const struct itimerval often = { { 0, 20000 }, { 0, 20000 } };

	setitimer(ITIMER_REAL, &often, NULL);
}

static void
no_tick(void)
{
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };

	setitimer(ITIMER_REAL, &never, NULL);
}

static void
tear_down(void)
{
	no_tick();
	close(ends[0]);
	close(ends[1]);
}

/* what is in the pipe, now */
static size_t
drain(void)
{
	size_t n = 0;
	ssize_t more;

	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	while ((more = read(ends[0], got + n, sizeof got - n)) > 0)
		n += (size_t)more;
	return n;
}

/* a line of so many octets with its end; static */
static const char *
line(size_t len)
{
	static char text[MOST];

	memset(text, 'a', len - 1);
	text[len - 1] = '\n';
	return text;
}

START_TEST(in_order)
{
	static char text[3 * WRITER_PIECES][8];
	char all[3 * WRITER_PIECES * 8] = "";
	struct writer writer;
	size_t i, n = 3 * WRITER_PIECES;

	writer_init(&writer, ends[1], NULL);
	for (i = 0; i < n; i++) {
		sprintf(text[i], "%zu\n", i);
		strcat(all, text[i]);
		ck_assert_int_eq(writer_add(&writer, text[i],
		    strlen(text[i])), 0);
	}
	ck_assert_int_eq(writer_flush(&writer), 0);
	ck_assert_int_eq(writer_flush(&writer), 0);
	ck_assert_uint_eq(drain(), strlen(all));
	ck_assert_mem_eq(got, all, strlen(all));
}
END_TEST

/* nothing goes out before it is asked for */
START_TEST(waits_for_flush)
{
	struct writer writer;

	writer_init(&writer, ends[1], NULL);
	ck_assert_int_eq(writer_add(&writer, "a\n", 2), 0);
	ck_assert_int_eq(writer_add(&writer, "", 0), 0);
	ck_assert_uint_eq(drain(), 0);
	ck_assert_int_eq(writer_flush(&writer), 0);
	ck_assert_uint_eq(drain(), 2);
}
END_TEST

/* as many octets as a pipe takes at once stand together, one more does not */
START_TEST(as_one)
{
	struct writer writer;

	writer_init(&writer, ends[1], &late);
	ck_assert_int_eq(writer_add(&writer, line(PIPE_BUF - 2),
	    PIPE_BUF - 2), 0);
	ck_assert_int_eq(writer_add(&writer, "b\n", 2), 0);
	ck_assert_uint_eq(drain(), 0);
	ck_assert_int_eq(writer_add(&writer, "c\n", 2), 0);
	ck_assert_uint_eq(drain(), PIPE_BUF);
	ck_assert_int_eq(writer_flush(&writer), 0);
	ck_assert_uint_eq(drain(), 2);
}
END_TEST

/* Nobody reads: the line that does not fit is not begun, whatever its length
   up to what a pipe takes as one; the call ends. */
START_TEST(nobody_reads)
{
	static const size_t lengths[] = { 2, 1000, PIPE_BUF };
	struct writer writer;
	size_t len = lengths[_i];

	writer_init(&writer, ends[1], &late);
	ck_assert_int_eq(writer_add(&writer, line(PAGE), PAGE), 0);
	ck_assert_int_eq(writer_flush(&writer), 0);
	tick();
	ck_assert_int_eq(writer_add(&writer, line(len), len), 0);
	ck_assert_int_eq(writer_flush(&writer), -1);
	no_tick();
	ck_assert_int_eq(errno, EINTR);
	ck_assert_int_ge(ticks, 3);
	ck_assert_uint_eq(drain(), PAGE);
	/* what waited is forgotten, and nothing is begun any more */
	ck_assert_int_eq(writer_flush(&writer), 0);
	ck_assert_int_eq(writer_add(&writer, "b\n", 2), 0);
	ck_assert_int_eq(writer_flush(&writer), -1);
	ck_assert_uint_eq(drain(), 0);
}
END_TEST

/* A report longer than that is cut behind a line. */
START_TEST(between_lines)
{
	char *text = malloc(10 * 1000);
	struct writer writer;
	size_t i, n;

	for (i = 0; i < 10; i++)
		memcpy(text + i * 1000, line(1000), 1000);
	writer_init(&writer, ends[1], &late);
	tick();
	ck_assert_int_eq(writer_add(&writer, text, 10 * 1000), -1);
	no_tick();
	n = drain();
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_eq(n % 1000, 0);
	free(text);
}
END_TEST

/* One line longer than that is finished, if somebody reads, and if that is
   not too late. */
START_TEST(a_long_line)
{
	struct writer writer;
	bool in_time = _i == 0;
	pid_t pid = fork();

	if (pid == 0) {
		size_t n = 0;
		ssize_t more;

		close(ends[1]);
		while (in_time && n < 3 * PAGE &&
		    (more = read(ends[0], got, 1000)) > 0)
			n += (size_t)more;
		usleep(in_time ? 0 : 500000);
		_exit(0);
	}
	writer_init(&writer, ends[1], &late);
	if (in_time)
		ticks = -1000;	/* interrupted, never late */
	tick();
	ck_assert_int_eq(writer_add(&writer, line(3 * PAGE), 3 * PAGE), 0);
	ck_assert_int_eq(writer_flush(&writer), in_time ? 0 : -1);
	no_tick();
	ck_assert_int_ge(late, in_time ? 0 : 2);
}
END_TEST

/* It gets late while a line is on its way, and then its reader comes: it is
   finished, and the next is not begun. */
START_TEST(begun_is_finished)
{
	struct writer writer;
	pid_t pid = fork();

	if (pid == 0) {
		close(ends[1]);
		usleep(300000);
		while (read(ends[0], got, sizeof got) > 0)
			;
		_exit(0);
	}
	late_most = 1;
	writer_init(&writer, ends[1], &late);
	tick();
	ck_assert_int_eq(writer_add(&writer, line(3 * PAGE), 3 * PAGE), 0);
	ck_assert_int_eq(writer_flush(&writer), 0);
	no_tick();
	ck_assert_int_eq(late, 1);
	ck_assert_int_eq(writer_add(&writer, "b\n", 2), 0);
	ck_assert_int_eq(writer_flush(&writer), -1);
	ck_assert_int_eq(errno, EINTR);
}
END_TEST

START_TEST(does_not_block)
{
	struct writer writer;
	pid_t pid = fork();

	if (pid == 0) {
		size_t n = 0;
		ssize_t more;

		close(ends[1]);
		while ((more = read(ends[0], got, 500)) > 0) {
			n += (size_t)more;
			usleep(1000);
		}
		_exit(n == 5 * PAGE ? 0 : 1);
	}
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	writer_init(&writer, ends[1], &late);
	ck_assert_int_eq(writer_add(&writer, line(5 * PAGE), 5 * PAGE), 0);
	ck_assert_int_eq(writer_flush(&writer), 0);
}
END_TEST

START_TEST(failures)
{
	struct writer writer;

	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	writer_init(&writer, ends[1], &late);
	ck_assert_int_eq(writer_add(&writer, "a\n", 2), 0);
	ck_assert_int_eq(writer_flush(&writer), -1);
	ck_assert_int_eq(errno, EPIPE);
	writer_init(&writer, -1, &late);
	ck_assert_int_eq(writer_add(&writer, "a\n", 2), 0);
	ck_assert_int_eq(writer_flush(&writer), -1);
	ck_assert_int_eq(errno, EBADF);
	ends[0] = dup(ends[1]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("writer");
	TCase *tcase = tcase_create("writer");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, in_order);
	tcase_add_test(tcase, waits_for_flush);
	tcase_add_test(tcase, as_one);
	tcase_add_loop_test(tcase, nobody_reads, 0, 3);
	tcase_add_test(tcase, between_lines);
	tcase_add_loop_test(tcase, a_long_line, 0, 2);
	tcase_add_test(tcase, begun_is_finished);
	tcase_add_test(tcase, does_not_block);
	tcase_add_test(tcase, failures);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
