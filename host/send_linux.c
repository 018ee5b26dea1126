/*
 * send_linux.c: the running qmail-send, through /proc.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/beside.h"
#include "host/send.h"

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
	for (field = 2; at != NULL && field < 22; field++)
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

/* proc(5), status: "Uid:", the real user, the effective one, two more. The
   owner of /proc/PID is root for all that may not be dumped. */
static bool
owners(pid_t pid, uid_t owner[2])
{
	char text[PROC_TEXT];
	unsigned long real, effective;
	const char *at;

	if (!proc_read_of(pid, "status", text, sizeof text))
		return false;
	at = strstr(text, "\nUid:");
	if (at == NULL || sscanf(at, "\nUid: %lu %lu", &real, &effective) != 2)
		return false;
	owner[0] = (uid_t)real;
	owner[1] = (uid_t)effective;
	return true;
}

/* 1: root's or qmails', 0: a stranger's, -1: cannot be told */
static int
is_owned(pid_t pid, const struct user *qmails)
{
	uid_t owner[2];
	size_t i;

	if (!owners(pid, owner))
		return -1;
	for (i = 0; i < 2; i++)
		if (owner[i] != 0 && !(qmails->exists &&
		    owner[i] == qmails->uid))
			return qmails->exists ? 0 : -1;
	return 1;
}

/* what was found among the processes */
struct found {
	size_t ours, unclear;
	size_t unowned;		/* ours or unclear, but for the owner */
	pid_t our_pid, unclear_pid;
};

static void
note_process(struct found *found, pid_t pid, const char *control_dir,
    const struct user *qmails)
{
	char name[PROC_PATH];
	int ours, owned;

	if (!proc_read_of(pid, "comm", name, sizeof name) ||
	    strcmp(name, "qmail-send\n") != 0)
		return;
	ours = is_ours(pid, control_dir);
	owned = is_owned(pid, qmails);
	if (ours == 0 || owned == 0)
		return;
	if (owned == -1) {
		found->unowned++;
	} else if (ours == 1) {
		found->ours++;
		found->our_pid = pid;
	} else {
		found->unclear++;
		found->unclear_pid = pid;
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
host_send(struct host_send *send, const char *control_dir,
    const struct user *qmails)
{
	struct found found = { .ours = 0 };
	const struct dirent *entry;
	DIR *proc = opendir("/proc");

	memset(send, 0, sizeof *send);
	send->state = SEND_UNKNOWN;
	if (proc == NULL)
		return;
	while ((entry = readdir(proc)) != NULL) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid > 0)
			note_process(&found, (pid_t)pid, control_dir, qmails);
	}
	closedir(proc);
	if (found.ours == 1)
		set_running(send, found.our_pid);
	else if (found.ours == 0 && found.unclear == 1 && found.unowned == 0)
		set_running(send, found.unclear_pid);
	else if (found.ours == 0 && found.unclear == 0 &&
	    found.unowned == 0 && all_in_sight())
		send->state = SEND_NOT_RUNNING;
}
