/*
 * check_confine.c: what a confined process can no longer do, and what it
 * still can. All in a child, for there is no way back.
 */
#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/ptrace.h>
#endif

#include "host/confine.h"

enum { FILES = 40 };

/* a sanitizer's shadow takes terabytes of addresses */
#if defined(__SANITIZE_ADDRESS__)
enum { MEMORY = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { MEMORY = 0 };
#else
enum { MEMORY = 256 << 20 };
#endif
#else
enum { MEMORY = 256 << 20 };
#endif

/* a user namespace: which users and groups it has (user_namespaces(7)) */
struct maps {
	const char *users, *groups;
};

enum { NO_NAMESPACE = -2 };

/* what the child found: 0 for success, else errno */
struct outcome {
	int result;		/* confine's, or NO_NAMESPACE */
	struct confinement confinement;
	int open_read, open_write, make_dir, fork, exec, attach, udp, tcp;
	int bind_tcp;
	unsigned descriptors;
	uid_t uid;
	rlim_t core, memory;
	bool root_again, allocates, dumpable;
};

static int
open_error(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd == -1)
		return errno;
	close(fd);
	return 0;
}

static int
fork_error(void)
{
	pid_t pid = fork();

	if (pid == -1)
		return errno;
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	return 0;
}

#ifdef __linux__
static int
attach_error(pid_t pid)
{
	if (ptrace(PTRACE_ATTACH, pid, NULL, NULL) == -1)
		return errno;
	waitpid(pid, NULL, 0);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return 0;
}

static bool
is_dumpable(void)
{
	return prctl(PR_GET_DUMPABLE) != 0;
}
#else
static int
attach_error(pid_t pid)
{
	(void)pid;
	return EPERM;
}

static bool
is_dumpable(void)
{
	return false;
}
#endif

/* A datagram to ourselves, or a connection to the listener; `port` in network
   order, 0: bind to any. */
static int
socket_error(int type, bool binds, in_port_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = port,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, type, 0), error = 0;

	if (s == -1)
		return errno;
	if ((binds ? bind : connect)(s, (const struct sockaddr *)&in,
	    sizeof in) == -1)
		error = errno;
	close(s);
	return error;
}

static unsigned
count_descriptors(void)
{
	unsigned n = 0;

	while (n <= FILES && dup(STDERR_FILENO) != -1)
		n++;
	return n;
}

static void
try_all(struct outcome *o, const char *dir, in_port_t port)
{
	char path[128];
	struct rlimit limit;
	void *block = malloc(1 << 20);

	o->allocates = block != NULL;
	free(block);
	snprintf(path, sizeof path, "%s/new", dir);
	o->open_read = open_error("/", O_RDONLY);
	o->open_write = open_error(path, O_WRONLY | O_CREAT);
	o->make_dir = mkdir(path, 0755) == 0 ? 0 : errno;
	o->fork = fork_error();
	o->dumpable = is_dumpable();
	o->attach = attach_error(getppid());
	o->udp = socket_error(SOCK_DGRAM, false, htons(9));
	o->tcp = socket_error(SOCK_STREAM, false, port);
	o->bind_tcp = socket_error(SOCK_STREAM, true, 0);
	o->uid = getuid();
	o->root_again = setuid(0) == 0;
	if (getrlimit(RLIMIT_CORE, &limit) == 0)
		o->core = limit.rlim_cur;
	if (getrlimit(RLIMIT_AS, &limit) == 0)
		o->memory = limit.rlim_cur;
	if (o->confinement.no_files) {
		execl("/bin/true", "true", (char *)NULL);
		o->exec = errno;
	}
	o->descriptors = count_descriptors();
}

#ifdef __linux__
static bool
write_map(pid_t pid, const char *file, const char *map)
{
	char path[64];
	int fd, n = -1;

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
	fd = open(path, O_WRONLY);
	if (fd != -1) {
		n = (int)write(fd, map, strlen(map));
		close(fd);
	}
	return n > 0;
}

