/* gather.c: this host, read into a site; or what could not be read. */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/control_load.h"
#include "host/gather.h"
#include "place.h"

enum { NOW = 1700000000, LOOPBACK = 0x7f000001 };

static struct site site;
static struct error error;

static int
gather(const struct flavor *flavor, bool more)
{
	return gather_site(&site, place_path("control"), flavor, more, NOW,
	    &error);
}

static const struct netentry *
matched(const struct ipme *ipme, uint32_t address)
{
	const struct netentry *me, *not_me;

	return netmask_is_me(&ipme->me, &ipme->not_me, address, &me,
	    &not_me) ? me : NULL;
}

static void
set_up(void)
{
	place_begin();
	place_write("control/me", "mail.test\n");
	place_write("control/moreipme", "192.0.2.1\n");
}

START_TEST(a_flavor)
{
	ck_assert_int_eq(gather(flavor_get(FLAVOR_MOREIPME), false), 0);
	ck_assert_str_eq(site.control_dir, place_path("control"));
	ck_assert_int_eq(site.now, NOW);
	ck_assert_uint_eq(site.flavor.n, 1);
	ck_assert_str_eq(site.flavor.source, "option");
	ck_assert_int_eq(site.controls.file[CONTROL_ME].state, CONTROL_READ);
	ck_assert_int_eq(site.controls.file[CONTROL_LOCALS].state,
	    CONTROL_MISSING);
	ck_assert(site.about[CONTROL_ME].there);
	ck_assert(!site.about[CONTROL_LOCALS].there);
	ck_assert_ptr_nonnull(matched(&site.ipme[0], 0xc0000201));
	ck_assert_ptr_nonnull(matched(&site.ipme[0], LOOPBACK));
	ck_assert_ptr_null(matched(&site.ipme[0], 0xcb007102));
	gather_free(&site);
	ck_assert_int_eq(gather(flavor_get(FLAVOR_NETQMAIL_106), false), 0);
	ck_assert_ptr_null(matched(&site.ipme[0], 0xc0000201));
	gather_free(&site);
}
END_TEST

/* every flavor that fits has its own list */
START_TEST(found_out)
{
	ck_assert_int_eq(gather(NULL, false), 0);
	ck_assert_str_eq(site.flavor.source, "default");
	gather_free(&site);
	place_write("bin/qmail-remote", "control/smtproutes(#4.4.3)");
	ck_assert_int_eq(gather(NULL, false), 0);
	ck_assert_str_eq(site.flavor.source, "binary");
	ck_assert_uint_gt(site.flavor.n, 1);
	ck_assert_uint_gt(site.ipme[site.flavor.n - 1].me.n, 0);
	gather_free(&site);
}
END_TEST

/* qmail-send and the cdb files are looked at for findings alone */
START_TEST(more)
{
	place_write("control/morercpthosts", "x.test\n");
	ck_assert_int_eq(gather(flavor_get(FLAVOR_QMAIL_103), false), 0);
	ck_assert(!site.cdbs.morercpthosts.text);
	gather_free(&site);
	ck_assert_int_eq(gather(flavor_get(FLAVOR_QMAIL_103), true), 0);
	ck_assert(site.cdbs.morercpthosts.text);
	gather_free(&site);
}
END_TEST

START_TEST(tcpto)
{
	FILE *file;
	int i;

	place_write("queue/lock/tcpto", "");
	file = fopen(place_path("queue/lock/tcpto"), "w");
	ck_assert_ptr_nonnull(file);
	for (i = 0; i < 16; i++)
		putc(i < 4 ? 10 : i == 4 ? 2 : 0, file);
	fclose(file);
	ck_assert_int_eq(chmod(place_path("queue/lock/tcpto"), 0666), 0);
	ck_assert_int_eq(gather(flavor_get(FLAVOR_QMAIL_103), false), 0);
	ck_assert_uint_eq(site.tcpto.n, 1);
	ck_assert_uint_eq(site.tcpto.record[0].address, 0x0a0a0a0a);
	gather_free(&site);
}
END_TEST

START_TEST(no_directory)
{
	ck_assert_int_eq(gather_site(&site, place_path("no\033ne"), NULL,
	    true, NOW, &error), -1);
	ck_assert_int_eq(error.what, ERROR_CONTROL);
	ck_assert_ptr_nonnull(strstr(error.text, "cannot read "));
	ck_assert_ptr_nonnull(strstr(error.text, "/no\\027ne: "));
	ck_assert_ptr_nonnull(strstr(error.text,
	    "No such file or directory (--control names another)"));
	ck_assert_ptr_nonnull(strstr(error.file, "/no\\027ne"));
	gather_free(&site);
	ck_assert_int_eq(gather_site(&site, place_path("control/me"), NULL,
	    true, NOW, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.text, ": Not a directory"));
	ck_assert_ptr_null(strstr(error.text, "(--control"));
	gather_free(&site);
}
END_TEST

