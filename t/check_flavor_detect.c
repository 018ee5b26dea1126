/*
 * check_flavor_detect.c: marks in a binary, wherever they stand in it.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/detect.h"

static char dir[64], control[96], binary[96];

static void
set_up(void)
{
	char bin[96];

	strcpy(dir, "/tmp/check_detect.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	sprintf(control, "%s/control", dir);
	sprintf(bin, "%s/bin", dir);
	sprintf(binary, "%s/bin/qmail-remote", dir);
	ck_assert_int_eq(mkdir(control, 0755), 0);
	ck_assert_int_eq(mkdir(bin, 0755), 0);
}

static void
tear_down(void)
{
	char bin[96];

	sprintf(bin, "%s/bin", dir);
	remove(binary);
	ck_assert_int_eq(rmdir(bin), 0);
	ck_assert_int_eq(rmdir(control), 0);
	ck_assert_int_eq(rmdir(dir), 0);
}

/* a binary with text at an offset, between octets of any value */
static void
write_binary(const char *text, long at)
{
	FILE *file = fopen(binary, "w");
	long i;

	ck_assert_ptr_nonnull(file);
	for (i = 0; i < at; i++)
		putc((int)(i * 7 & 0xff), file);
	fputs(text, file);
	putc(0, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
expect(enum flavor_id id, const char *source, bool unreadable)
{
	struct flavor_choice choice;

	ck_assert_int_eq(flavor_detect(&choice, control), 0);
	ck_assert_uint_ge(choice.n, 1);
	ck_assert_int_eq(choice.fits[0]->id, id);
	ck_assert_str_eq(choice.source, source);
	ck_assert_int_eq(choice.unreadable, unreadable);
	ck_assert_uint_gt(strlen(choice.evidence), 0);
}

START_TEST(no_binary)
{
	expect(FLAVOR_MOREIPME, "default", false);
}
END_TEST

START_TEST(no_regular_file)
{
	ck_assert_int_eq(mkfifo(binary, 0644), 0);
	expect(FLAVOR_MOREIPME, "default", true);
	ck_assert_int_eq(remove(binary), 0);
	ck_assert_int_eq(mkdir(binary, 0755), 0);
	expect(FLAVOR_MOREIPME, "default", true);
}
END_TEST

START_TEST(no_permission)
{
	if (geteuid() == 0) {
		printf("skipped: root may read everything\n");
		return;
	}
	write_binary("control/moreipme", 0);
	ck_assert_int_eq(chmod(binary, 0111), 0);
	expect(FLAVOR_MOREIPME, "default", true);
}
END_TEST

/* around the ends of the pieces that are read */
static const long places[] = {
	0, 1, 65535, 65536, 65520, 65521, 65536 - 31, 65536 + 31, 65536 - 19,
	131072 - 8, 1000000
};

START_TEST(a_place)
{
	write_binary("control/authsenders", places[_i]);
	expect(FLAVOR_SAGREDO, "binary", false);
	write_binary("control/outgoingip", places[_i]);
	expect(FLAVOR_SAGREDO, "binary", false);
	write_binary("control/moreipme", places[_i]);
	expect(FLAVOR_MOREIPME, "binary", false);
	write_binary("control/smtproutes (#4.4.3)", places[_i]);
	expect(FLAVOR_NETQMAIL_106, "binary", false);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("flavor_detect");
	TCase *cases = tcase_create("binary");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, no_binary);
	tcase_add_test(cases, no_regular_file);
	tcase_add_test(cases, no_permission);
	tcase_add_loop_test(cases, a_place, 0,
	    sizeof places / sizeof places[0]);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
