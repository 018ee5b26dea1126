/*
 * check_control_load.c: control directories with all that can stand in a
 * file's place, and whose eyes see what.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/control_load.h"

enum { SOME_UID = 12345, SOME_GID = 12346, OTHER_GID = 12347 };

static char dir[64];
static struct controls controls;
static struct control_about about[CONTROL_FILES];
static struct users users;	/* all zero but self: nobody exists */
static enum control_file which;

static void
path_of(enum control_file file, char path[128])
{
	sprintf(path, "%s/%s", dir, control_name(file));
}

static void
set_up(void)
{
	strcpy(dir, "/tmp/check_load.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0755), 0);
	memset(&users, 0, sizeof users);
	users.self = geteuid();
}

static void
tear_down(void)
{
	char path[128];
	int i;

	controls_free(&controls);
	for (i = 0; i < CONTROL_FILES; i++) {
		path_of((enum control_file)i, path);
		remove(path);
	}
	ck_assert_int_eq(rmdir(dir), 0);
}

static void
write_file(enum control_file file, const char *text, mode_t mode)
{
	char path[128];
	FILE *stream;

	path_of(file, path);
	stream = fopen(path, "w");
	ck_assert_ptr_nonnull(stream);
	fputs(text, stream);
	ck_assert_int_eq(fclose(stream), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void
load(void)
{
	controls_free(&controls);
	ck_assert_int_eq(control_load(&controls, about, dir, &users, &which),
	    CONTROL_LOADED);
}

static void
expect(enum control_file file, enum control_state state, int error)
{
	ck_assert_int_eq(controls.file[file].state, state);
	ck_assert_int_eq(controls.file[file].error, error);
	ck_assert_int_eq(controls.file[file].file, file);
}

START_TEST(an_empty_directory)
{
	int i;

	load();
	for (i = 0; i < CONTROL_FILES; i++) {
		expect((enum control_file)i, CONTROL_MISSING, 0);
		ck_assert(!about[i].there);
	}
}
END_TEST

START_TEST(files_are_read)
{
	write_file(CONTROL_ME, "mx.example.com\n", 0644);
	write_file(CONTROL_LOCALS, "", 0644);
	write_file(CONTROL_MOREIPME, "192.0.2.1", 0644);
	load();
	expect(CONTROL_ME, CONTROL_READ, 0);
	expect(CONTROL_LOCALS, CONTROL_READ, 0);
	expect(CONTROL_MOREIPME, CONTROL_READ, 0);
	ck_assert_ptr_nonnull(control_line(&controls.file[CONTROL_ME]));
	ck_assert_uint_eq(controls.file[CONTROL_LOCALS].size, 0);
	ck_assert_uint_eq(controls.file[CONTROL_MOREIPME].size, 9);
	ck_assert(about[CONTROL_ME].there);
	ck_assert(!about[CONTROL_ME].closed_to_qmail);
	ck_assert_int_gt(about[CONTROL_ME].changed, 0);
}
END_TEST

START_TEST(no_directory)
{
	char path[128];

	ck_assert_int_eq(control_load(&controls, about, "/nonexistent/x",
	    &users, &which), CONTROL_NO_DIRECTORY);
	ck_assert_int_eq(errno, ENOENT);
	write_file(CONTROL_ME, "x\n", 0644);
	path_of(CONTROL_ME, path);
	ck_assert_int_eq(control_load(&controls, about, path, &users,
	    &which), CONTROL_NO_DIRECTORY);
	ck_assert_int_eq(errno, ENOTDIR);
}
END_TEST

static void
make_socket(const char *path)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ne(s, -1);
	strcpy(un.sun_path, path);
	ck_assert_int_eq(bind(s, (const struct sockaddr *)&un, sizeof un), 0);
	close(s);
}

/* none of these may make the test wait for its time to run out */
START_TEST(what_is_no_file)
{
	char path[128];

	path_of(CONTROL_LOCALS, path);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	path_of(CONTROL_SMTPROUTES, path);
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	path_of(CONTROL_MOREIPME, path);
	ck_assert_int_eq(symlink("/dev/zero", path), 0);
	path_of(CONTROL_NOTIPME, path);
	make_socket(path);
	path_of(CONTROL_HELOHOST, path);
	ck_assert_int_eq(symlink("helohost", path), 0);
	path_of(CONTROL_ENVNOATHOST, path);
	ck_assert_int_eq(symlink("/nonexistent/x", path), 0);
	path_of(CONTROL_PERCENTHACK, path);
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	load();
	expect(CONTROL_LOCALS, CONTROL_UNREADABLE, EISDIR);
	expect(CONTROL_SMTPROUTES, CONTROL_READ, 0);
	ck_assert_uint_eq(controls.file[CONTROL_SMTPROUTES].size, 0);
	expect(CONTROL_PERCENTHACK, CONTROL_READ, 0);
	ck_assert_uint_eq(controls.file[CONTROL_PERCENTHACK].size, 0);
	expect(CONTROL_MOREIPME, CONTROL_UNREADABLE, EFBIG);
	expect(CONTROL_NOTIPME, CONTROL_UNREADABLE, ENXIO);
	expect(CONTROL_HELOHOST, CONTROL_UNREADABLE, ELOOP);
	expect(CONTROL_ENVNOATHOST, CONTROL_MISSING, 0);
}
END_TEST

/* a FIFO that somebody writes to loses nothing to us: with octets in it or
   without it cannot be read, as qmail finds it (EAGAIN); left alone again it
   is empty */
START_TEST(a_fifo_with_a_writer)
{
	char path[128], octets[16];
	int fd;

	path_of(CONTROL_LOCALS, path);
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	fd = open(path, O_RDWR | O_NONBLOCK);
	ck_assert_int_ne(fd, -1);
	load();
	expect(CONTROL_LOCALS, CONTROL_UNREADABLE, EAGAIN);
	ck_assert_int_eq(write(fd, "a.test\n", 7), 7);
	load();
	expect(CONTROL_LOCALS, CONTROL_UNREADABLE, EAGAIN);
	ck_assert_uint_eq(controls.file[CONTROL_LOCALS].n, 0);
	ck_assert_int_eq(read(fd, octets, sizeof octets), 7);
	close(fd);
	load();
	expect(CONTROL_LOCALS, CONTROL_READ, 0);
}
END_TEST

static void
set_times(const char *path, time_t time)
{
	const struct timespec times[2] = { { time, 0 }, { time, 0 } };

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times,
	    AT_SYMLINK_NOFOLLOW), 0);
}

