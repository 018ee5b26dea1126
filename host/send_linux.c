/*
 * host_linux.c: the running qmail-send through /proc, and the kernel's own
 * word on which addresses are this host's, through NETLINK_ROUTE.
 */
#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "host/beside.h"

enum { PROC_PATH = 64, PROC_TEXT = 4096 };

/* A file of /proc as text, cut at `room`. false: it cannot be read. */
static bool
proc_read(const char *path, char *text, size_t room)
{
	FILE *file = fopen(path, "re");
	size_t n;
	bool read;

	if (file == NULL)
		return false;
	n = fread(text, 1, room - 1, file);
	read = !ferror(file);
	fclose(file);
	text[n] = '\0';
	return read;
}

static bool
proc_read_of(pid_t pid, const char *name, char *text, size_t room)
{
	char path[PROC_PATH];

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
	return proc_read(path, text, room);
}

/* seconds since the epoch at which the system booted; 0: not known */
static time_t
boot_time(void)
{
	FILE *file = fopen("/proc/stat", "re");
	char *line = NULL;
	size_t room = 0;
	long long seconds = 0;

	if (file == NULL)
		return 0;
	while (seconds == 0 && getline(&line, &room, file) != -1)
		if (strncmp(line, "btime ", 6) == 0)
			seconds = strtoll(line + 6, NULL, 10);
	free(line);
	fclose(file);
	return (time_t)seconds;
}

/* proc(5): field 22, clock ticks after boot; the second, in parentheses, may
   hold anything */
static time_t
start_time(pid_t pid)
{
	char text[PROC_TEXT];
	time_t boot = boot_time();
	long hertz = sysconf(_SC_CLK_TCK);
	char *at;
	int field;

	if (boot == 0 || hertz <= 0 ||
	    !proc_read_of(pid, "stat", text, sizeof text))
		return 0;
	at = strrchr(text, ')');
	for (field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	if (at == NULL)
		return 0;
	/* both were rounded down: it is this second, or the one before; what
	   was written in either may have been there at the start */
	return boot + (time_t)(strtoull(at + 1, NULL, 10) /
	    (unsigned long long)hertz) + 1;
}

/* 1: the same file or directory, 0: another, -1: cannot be told */
static int
is_same(pid_t pid, const char *link, const char *control_dir,
    const char *beside)
{
	char path[PROC_PATH];
	struct stat ours, theirs;
	char *own;
	int result;

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, link);
	if (stat(path, &theirs) == -1)
		return -1;
	own = host_beside(control_dir, beside);
	if (own == NULL)
		return -1;
	result = stat(own, &ours) == 0 && ours.st_dev == theirs.st_dev &&
	    ours.st_ino == theirs.st_ino;
	free(own);
	return result;
}

/* qmail-send works in queue/ (qmail-send.c, main); the executable may have
   been replaced since. */
static int
is_ours(pid_t pid, const char *control_dir)
{
	int directory = is_same(pid, "cwd", control_dir, "queue");
	int executable;

	if (directory == 1)
		return 1;
	executable = is_same(pid, "exe", control_dir, "bin/qmail-send");
	if (executable == 1)
		return 1;
	return directory == -1 || executable == -1 ? -1 : 0;
}

/* what was found among the processes */
struct found {
	size_t ours, unclear;
	pid_t our_pid, unclear_pid;
};

static void
note_process(struct found *found, pid_t pid, const char *control_dir)
{
	char name[PROC_PATH];

	if (!proc_read_of(pid, "comm", name, sizeof name) ||
	    strcmp(name, "qmail-send\n") != 0)
		return;
	switch (is_ours(pid, control_dir)) {
	case 1:
		found->ours++;
		found->our_pid = pid;
		break;
	case -1:
		found->unclear++;
		found->unclear_pid = pid;
		break;
	}
}

static void
set_running(struct host_send *send, pid_t pid)
{
	send->started = start_time(pid);
	if (send->started == 0)
		return;
	send->state = SEND_RUNNING;
	send->pid = pid;
}

