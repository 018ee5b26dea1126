/*
 * users.h: the users that qmail runs as, and what they may read.
 */
#ifndef HOST_USERS_H
#define HOST_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { USERS_GROUPS = 64 };

struct user {
	bool exists;		/* false: nothing can be worked out */
	uid_t uid;
	gid_t group[USERS_GROUPS];	/* the first is the primary one */
	size_t n;			/* 1 or more when the user exists */
};

struct users {
	struct user qmails;	/* qmail-send */
	struct user qmailr;	/* qmail-remote */
	uid_t self;		/* who runs mxwhy */
};

/* Looks qmails and qmailr up, with their groups. A user in more groups than
   fit counts as not existing. -1: no memory */
int
users_load(struct users *);

/*
 * Could this user open the file for reading, judged by owner, groups and
 * mode of it and of every directory above it (the real path's)? 1 yes, 0 no,
 * -1 cannot be told (errno). A user that does not exist: -1. Where it hangs on
 * a group other than the primary one: -1, for qmail-start keeps that one alone
 * (prot_gid), but notqmail 1.09 gives qmailr all of its groups (prot_gids).
 */
int
users_may_read(const struct user *, const char *path);

/* the same for opening it for reading and for writing */
int
users_may_update(const struct user *, const char *path);

/* uid and gid of a name, for giving up root. -1: no such user. */
int
users_find(const char *name, uid_t *, gid_t *);

/*
 * A user by name (users_nss.c; users_static.c without the name service);
 * exists is false when there is none. -1: no memory.
 */
int
users_look_up(const char *name, struct user *);

/* The same of /etc/passwd and /etc/group alone (users_files.c). */
int
users_in_files(const char *name, struct user *);

#endif
