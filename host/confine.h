/*
 * confine.h: what mxwhy gives up before the first octet from the network is
 * parsed. What a system lacks is skipped, and said.
 */
#ifndef HOST_CONFINE_H
#define HOST_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

enum { CONFINE_TEXT = 160 };

struct confine_options {
	const char *user;	/* who to become when root; NULL: no one */
	bool must;		/* the user was asked for: never skipped */
	size_t memory;		/* address space at most, octets; 0: no limit */
	unsigned files;		/* descriptors at most */
};

/* what a system closes files with */
enum confine_means { CONFINE_NOTHING, CONFINE_LANDLOCK, CONFINE_PLEDGE };

/* what holds */
struct confinement {
	bool no_core, limits, user;
	enum confine_means means;
	bool no_files;		/* by these means */
	bool no_new_privs;	/* Linux */
	int landlock_abi;	/* 0: the kernel has none */
	bool unveiled;		/* OpenBSD: no path leads anywhere either */
	char text[CONFINE_TEXT];	/* "uid 65534, no core, no children,
					   no files (Landlock 3)" */
	char error[CONFINE_TEXT];	/* what must not be skipped and failed
					   (a user that is missing), else "" */
};

/* Files that are needed are open or read by now. -1: see error */
int
confine(struct confinement *, const struct confine_options *);

/* before anything is read: no core dump. Never fails. */
void
confine_early(void);

/*
 * The system-dependent halves (confine_linux.c, confine_openbsd.c,
 * confine_other.c): no core through a pipe and no ptrace; and, last of all,
 * no files. The latter fills means, no_files and what belongs to them.
 */
void
confine_system_early(void);

void
confine_system(struct confinement *);

#endif