/* With hidepid, other users' processes are out of sight. */
static bool
all_in_sight(void)
{
	char name[PROC_PATH];

	return proc_read_of(1, "comm", name, sizeof name);
}

void
host_send(struct host_send *send, const char *control_dir)
{
	struct found found = { 0, 0, 0, 0 };
	const struct dirent *entry;
	DIR *proc = opendir("/proc");

	memset(send, 0, sizeof *send);
	send->state = SEND_UNKNOWN;
	if (proc == NULL)
		return;
	while ((entry = readdir(proc))) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid > 0)
			note_process(&found, (pid_t)pid, control_dir);
	}
	closedir(proc);
	if (found.ours == 1)
		set_running(send, found.our_pid);
	else if (found.ours == 0 && found.unclear == 1)
		set_running(send, found.unclear_pid);
	else if (found.ours == 0 && found.unclear == 0 && all_in_sight())
		send->state = SEND_NOT_RUNNING;
}

int
host_here_open(struct host_here *here)
{
	const struct timeval patience = { .tv_sec = 1 };
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int saved;

	here->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (here->fd == -1)
		return -1;
	if (setsockopt(here->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof patience) == 0 && connect(here->fd,
	    (const struct sockaddr *)&kernel, sizeof kernel) == 0)
		return 0;
	saved = errno;
	host_here_close(here);
	errno = saved;
	return -1;
}

void
host_here_close(struct host_here *here)
{
	if (here->fd != -1)
		close(here->fd);
	here->fd = -1;
}

struct here_request {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr attribute;
	struct in_addr destination;
};

/* The address is the sequence number too: a late reply tells no lie. */
static bool
ask_route(int fd, uint32_t address)
{
	struct here_request request = {
		.header = { .nlmsg_len = sizeof request,
		    .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST,
		    .nlmsg_seq = address },
		.route = { .rtm_family = AF_INET, .rtm_dst_len = 32 },
		.attribute = { .rta_type = RTA_DST,
		    .rta_len = RTA_LENGTH(sizeof request.destination) },
		.destination = { .s_addr = htonl(address) }
	};

	return send(fd, &request, sizeof request, 0) ==
	    (ssize_t)sizeof request;
}

/* No route, a forbidden one and a black hole all lead nowhere. */
static int
judge_error(const struct nlmsgerr *error)
{
	switch (-error->error) {
	case ENOMEM:
	case ENOBUFS:
	case EPERM:
	case EOPNOTSUPP:
		return -1;
	default:
		return 0;
	}
}

/* 1, 0, -1 as host_is_here; -2: a reply to another request */
static int
judge_reply(const char *bytes, size_t len, uint32_t address)
{
	struct nlmsghdr header;
	struct nlmsgerr error;
	struct rtmsg route;

	if (len < NLMSG_HDRLEN)
		return -1;
	memcpy(&header, bytes, sizeof header);
	if (header.nlmsg_seq != address)
		return -2;
	if (header.nlmsg_type == NLMSG_ERROR &&
	    len >= NLMSG_HDRLEN + sizeof error) {
		memcpy(&error, bytes + NLMSG_HDRLEN, sizeof error);
		return judge_error(&error);
	}
	if (header.nlmsg_type == RTM_NEWROUTE &&
	    len >= NLMSG_HDRLEN + sizeof route) {
		memcpy(&route, bytes + NLMSG_HDRLEN, sizeof route);
		return route.rtm_type == RTN_LOCAL;
	}
	return -1;
}

/* A connection to 0.0.0.0 reaches this host (ip_route_output_key takes
   127.0.0.1 for it). */
int
host_is_here(struct host_here *here, uint32_t address)
{
	char reply[PROC_TEXT];
	ssize_t n;
	int result;

	if (address == 0)
		address = 0x7f000001;
	if (here->fd == -1 || !ask_route(here->fd, address))
		return -1;
	do {
		n = recv(here->fd, reply, sizeof reply, 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		result = judge_reply(reply, (size_t)n, address);
	} while (n == -1 || result == -2);
	return result;
}