START_TEST(too_large)
{
	place_write("control/smtproutes", "");
	ck_assert_int_eq(truncate(place_path("control/smtproutes"),
	    CONTROL_LOAD_MOST + 1L), 0);
	ck_assert_int_eq(gather(NULL, true), -1);
	ck_assert_str_eq(error.file, "smtproutes");
	ck_assert_str_eq(error.text, "smtproutes is larger than 256 MiB");
	gather_free(&site);
}
END_TEST

/* a file that qmail may be able to read and we cannot, and the builds that
   read it for a verdict */
static const struct {
	const char *file;
	enum flavor_id flavor;
	bool fails;
} unseen[] = {
	{ "locals", FLAVOR_QMAIL_103, true },
	{ "smtproutes", FLAVOR_SAGREDO, true },
	{ "moreipme", FLAVOR_MOREIPME, true },
	{ "moreipme", FLAVOR_QMAIL_103, false },
	{ "notipme", FLAVOR_NOTQMAIL_109, false },
	{ "notipme", FLAVOR_MOREIPME, true },
	{ "authsenders", FLAVOR_SAGREDO, true },
	{ "authsenders", FLAVOR_MOREIPME, false },
	{ "outgoingip", FLAVOR_SAGREDO, true },
	{ "outgoingip", FLAVOR_NOTQMAIL_109, false },
	{ "rcpthosts", FLAVOR_MOREIPME, false },
	{ "queuelifetime", FLAVOR_QMAIL_103, false },
	{ "bouncehost", FLAVOR_MOREIPME, false },
	{ "timeoutremote", FLAVOR_QMAIL_103, false },
	{ "envnoathost", FLAVOR_QMAIL_103, true },
	{ "morercpthosts", FLAVOR_SAGREDO, false }
};

/* 0: as it should be; in a child that is nobody */
static int
try_unseen(size_t i)
{
	const struct flavor *flavor = flavor_get(unseen[i].flavor);
	char text[64];
	int result;

	if (setgid(65534) == -1 || setuid(65534) == -1)
		return 2;
	result = gather(flavor, true);
	if (result != (unseen[i].fails ? -1 : 0))
		return 1;
	snprintf(text, sizeof text,
	    "/%s: Permission denied (run as root?)", unseen[i].file);
	if (result == -1 && (error.what != ERROR_CONTROL ||
	    strcmp(error.file, unseen[i].file) != 0 ||
	    strstr(error.text, text) == NULL))
		return 1;
	gather_free(&site);
	return 0;
}

START_TEST(not_seen)
{
	const char *path;
	char name[64];
	int status;
	pid_t pid;

	snprintf(name, sizeof name, "control/%s", unseen[_i].file);
	place_write(name, "");
	path = place_path(name);
	ck_assert_int_eq(chmod(path, 0), 0);
	if (geteuid() != 0) {
		printf("skipped: not root\n");
		return;
	}
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0)
		_exit(try_unseen((size_t)_i));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		printf("skipped: it may not become nobody\n");
	else
		ck_assert_int_eq(status, 0);
}
END_TEST

/* what is in outgoingip, and can qmail's own end be bound to it? */
static const struct {
	enum flavor_id flavor;
	const char *outgoingip;
	bool elsewhere;
} outgoing[] = {
	{ FLAVOR_SAGREDO, NULL, false },
	{ FLAVOR_SAGREDO, "0.0.0.0\n", false },
	{ FLAVOR_SAGREDO, "127.0.0.1\n", false },
	{ FLAVOR_SAGREDO, "383.0.0.1\n", false },	/* modulo 256 */
	{ FLAVOR_SAGREDO, "198.18.0.1\n127.0.0.1\n", true },
	{ FLAVOR_SAGREDO, "none\n", false },
	{ FLAVOR_NOTQMAIL_109, "198.18.0.1\n", false },
};

START_TEST(outgoingip)
{
	if (outgoing[_i].outgoingip != NULL)
		place_write("control/outgoingip", outgoing[_i].outgoingip);
	ck_assert_int_eq(gather(flavor_get(outgoing[_i].flavor), false), 0);
	ck_assert(site.outgoing_elsewhere == outgoing[_i].elsewhere);
	gather_free(&site);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("gather");
	TCase *tcase = tcase_create("gather");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, place_end);
	tcase_add_test(tcase, a_flavor);
	tcase_add_test(tcase, found_out);
	tcase_add_test(tcase, more);
	tcase_add_test(tcase, tcpto);
	tcase_add_test(tcase, no_directory);
	tcase_add_test(tcase, too_large);
	tcase_add_loop_test(tcase, outgoingip, 0,
	    sizeof outgoing / sizeof outgoing[0]);
	tcase_add_loop_test(tcase, not_seen, 0,
	    sizeof unseen / sizeof unseen[0]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
