/*
 * check_host.c: tcpto between its limits, files beside the control
 * directory, the kernel's own addresses.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/beside.h"
#include "host/control_load.h"
#include "host/here.h"
#include "host/send.h"

enum { NOW = 1700000000, ADDRESS = 0x0a000001 };

static struct tcpto
one_record(int count, int64_t age)
{
	struct tcpto tcpto = {
		.record = { { .address = ADDRESS, .count = count,
		    .when = NOW - age } },
		.n = 1
	};

	return tcpto;
}

static const struct {
	int count;
	int64_t age;
	unsigned skipping;
} ages[] = {
	{ 0, 0, 0 }, { 1, 0, 0 }, { 2, 0, 32 }, { 10, 100, 32 },
	{ 127, 100, 32 }, { -128, 100, 0 }, { -1, 100, 0 },
	{ 2, 3839, 32 },	/* (60 + 0) << 6 is the least limit */
	{ 2, 3840, 31 }, { 2, 3903, 31 }, { 2, 3904, 30 },
	{ 2, 4864, 15 },	/* (60 + 16) << 6 */
	{ 2, 5759, 2 }, { 2, 5760, 1 },
	{ 2, 5823, 1 },		/* (60 + 31) << 6 is the greatest */
	{ 2, 5824, 0 }, { 2, 100000, 0 },
	{ 2, -1, 32 }, { 2, -1000000, 32 },	/* the future is young */
	{ 1, -1, 0 },
};

START_TEST(an_age)
{
	struct tcpto tcpto = one_record(ages[_i].count, ages[_i].age);
	struct tcpto_verdict verdict = tcpto_judge(&tcpto, ADDRESS, NOW);

	ck_assert_uint_eq(verdict.skipping, ages[_i].skipping);
	if (verdict.skipping == 0)
		return;
	ck_assert_int_eq(verdict.surely_until, NOW - ages[_i].age + 3840);
	ck_assert_int_eq(verdict.until, NOW - ages[_i].age + 5824);
}
END_TEST

START_TEST(other_addresses)
{
	struct tcpto tcpto = one_record(2, 0);

	ck_assert_uint_eq(tcpto_judge(&tcpto, ADDRESS + 1, NOW).skipping, 0);
	tcpto.n = 0;
	ck_assert_uint_eq(tcpto_judge(&tcpto, ADDRESS, NOW).skipping, 0);
}
END_TEST

static void
put(uint8_t *bytes, uint32_t address, uint8_t count, uint32_t when)
{
	int i;

	for (i = 0; i < 4; i++) {
		bytes[i] = (uint8_t)(address >> (24 - 8 * i));
		bytes[8 + i] = (uint8_t)(when >> (8 * i));
	}
	bytes[4] = count;
	memset(bytes + 5, 0xff, 3);
	memset(bytes + 12, 0xff, 4);
}

START_TEST(parses_records)
{
	uint8_t bytes[1200] = { 0 };
	struct tcpto tcpto;

	put(bytes + 16, ADDRESS, 2, 0xfedcba98);
	put(bytes + 48, 0xc0000201, 10, 1);
	put(bytes + 63 * 16, 0xc0000202, 3, 2);
	put(bytes + 64 * 16, 0xc0000203, 3, 2);
	tcpto_parse(&tcpto, bytes, sizeof bytes);
	ck_assert_uint_eq(tcpto.n, 3);
	ck_assert_uint_eq(tcpto.record[0].address, ADDRESS);
	ck_assert_int_eq(tcpto.record[0].count, 2);
	ck_assert_int_eq(tcpto.record[0].when, INT64_C(0xfedcba98));
	ck_assert_int_eq(tcpto.record[1].count, 10);
	ck_assert_uint_eq(tcpto.record[2].address, 0xc0000202);
	/* qmail's char is signed */
	put(bytes + 16, ADDRESS, 127, NOW);
	put(bytes + 48, 0xc0000201, 128, NOW);
	tcpto_parse(&tcpto, bytes, sizeof bytes);
	ck_assert_uint_eq(tcpto_judge(&tcpto, ADDRESS, NOW).skipping, 32);
	ck_assert_uint_eq(tcpto_judge(&tcpto, 0xc0000201, NOW).skipping, 0);
	tcpto_parse(&tcpto, bytes, 63);		/* three records and a bit */
	ck_assert_uint_eq(tcpto.n, 1);
	tcpto_parse(&tcpto, bytes, 0);
	ck_assert_uint_eq(tcpto.n, 0);
}
END_TEST

