/* subjects.c: arguments, a file's lines, what the control files name. */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/subjects.h"

static char path[] = "/tmp/mxwhy-subjects-XXXXXX";

/* opens a file of these octets */
static void
open_bytes(struct subjects *s, const char *bytes, size_t len)
{
	int fd;

	strcpy(path + sizeof path - 7, "XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
	close(fd);
	ck_assert_int_eq(subjects_open(s, NULL, 0, path), 0);
	unlink(path);
}

/* through comments and blanks */
static enum subjects_next
next_of(struct subjects *s, struct subjects_taken *taken)
{
	enum subjects_next next;

	while ((next = subjects_next(s, taken)) == SUBJECTS_AGAIN)
		;
	return next;
}

/* the next subject is this one, or the end when text is NULL */
static void
expect(struct subjects *s, const char *text, size_t line, bool bad)
{
	struct subjects_taken taken;
	enum subjects_next next = next_of(s, &taken);

	if (text == NULL) {
		ck_assert_int_eq(next, SUBJECTS_END);
		return;
	}
	ck_assert_int_eq(next, SUBJECTS_ONE);
	ck_assert_str_eq(taken.text, text);
	ck_assert_uint_eq(taken.line, line);
	ck_assert_int_eq(taken.bad != NULL, bad);
	free(taken.text);
}

START_TEST(lines)
{
	/* a byte order mark is one only where it comes first */
	static const char bytes[] = "\xef\xbb\xbf""a\n# b\r\n\r\n \t\n"
	    "\t c d \r\nx\0y\n\n\xef\xbb\xbf" "e";
	struct subjects s;

	open_bytes(&s, bytes, sizeof bytes - 1);
	expect(&s, "a", 1, false);
	expect(&s, "c d", 5, false);
	expect(&s, "x", 6, true);
	expect(&s, "\xef\xbb\xbf" "e", 8, false);
	expect(&s, NULL, 0, false);
	expect(&s, NULL, 0, false);
	ck_assert_uint_eq(s.octets, sizeof bytes - 1);
	subjects_close(&s);
}
END_TEST

START_TEST(nothing)
{
	struct subjects s;

	open_bytes(&s, "", 0);
	expect(&s, NULL, 0, false);
	subjects_close(&s);
	open_bytes(&s, "#", 1);
	expect(&s, NULL, 0, false);
	subjects_close(&s);
}
END_TEST

/* a line of so many octets, then another; with and without its newline */
static void
try_length(size_t len, bool fits)
{
	char *bytes = malloc(len + 3);
	struct subjects_taken taken;
	struct subjects s;

	memset(bytes, 'a', len);
	memcpy(bytes + len, "\nb", 3);
	open_bytes(&s, bytes, len + 2);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_ONE);
	ck_assert_int_eq(taken.bad == NULL, fits);
	ck_assert_uint_eq(strlen(taken.text), fits ? len : SUBJECTS_SHOWN);
	free(taken.text);
	expect(&s, "b", 2, false);
	expect(&s, NULL, 0, false);
	subjects_close(&s);
	open_bytes(&s, bytes, len);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_ONE);
	ck_assert_int_eq(taken.bad == NULL, fits);
	free(taken.text);
	expect(&s, NULL, 0, false);
	subjects_close(&s);
	free(bytes);
}

START_TEST(long_lines)
{
	try_length(1000, true);
	try_length(65534, true);
	try_length(65535, true);
	try_length(65536, false);
	try_length(65537, false);
	try_length(1 << 20, false);
}
END_TEST

START_TEST(arguments_come_first)
{
	char *const argument[] = { "one", "", "#two" };
	struct controls controls = { 0 };
	struct subjects_taken taken;
	struct subjects s;

	ck_assert_int_eq(control_parse(&controls.file[CONTROL_LOCALS],
	    CONTROL_LOCALS, strdup("Named.Test\n"), 11), 0);
	ck_assert_int_eq(subjects_open(&s, argument, 3, NULL), 0);
	ck_assert_int_eq(named_collect(&s.named, &controls), 0);
	expect(&s, "one", 0, false);
	expect(&s, "", 0, false);
	expect(&s, "#two", 0, false);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_ONE);
	ck_assert_str_eq(taken.text, "named.test");
	ck_assert_ptr_nonnull(taken.named);
	ck_assert_uint_eq(taken.named->where[0].line, 1);
	free(taken.text);
	expect(&s, NULL, 0, false);
	subjects_close(&s);
	controls_free(&controls);
}
END_TEST

/* half a line is none; nothing yet is no end */
START_TEST(slow_input)
{
	struct subjects_taken taken;
	struct subjects s;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(subjects_open(&s, NULL, 0, "-"), 0);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_LATER);
	ck_assert_int_eq(write(ends[1], "ab", 2), 2);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_LATER);
	ck_assert_int_eq(write(ends[1], "c\nd", 3), 3);
	expect(&s, "abc", 1, false);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_LATER);
	close(ends[1]);
	expect(&s, "d", 2, false);
	expect(&s, NULL, 0, false);
	subjects_close(&s);
	close(ends[0]);
}
END_TEST

static volatile sig_atomic_t came;

static void
note(int number)
{
	came = number;
}

/* A signal that came while it was held back ends the sleep, though nobody
   writes; so does something to read. */
START_TEST(waits)
{
	sigset_t held, before;
	struct subjects s;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(subjects_open(&s, NULL, 0, "-"), 0);
	signal(SIGUSR1, note);
	sigemptyset(&held);
	sigaddset(&held, SIGUSR1);
	sigprocmask(SIG_BLOCK, &held, &before);
	raise(SIGUSR1);
	ck_assert_int_eq(came, 0);
	subjects_wait(&s, &before);
	ck_assert_int_eq(came, SIGUSR1);
	ck_assert_int_eq(write(ends[1], "a\n", 2), 2);
	subjects_wait(&s, NULL);
	expect(&s, "a", 1, false);
	subjects_close(&s);
}
END_TEST

START_TEST(failures)
{
	struct subjects_taken taken;
	struct subjects s;

	ck_assert_int_eq(subjects_open(&s, NULL, 0, "/nonexistent/x"), -1);
	ck_assert_int_eq(subjects_open(&s, NULL, 0, "/"), 0);
	ck_assert_int_eq(next_of(&s, &taken), SUBJECTS_FAILED);
	subjects_close(&s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("subjects");
	TCase *tcase = tcase_create("subjects");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, lines);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, long_lines);
	tcase_add_test(tcase, arguments_come_first);
	tcase_add_test(tcase, slow_input);
	tcase_add_test(tcase, waits);
	tcase_add_test(tcase, failures);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