/* A child that stays outside writes the maps, for groups may be more than
   the one that a process may map for itself. */
static bool
enter_namespace(const struct maps *maps)
{
	pid_t pid, self = getpid();
	int ends[2], status = 1;
	char done = 0;

	if (pipe(ends) == -1)
		return false;
	pid = fork();
	if (pid == 0)
		_exit(read(ends[0], &done, 1) == 1 && done &&
		    write_map(self, "uid_map", maps->users) &&
		    write_map(self, "gid_map", maps->groups) ? 0 : 1);
	done = unshare(CLONE_NEWUSER) == 0;
	if (write(ends[1], &done, 1) == 1)
		waitpid(pid, &status, 0);
	close(ends[0]);
	close(ends[1]);
	return status == 0;
}
#else
static bool
enter_namespace(const struct maps *maps)
{
	(void)maps;
	return false;
}
#endif

/* a pipe is written to at the end: what is open stays so */
static void
run_child(int out, const struct confine_options *options,
    const struct maps *maps, const char *dir, in_port_t port)
{
	struct outcome o;

	memset(&o, 0, sizeof o);
	o.result = NO_NAMESPACE;
	if (maps == NULL || enter_namespace(maps)) {
		confine_early();
		o.result = confine(&o.confinement, options);
	}
	if (o.result == 0)
		try_all(&o, dir, port);
	if (write(out, &o, sizeof o) != (ssize_t)sizeof o)
		_exit(1);
	_exit(0);
}

static int
listener(in_port_t *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof in;
	int s = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_ne(s, -1);
	if (bind(s, (const struct sockaddr *)&in, sizeof in) == 0 &&
	    listen(s, 1) == 0 &&
	    getsockname(s, (struct sockaddr *)&in, &len) == 0)
		*port = in.sin_port;
	return s;
}

static struct outcome
confined_in(const struct maps *maps, const struct confine_options *options)
{
	char dir[] = "/tmp/check_confine.XXXXXX", path[128];
	struct outcome o;
	in_port_t port = htons(9);
	int ends[2], s = listener(&port), status;
	pid_t pid;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0777), 0);
	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0)
		run_child(ends[1], options, maps, dir, port);
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &o, sizeof o), sizeof o);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	close(ends[0]);
	close(s);
	snprintf(path, sizeof path, "%s/new", dir);
	remove(path);
	ck_assert_int_eq(rmdir(dir), 0);
	return o;
}

static struct outcome
confined(const struct confine_options *options)
{
	return confined_in(NULL, options);
}

static const struct confine_options options = {
	.user = "nobody", .memory = MEMORY, .files = FILES
};

/* is there a user to become, as root? */
static bool
becomes_nobody(const struct outcome *o)
{
	if (geteuid() != 0) {
		printf("skipped: not root, no other user to become\n");
		return false;
	}
	if (!o->confinement.user)
		printf("skipped: %s\n", o->confinement.text);
	return o->confinement.user;
}

START_TEST(limits)
{
	struct outcome o = confined(&options);

	ck_assert_msg(o.result == 0, "%s", o.confinement.error);
	ck_assert_str_ne(o.confinement.text, "");
	ck_assert_str_eq(o.confinement.error, "");
	ck_assert(o.confinement.no_core && o.confinement.limits);
	ck_assert_uint_eq(o.core, 0);
	ck_assert(!o.dumpable);
	ck_assert(o.allocates);
	ck_assert_uint_lt(o.descriptors, FILES);
	if (MEMORY != 0)
		ck_assert_uint_le(o.memory, MEMORY);
}
END_TEST

START_TEST(another_user)
{
	struct outcome o = confined(&options);

	ck_assert_int_eq(o.result, 0);
	if (!becomes_nobody(&o))
		return;
	ck_assert_uint_ne(o.uid, 0);
	ck_assert(!o.root_again);
	ck_assert_int_eq(o.fork, EAGAIN);
}
END_TEST