/* the first record of an address decides; a free one is 0.0.0.0's */
START_TEST(first_record_decides)
{
	uint8_t bytes[1024] = { 0 };
	struct tcpto tcpto;

	put(bytes, ADDRESS, 1, NOW);
	put(bytes + 16, ADDRESS, 5, NOW);
	put(bytes + 48, 0, 5, NOW);
	tcpto_parse(&tcpto, bytes, sizeof bytes);
	ck_assert_uint_eq(tcpto_judge(&tcpto, ADDRESS, NOW).skipping, 0);
	ck_assert_uint_eq(tcpto_judge(&tcpto, 0, NOW).skipping, 0);
	memset(bytes, 0, sizeof bytes);
	put(bytes, 0, 5, NOW);
	tcpto_parse(&tcpto, bytes, sizeof bytes);
	ck_assert_uint_eq(tcpto_judge(&tcpto, 0, NOW).skipping, 32);
}
END_TEST

/* a directory of our own, with control, queue/lock and users in it */
static char dir[64];

static char *
in(const char *path)
{
	char *whole = malloc(sizeof dir + strlen(path) + 1);

	ck_assert_ptr_nonnull(whole);
	sprintf(whole, "%s/%s", dir, path);
	return whole;
}

static void
make_dir(const char *path)
{
	char *whole = in(path);

	ck_assert_int_eq(mkdir(whole, 0755), 0);
	free(whole);
}

