/*
 * host.h: the rest of this host: the file tcpto, the running qmail-send,
 * whether the kernel takes an address for itself, cdb files' times.
 */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "host/users.h"
#include "qmail/tcpto.h"

/*
 * The path of a file beside the control directory ("queue/lock/tcpto"):
 * from the path's own parent, or, when nothing is there, from the parent of
 * what the path leads to (control may be a symbolic link). malloc'd, the
 * caller frees; NULL: no memory.
 */
char *
host_beside(const char *control_dir, const char *path);

/*
 * queue/lock/tcpto. Missing counts as empty, and so does one that qmailr
 * cannot open for reading and writing (tcpto.c, getbuf). Never fails: what who
 * runs mxwhy may not read is `unseen`.
 */
void
host_tcpto(struct tcpto *, const char *control_dir,
    const struct user *qmailr);

/* the running qmail-send of this control directory, as far as can be told */
struct host_send {
	enum { SEND_UNKNOWN, SEND_NOT_RUNNING, SEND_RUNNING } state;
	pid_t pid;
	time_t started;
};

/* host_linux.c: /proc; elsewhere SEND_UNKNOWN. With several, the one whose
   executable or working directory lies beside control_dir, else UNKNOWN. */
void
host_send(struct host_send *, const char *control_dir);

/*
 * Does the kernel deliver this IPv4 address to this host? `host_here_open`
 * before privileges are given up, host_is_here any time after.
 */
struct host_here {
	int fd;			/* -1: not open; then every answer is -1 */
};

int
host_here_open(struct host_here *);	/* -1: errno */

void
host_here_close(struct host_here *);

/* 1 yes, 0 no, -1 cannot be told */
int
host_is_here(struct host_here *, uint32_t address);

/* times of a text file and its cdb: users/assign and users/cdb,
   control/morercpthosts and control/morercpthosts.cdb */
struct host_cdb {
	bool text, cdb;		/* is it there */
	time_t text_changed, cdb_changed;
};

struct host_cdbs {
	struct host_cdb assign, morercpthosts;
};

void
host_cdbs(struct host_cdbs *, const char *control_dir);

#endif