START_TEST(no_files)
{
	struct outcome o = confined(&options);

	ck_assert_int_eq(o.result, 0);
	if (!o.confinement.no_files) {
		printf("skipped: %s\n", o.confinement.text);
		return;
	}
	ck_assert_int_eq(o.open_read, EACCES);
	ck_assert_int_eq(o.open_write, EACCES);
	ck_assert_int_eq(o.make_dir, EACCES);
	ck_assert_int_eq(o.exec, EACCES);
	ck_assert_int_eq(o.attach, EPERM);
	if (o.confinement.landlock_abi >= 4)
		ck_assert_int_eq(o.bind_tcp, EACCES);
}
END_TEST

/* Root without a user to become is held by Landlock all the same. */
START_TEST(no_files_for_root)
{
	const struct confine_options as_we_are = { .files = FILES };
	struct outcome o = confined(&as_we_are);

	ck_assert_int_eq(o.result, 0);
	ck_assert(!o.confinement.user);
	ck_assert_uint_eq(o.uid, getuid());
	if (!o.confinement.no_files) {
		printf("skipped: %s\n", o.confinement.text);
		return;
	}
	ck_assert_int_eq(o.open_read, EACCES);
	ck_assert_int_eq(o.exec, EACCES);
	ck_assert_int_eq(o.attach, EPERM);
}
END_TEST

START_TEST(sockets_work)
{
	struct outcome o = confined(&options);
	in_port_t port = 0;
	int s = listener(&port);

	close(s);
	ck_assert_int_eq(o.result, 0);
	if (port == 0 || socket_error(SOCK_DGRAM, false, htons(9)) != 0) {
		printf("skipped: no loopback network here\n");
		return;
	}
	ck_assert_int_eq(o.udp, 0);
	ck_assert_int_eq(o.tcp, 0);
}
END_TEST

START_TEST(a_user_that_is_missing)
{
	const struct confine_options missing = { .user = "no such user" };
	struct outcome o = confined(&missing);

	if (geteuid() != 0) {
		ck_assert_int_eq(o.result, 0);
		return;
	}
	ck_assert_int_eq(o.result, -1);
	ck_assert_str_eq(o.confinement.error, "no such user: no such user");
}
END_TEST

/* root of a namespace that has not got the user, or his group alone */
static const struct maps without_nobody[] = {
	{ "0 0 1", "0 0 1" }, { "0 0 1", "0 0 65535" }
};

/* Who is not asked for may be missing; who is asked for may not. */
START_TEST(a_namespace_without_the_user)
{
	struct confine_options asked = options;
	const struct maps *maps = &without_nobody[_i];
	struct outcome o = confined_in(maps, &options);

	if (o.result == NO_NAMESPACE || geteuid() != 0) {
		printf("skipped: no user namespace here, or not root\n");
		return;
	}
	ck_assert_msg(o.result == 0, "%s", o.confinement.error);
	ck_assert(!o.confinement.user);
	ck_assert_ptr_nonnull(strstr(o.confinement.text,
	    "still uid 0 (may not become nobody)"));
	asked.must = true;
	o = confined_in(maps, &asked);
	ck_assert_int_eq(o.result, -1);
	ck_assert_ptr_nonnull(strstr(o.confinement.error,
	    "cannot become nobody: "));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("confine");
	TCase *cases = tcase_create("confined");
	SRunner *runner;
	int failed;

	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, limits);
	tcase_add_test(cases, another_user);
	tcase_add_test(cases, no_files);
	tcase_add_test(cases, no_files_for_root);
	tcase_add_test(cases, sockets_work);
	tcase_add_test(cases, a_user_that_is_missing);
	tcase_add_loop_test(cases, a_namespace_without_the_user, 0,
	    sizeof without_nobody / sizeof without_nobody[0]);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