static void
write_file(const char *path, const void *bytes, size_t len)
{
	char *whole = in(path);
	FILE *file = fopen(whole, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
	free(whole);
}

static void
remove_path(const char *path)
{
	char *whole = in(path);

	remove(whole);
	free(whole);
}

static void
set_up(void)
{
	strcpy(dir, "/tmp/check_host.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	make_dir("control");
	make_dir("queue");
	make_dir("queue/lock");
	make_dir("users");
}

static void
tear_down(void)
{
	static const char *const paths[] = {
		"queue/lock/tcpto", "queue/lock", "queue", "users/assign",
		"users/cdb", "users", "control/morercpthosts",
		"control/morercpthosts.cdb", "control/queue/lock",
		"control/queue", "control", "etc/link", "etc"
	};
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++)
		remove_path(paths[i]);
	ck_assert_int_eq(rmdir(dir), 0);
}

START_TEST(tcpto_beside)
{
	uint8_t bytes[1024] = { 0 };
	char *control = in("control"), *fifo = in("queue/lock/tcpto");
	struct user qmailr = { .exists = false };
	struct tcpto tcpto;

	host_tcpto(&tcpto, control, &qmailr);
	ck_assert(!tcpto.unseen);
	ck_assert_uint_eq(tcpto.n, 0);
	put(bytes, ADDRESS, 2, NOW);
	write_file("queue/lock/tcpto", bytes, sizeof bytes);
	host_tcpto(&tcpto, control, &qmailr);
	ck_assert(!tcpto.unseen);
	ck_assert_uint_eq(tcpto.n, 1);
	/* one that qmailr can read, but not write, counts as empty */
	qmailr = (struct user){ .exists = true, .uid = geteuid() + 1,
	    .group = { getegid() + 1 }, .n = 1 };
	ck_assert_int_eq(chmod(dir, 0755), 0);
	ck_assert_int_eq(chmod(fifo, 0644), 0);
	host_tcpto(&tcpto, control, &qmailr);
	ck_assert(!tcpto.unseen);
	ck_assert_uint_eq(tcpto.n, 0);
	ck_assert_int_eq(chmod(fifo, 0666), 0);
	host_tcpto(&tcpto, control, &qmailr);
	ck_assert_uint_eq(tcpto.n, 1);
	qmailr.exists = false;
	ck_assert_int_eq(remove(fifo), 0);
	ck_assert_int_eq(mkfifo(fifo, 0644), 0);
	/* and does not wait for a writer */
	host_tcpto(&tcpto, control, &qmailr);
	ck_assert(!tcpto.unseen);
	ck_assert_uint_eq(tcpto.n, 0);
	free(control);
	free(fifo);
}
END_TEST

static void
expect_beside(const char *control, const char *expected)
{
	char *beside = host_beside(control, "queue/lock");

	ck_assert_ptr_nonnull(beside);
	ck_assert_str_eq(beside, expected);
	free(beside);
}

START_TEST(beside)
{
	char *control = in("control"), *link = in("etc/link");
	char *slashes = in("control//"), *dots = in("control/.");
	char *queue = in("queue/lock"), *up = in("control/./../queue/lock");
	char *far = in("etc/link/../queue/lock");

	make_dir("etc");
	ck_assert_int_eq(symlink(control, link), 0);
	expect_beside(control, queue);
	expect_beside(slashes, queue);
	expect_beside(dots, up);
	expect_beside(link, far);	/* what the link leads to */
	/* "control/." has its parent above, whatever lies in control */
	make_dir("control/queue");
	make_dir("control/queue/lock");
	expect_beside(dots, up);
	ck_assert_int_eq(chdir(dir), 0);
	expect_beside("control", "queue/lock");
	expect_beside("./control", "./queue/lock");
	ck_assert_int_eq(chdir(control), 0);
	expect_beside(".", "./../queue/lock");
	ck_assert_int_eq(chdir("/"), 0);
	free(control);
	free(link);
	free(slashes);
	free(dots);
	free(queue);
	free(up);
	free(far);
}
END_TEST

START_TEST(cdbs)
{
	char *control = in("control");
	struct host_cdbs cdbs;

	host_cdbs(&cdbs, control);
	ck_assert(!cdbs.assign.text && !cdbs.assign.cdb);
	write_file("users/assign", ".\n", 2);
	write_file("control/morercpthosts", "x\n", 2);
	write_file("control/morercpthosts.cdb", "", 0);
	host_cdbs(&cdbs, control);
	ck_assert(cdbs.assign.text && !cdbs.assign.cdb);
	ck_assert(cdbs.morercpthosts.text && cdbs.morercpthosts.cdb);
	ck_assert_int_ge(cdbs.morercpthosts.cdb_changed,
	    cdbs.morercpthosts.text_changed);
	free(control);
}
END_TEST

/* what is opened and cannot be searched is empty */
START_TEST(morercpthosts)
{
	char *control = in("control"), *path = in("control/morercpthosts.cdb");
	struct cdb cdb;

	ck_assert_int_eq(host_morercpthosts(&cdb, control), 0);
	ck_assert_int_eq(cdb.state, CONTROL_MISSING);
	write_file("control/morercpthosts.cdb", "octets", 6);
	ck_assert_int_eq(host_morercpthosts(&cdb, control), 0);
	ck_assert_int_eq(cdb.state, CONTROL_READ);
	ck_assert_uint_eq(cdb.size, 6);
	ck_assert_mem_eq(cdb.octets, "octets", 6);
	cdb_free(&cdb);
	ck_assert_int_eq(truncate(path, CONTROL_LOAD_MOST + 1L), 0);
	ck_assert_int_eq(host_morercpthosts(&cdb, control), 0);
	ck_assert_int_eq(cdb.state, CONTROL_UNSEEN);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(host_morercpthosts(&cdb, control), 0);
	ck_assert_int_eq(cdb.state, CONTROL_READ);
	ck_assert_uint_eq(cdb.size, 0);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	ck_assert_int_eq(host_morercpthosts(&cdb, control), 0);
	ck_assert_int_eq(cdb.state, CONTROL_READ);
	ck_assert_uint_eq(cdb.size, 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink(path, path), 0);
	ck_assert_int_eq(host_morercpthosts(&cdb, control), 0);
	ck_assert_int_eq(cdb.state, CONTROL_UNREADABLE);
	ck_assert_int_eq(cdb.error, ELOOP);
	ck_assert_int_eq(unlink(path), 0);
	free(control);
	free(path);
}
END_TEST

/* nobody runs a qmail-send for a directory that was made just now, unless
   there is one on this system that cannot be looked into */
START_TEST(no_qmail_send)
{
	char *control = in("control");
	const struct user qmails = { .exists = true, .uid = geteuid() };
	struct host_send sender;

	host_send(&sender, control, &qmails);
	ck_assert(sender.state != SEND_RUNNING || sender.started > 0);
	free(control);
}
END_TEST

/* a child of that user that calls itself qmail-send and works in `work`;
   -1: it cannot */
static pid_t
start_namesake(const char *work, uid_t owner)
{
	int ready[2];
	char done = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		int fd = open("/proc/self/comm", O_WRONLY);

		done = chdir(work) == 0 && fd != -1 &&
		    write(fd, "qmail-send", 10) == 10 &&
		    (owner == geteuid() || setuid(owner) == 0);
		if (write(ready[1], &done, 1) == 1)
			pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &done, 1), 1);
	close(ready[0]);
	close(ready[1]);
	if (done)
		return pid;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return -1;
}