/* A link that was set anew is a change, whatever it leads to; the times of a
   device are nobody's. */
START_TEST(times_of_links)
{
	char path[128], target[128];

	write_file(CONTROL_ME, "x\n", 0644);
	path_of(CONTROL_ME, target);
	path_of(CONTROL_LOCALS, path);
	ck_assert_int_eq(symlink(target, path), 0);
	set_times(target, 5000);
	set_times(path, 6000);
	load();
	ck_assert_int_eq(about[CONTROL_LOCALS].changed, 6000);
	ck_assert_int_eq(about[CONTROL_LOCALS].read, 5000);
	ck_assert_int_eq(about[CONTROL_ME].changed, 5000);
	set_times(target, 7000);
	load();
	ck_assert_int_eq(about[CONTROL_LOCALS].changed, 7000);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	set_times(path, 6000);
	load();
	ck_assert_int_eq(about[CONTROL_LOCALS].changed, 6000);
	ck_assert(!about[CONTROL_LOCALS].keeps_atime);
}
END_TEST

START_TEST(a_large_file)
{
	const size_t size = (size_t)64 << 20;
	char path[128];
	int fd;

	path_of(CONTROL_MOREIPME, path);
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	ck_assert_int_eq(close(fd), 0);
	load();
	expect(CONTROL_MOREIPME, CONTROL_READ, 0);
	ck_assert_uint_eq(controls.file[CONTROL_MOREIPME].size, size);
	ck_assert_int_eq(truncate(path, (off_t)CONTROL_LOAD_MOST + 1), 0);
	controls_free(&controls);
	ck_assert_int_eq(control_load(&controls, about, dir, &users, &which),
	    CONTROL_TOO_LARGE);
	ck_assert_int_eq(which, CONTROL_MOREIPME);
	ck_assert_ptr_null(controls.file[CONTROL_MOREIPME].bytes);
}
END_TEST

