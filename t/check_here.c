/* here.c: which addresses the kernel delivers to this host, asked once each. */
#include <check.h>

#include "host/here.h"

enum {
	LOOPBACK = 0x7f000001,
	BENCHMARK = 0xc6120000,	/* 198.18.0.0/15, nobody's (RFC 2544) */
	MANY = 5000		/* several for each slot */
};

static struct host_here host;
static struct here_table *table;

static void
set_up(void)
{
	ck_assert_int_eq(host_here_open(&host), 0);
	table = here_new(&host);
	ck_assert_ptr_nonnull(table);
}

static void
tear_down(void)
{
	here_free(table);
	host_here_close(&host);
}

/* whichever of the others has its slot, no address answers for another */
START_TEST(of_each_its_own)
{
	uint32_t i;

	for (i = 0; i < MANY; i++) {
		ck_assert_int_eq(here_ask(table, LOOPBACK), 1);
		ck_assert_int_ne(here_ask(table, BENCHMARK + i), 1);
	}
	for (i = 0; i < MANY; i++)
		ck_assert_int_eq(here_ask(table, LOOPBACK + i), 1);
	for (i = 0; i < MANY; i++)
		ck_assert_int_ne(here_ask(table, BENCHMARK + i), 1);
}
END_TEST

/* 0.0.0.0 is asked like any other, though the table is full of it at first */
START_TEST(zero)
{
	ck_assert_int_eq(here_ask(table, 0), host_is_here(&host, 0));
}
END_TEST

/* what is known is known without the kernel, and nothing else is */
START_TEST(once)
{
	ck_assert_int_eq(here_ask(table, LOOPBACK), 1);
	ck_assert_int_eq(here_ask(table, BENCHMARK),
	    host_is_here(&host, BENCHMARK));
	host_here_close(&host);
	ck_assert_int_eq(here_ask(table, LOOPBACK), 1);
	ck_assert_int_ne(here_ask(table, BENCHMARK), 1);
	ck_assert_int_eq(here_ask(table, LOOPBACK + 1), -1);
	ck_assert_int_eq(here_ask(table, 0), -1);
}
END_TEST

/* 198.18.0.0 is no address of this host, and some of Linux's are nobody's */
START_TEST(binds)
{
	ck_assert_int_eq(host_can_bind(LOOPBACK), 1);
	ck_assert_int_eq(host_can_bind(0), 1);
	ck_assert_int_eq(host_can_bind(BENCHMARK), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("here");
	TCase *tcase = tcase_create("here");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, of_each_its_own);
	tcase_add_test(tcase, zero);
	tcase_add_test(tcase, once);
	tcase_add_test(tcase, binds);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