static void
stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

START_TEST(its_qmail_send)
{
	char *control = in("control"), *queue = in("queue");
	char *users = in("users");
	const struct user qmails = { .exists = true, .uid = geteuid() };
	time_t now = time(NULL);
	struct host_send sender;
	pid_t ours = start_namesake(queue, geteuid());
	pid_t other = start_namesake(users, geteuid());

	if (ours == -1 || other == -1) {
		printf("skipped: no /proc/self/comm here\n");
	} else {
		host_send(&sender, control, &qmails);
		ck_assert_int_eq(sender.state, SEND_RUNNING);
		ck_assert_int_eq(sender.pid, ours);
		ck_assert_int_ge(sender.started, now - 60);
		ck_assert_int_le(sender.started, now + 60);
		stop(ours);
		/* the other is not its own */
		host_send(&sender, control, &qmails);
		ck_assert_int_ne(sender.state, SEND_RUNNING);
		stop(other);
	}
	free(control);
	free(queue);
	free(users);
}
END_TEST

enum { STRANGER = 54321 };

/* who owns a process of that name in the queue, whether qmails is its owner,
   another user, or not there, and what it is then */
static const struct {
	uid_t owner;
	struct user qmails;
	bool running;
} owned[] = {
	{ STRANGER, { .exists = true, .uid = STRANGER }, true },
	{ STRANGER, { .exists = true, .uid = STRANGER + 1 }, false },
	{ STRANGER, { .exists = false, .uid = STRANGER }, false },
	{ 0, { .exists = true, .uid = STRANGER }, true },
	{ 0, { .exists = false, .uid = STRANGER }, true }
};

/* Its owner may not be dumped: /proc/PID itself is root's. */
START_TEST(a_namesake)
{
	char *control = in("control"), *queue = in("queue");
	struct host_send sender;
	pid_t pid;

	pid = geteuid() == 0 ? start_namesake(queue, owned[_i].owner) : -1;
	if (pid == -1) {
		printf("skipped: not root, or no /proc/self/comm here\n");
	} else {
		host_send(&sender, control, &owned[_i].qmails);
		if (owned[_i].running) {
			ck_assert_int_eq(sender.state, SEND_RUNNING);
			ck_assert_int_eq(sender.pid, pid);
		} else {
			ck_assert_int_ne(sender.state, SEND_RUNNING);
		}
		if (!owned[_i].qmails.exists && owned[_i].owner != 0)
			ck_assert_int_eq(sender.state, SEND_UNKNOWN);
		stop(pid);
	}
	free(control);
	free(queue);
}
END_TEST

START_TEST(here)
{
	struct host_here here;

	ck_assert_int_eq(host_here_open(&here), 0);
	ck_assert_int_eq(host_is_here(&here, 0x7f000001),
	    host_is_here(&here, 0));
	ck_assert_int_ne(host_is_here(&here, 0xe0000001), 1);
	ck_assert_int_ne(host_is_here(&here, 0xffffffff), 1);
	ck_assert_int_ne(host_is_here(&here, 0xc6336401), 1);
	host_here_close(&here);
	ck_assert_int_eq(host_is_here(&here, 0x7f000001), -1);
	host_here_close(&here);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("host");
	TCase *pure = tcase_create("tcpto"), *files = tcase_create("files");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(pure, an_age, 0, sizeof ages / sizeof ages[0]);
	tcase_add_test(pure, other_addresses);
	tcase_add_test(pure, parses_records);
	tcase_add_test(pure, first_record_decides);
	tcase_add_checked_fixture(files, set_up, tear_down);
	tcase_add_test(files, tcpto_beside);
	tcase_add_test(files, beside);
	tcase_add_test(files, cdbs);
	tcase_add_test(files, morercpthosts);
	tcase_add_test(files, no_qmail_send);
	tcase_add_test(files, its_qmail_send);
	tcase_add_loop_test(files, a_namesake, 0,
	    sizeof owned / sizeof owned[0]);
	tcase_add_test(files, here);
	suite_add_tcase(suite, pure);
	suite_add_tcase(suite, files);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