/* qmail's users as they may be */
static void
add_users(void)
{
	users.qmails.exists = users.qmailr.exists = true;
	users.qmails.uid = SOME_UID;
	users.qmailr.uid = SOME_UID + 1;
	users.qmails.group[0] = users.qmailr.group[0] = SOME_GID;
	users.qmails.n = users.qmailr.n = 1;
}

START_TEST(closed_to_qmail)
{
	add_users();
	write_file(CONTROL_ME, "mx.example.com\n", 0600);
	write_file(CONTROL_SMTPROUTES, ":relay.test\n", 0600);
	write_file(CONTROL_LOCALS, "example.com\n", 0644);
	write_file(CONTROL_RCPTHOSTS, "example.com\n", 0600);
	load();
	expect(CONTROL_ME, CONTROL_UNREADABLE, EACCES);
	expect(CONTROL_SMTPROUTES, CONTROL_UNREADABLE, EACCES);
	ck_assert(about[CONTROL_SMTPROUTES].closed_to_qmail);
	ck_assert_uint_eq(controls.file[CONTROL_SMTPROUTES].n, 1);
	expect(CONTROL_LOCALS, CONTROL_READ, 0);
	expect(CONTROL_RCPTHOSTS, CONTROL_READ, 0);
	ck_assert_int_eq(chmod(dir, 0700), 0);
	load();
	expect(CONTROL_LOCALS, CONTROL_UNREADABLE, EACCES);
	users.qmails.exists = users.qmailr.exists = false;
	load();			/* nobody to ask: taken as read */
	expect(CONTROL_LOCALS, CONTROL_READ, 0);
	expect(CONTROL_ME, CONTROL_READ, 0);
}
END_TEST

START_TEST(closed_to_who_runs_it)
{
	if (geteuid() == 0) {
		printf("skipped: root may read everything\n");
		return;
	}
	write_file(CONTROL_LOCALS, "example.com\n", 0);
	write_file(CONTROL_ME, "example.com\n", 0044);
	load();
	expect(CONTROL_LOCALS, CONTROL_UNSEEN, EACCES);
	add_users();
	load();
	expect(CONTROL_LOCALS, CONTROL_UNREADABLE, EACCES);
	expect(CONTROL_ME, CONTROL_UNSEEN, EACCES);
}
END_TEST

START_TEST(times)
{
	const struct timespec set[2] = {
		{ .tv_sec = 1000000000 }, { .tv_sec = 1100000000 }
	};
	char path[128];

	write_file(CONTROL_LOCALS, "example.com\n", 0644);
	path_of(CONTROL_LOCALS, path);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, set, 0), 0);
	load();
	ck_assert_int_eq(about[CONTROL_LOCALS].read, 1000000000);
	ck_assert_int_eq(about[CONTROL_LOCALS].changed, 1100000000);
}
END_TEST

static int
may(const struct user *user, uid_t uid, gid_t gid, mode_t mode)
{
	char path[128];

	write_file(CONTROL_ME, "x\n", mode);
	path_of(CONTROL_ME, path);
	ck_assert_int_eq(chown(path, uid, gid), 0);
	return users_may_read(user, path);
}

