/*
 * check_users.c: /etc/passwd and /etc/group, in a namespace with files of our
 * own in their place.
 */
#include <check.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "host/users.h"
#include "place.h"

static bool seen;		/* there is such a namespace */

static void
set_up(void)
{
	place_begin();
	place_write("passwd", "root:x:0:0::/:/bin/sh\n"
	    "qmailsx:x:1001:2001::/:\n"
	    "qmails:x:1002:2002:a:b:c\n"
	    "qmails:x:1003:2003::/:\n"
	    "none:x::2004::/:\n"
	    "text:x:12x:2004::/:\n"
	    "minus:x:-1:2004::/:\n"
	    "large:x:4294967295:2004::/:\n"
	    "most:x:4294967294:2004::/:\n"
	    "short:x:1005\n"
	    "last:x:1006:2006");
	place_write("group", "a:x:3001:qmails\n"
	    "b:x:3002:qmailsx\n"
	    "c:x:3003:xqmails,qmail,qmails\n"
	    "d:x:3004:\n"
	    "e:x:3005\n"
	    "f:x:3001:qmails,qmails\n"
	    "g:x:2002:qmails\n"
	    "h:x:x:qmails\n"
	    "i:x:3006:last");
}

/* what the files do not say must not be asked elsewhere */
static void
enter(void)
{
#ifdef __linux__
	seen = unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount(place_path("passwd"), "/etc/passwd", NULL, MS_BIND,
	    NULL) == 0 && mount(place_path("group"), "/etc/group", NULL,
	    MS_BIND, NULL) == 0;
#endif
	if (!seen)
		printf("skipped: no namespace of our own here\n");
}

static const struct {
	const char *name;
	bool exists;
	uid_t uid;
	gid_t group[4];
	size_t n;
} known[] = {
	{ "qmails", true, 1002, { 2002, 3001, 3003 }, 3 },
	{ "qmailsx", true, 1001, { 2001, 3002 }, 2 },
	{ "last", true, 1006, { 2006, 3006 }, 2 },
	{ "most", true, 4294967294u, { 2004 }, 1 },
	{ "qmail", false, 0, { 0 }, 0 }, { "none", false, 0, { 0 }, 0 },
	{ "text", false, 0, { 0 }, 0 }, { "minus", false, 0, { 0 }, 0 },
	{ "large", false, 0, { 0 }, 0 }, { "short", false, 0, { 0 }, 0 },
	{ "", false, 0, { 0 }, 0 }
};

START_TEST(a_user)
{
	struct user user;
	size_t i;

	enter();
	if (!seen)
		return;
	ck_assert_int_eq(users_in_files(known[_i].name, &user), 0);
	ck_assert_int_eq(user.exists, known[_i].exists);
	if (!user.exists)
		return;
	ck_assert_uint_eq(user.uid, known[_i].uid);
	ck_assert_uint_eq(user.n, known[_i].n);
	for (i = 0; i < user.n; i++)
		ck_assert_uint_eq(user.group[i], known[_i].group[i]);
}
END_TEST

/* in as many groups as there is room for, and in one more: not known then */
START_TEST(groups)
{
	struct user user;
	FILE *file;
	int i;

	file = fopen(place_path("group"), "w");
	for (i = 1; i < USERS_GROUPS + _i; i++)
		fprintf(file, "g%d:x:%d:qmails\n", i, 5000 + i);
	fclose(file);
	enter();
	if (!seen)
		return;
	ck_assert_int_eq(users_in_files("qmails", &user), 0);
	ck_assert_int_eq(user.exists, _i == 0);
	if (user.exists)
		ck_assert_uint_eq(user.n, USERS_GROUPS);
}
END_TEST

START_TEST(found)
{
	uid_t uid = 0;
	gid_t gid = 0;

	enter();
	if (!seen)
		return;
	ck_assert_int_eq(users_find("qmails", &uid, &gid), 0);
	ck_assert_uint_eq(uid, 1002);
	ck_assert_uint_eq(gid, 2002);
	ck_assert_int_eq(users_find("no-such-user", &uid, &gid), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("users");
	TCase *tcase = tcase_create("users");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tcase, set_up, place_end);
	tcase_add_loop_test(tcase, a_user, 0, sizeof known / sizeof known[0]);
	tcase_add_test(tcase, found);
	tcase_add_loop_test(tcase, groups, 0, 2);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