START_TEST(owner_group_others)
{
	struct user user = { .exists = true, .uid = SOME_UID,
	    .group = { SOME_GID, OTHER_GID }, .n = 2 };

	if (geteuid() != 0) {
		printf("skipped: only root gives files away\n");
		return;
	}
	ck_assert_int_eq(may(&user, SOME_UID, 0, 0400), 1);
	ck_assert_int_eq(may(&user, SOME_UID, SOME_GID, 0044), 0);
	ck_assert_int_eq(may(&user, 0, SOME_GID, 0040), 1);
	ck_assert_int_eq(may(&user, 0, SOME_GID, 0604), 0);
	ck_assert_int_eq(may(&user, 0, 0, 0004), 1);
	ck_assert_int_eq(may(&user, 0, 0, 0440), 0);
	/* through another group alone: notqmail 1.09 may, the rest may not */
	ck_assert_int_eq(may(&user, 0, OTHER_GID, 0040), -1);
	user.exists = false;
	ck_assert_int_eq(may(&user, SOME_UID, 0, 0400), -1);
	user.exists = true;
	user.uid = 0;
	ck_assert_int_eq(may(&user, SOME_UID, SOME_GID, 0), 1);
	ck_assert_int_eq(users_may_read(&user, "/nonexistent/x"), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(finds_root)
{
	uid_t uid = 1;
	gid_t gid = 1;

	ck_assert_int_eq(users_find("root", &uid, &gid), 0);
	ck_assert_uint_eq(uid, 0);
	ck_assert_uint_eq(gid, 0);
	ck_assert_int_eq(users_find("no such user", &uid, &gid), -1);
	ck_assert_int_eq(users_find("", &uid, &gid), -1);
	ck_assert_int_eq(users_load(&users), 0);
	ck_assert_uint_eq(users.self, geteuid());
}
END_TEST

/* a file that one of qmail's users can read, and whether that closes it to
   qmail */
static const struct {
	enum control_file file;
	bool to_send, to_remote;
} who_reads[] = {
	{ CONTROL_ME, true, true }, { CONTROL_HELOHOST, true, false },
	{ CONTROL_ENVNOATHOST, false, true }, { CONTROL_LOCALS, false, true },
	{ CONTROL_VIRTUALDOMAINS, false, true },
	{ CONTROL_PERCENTHACK, false, true },
	{ CONTROL_SMTPROUTES, true, false },
	{ CONTROL_AUTHSENDERS, true, false },
	{ CONTROL_OUTGOINGIP, true, false },
	{ CONTROL_TIMEOUTREMOTE, true, false },
	{ CONTROL_TIMEOUTCONNECT, true, false },
	{ CONTROL_MOREIPME, true, false }, { CONTROL_NOTIPME, true, false },
	{ CONTROL_RCPTHOSTS, false, false },
	{ CONTROL_MORERCPTHOSTS, false, false }
};

START_TEST(whose_file)
{
	const struct user owner = { .exists = true, .uid = SOME_UID,
	    .group = { SOME_GID }, .n = 1 };
	const struct user other = { .exists = true, .uid = SOME_UID + 1,
	    .group = { OTHER_GID }, .n = 1 };
	enum control_file file = who_reads[_i].file;
	char path[128];

	if (geteuid() != 0) {
		printf("skipped: not root\n");
		return;
	}
	write_file(file, "x\n", 0400);
	path_of(file, path);
	ck_assert_int_eq(chown(path, SOME_UID, SOME_GID), 0);
	users.qmails = owner;
	users.qmailr = other;
	load();
	ck_assert_int_eq(about[file].closed_to_qmail, who_reads[_i].to_send);
	users.qmails = other;
	users.qmailr = owner;
	load();
	ck_assert_int_eq(about[file].closed_to_qmail,
	    who_reads[_i].to_remote);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("control_load");
	TCase *cases = tcase_create("directories");
	SRunner *runner;
	int failed;

	tcase_set_timeout(cases, 60);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, an_empty_directory);
	tcase_add_test(cases, files_are_read);
	tcase_add_test(cases, no_directory);
	tcase_add_test(cases, what_is_no_file);
	tcase_add_test(cases, a_fifo_with_a_writer);
	tcase_add_test(cases, times_of_links);
	tcase_add_test(cases, a_large_file);
	tcase_add_test(cases, closed_to_qmail);
	tcase_add_test(cases, closed_to_who_runs_it);
	tcase_add_test(cases, times);
	tcase_add_test(cases, owner_group_others);
	tcase_add_test(cases, finds_root);
	tcase_add_loop_test(cases, whose_file, 0,
	    sizeof who_reads / sizeof who_reads[0]);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
