/*
 * users.c: what the users that qmail runs as may read.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/users.h"

int
users_load(struct users *users)
{
	memset(users, 0, sizeof *users);
	users->self = geteuid();
	if (users_look_up("qmails", &users->qmails) == -1)
		return -1;
	return users_look_up("qmailr", &users->qmailr);
}

int
users_find(const char *name, uid_t *uid, gid_t *gid)
{
	struct user user;

	if (users_look_up(name, &user) == -1 || !user.exists)
		return -1;
	*uid = user.uid;
	*gid = user.group[0];
	return 0;
}

/* the rule of POSIX for one file: owner, else group, else others */
static bool
has_right(const struct user *user, size_t groups, const struct stat *st,
    mode_t right)
{
	size_t i;

	if (user->uid == 0)
		return true;
	if (user->uid == st->st_uid)
		return (st->st_mode >> 6 & right) == right;
	for (i = 0; i < groups; i++)
		if (user->group[i] == st->st_gid)
			return (st->st_mode >> 3 & right) == right;
	return (st->st_mode & right) == right;
}

/* `real` is an absolute path without symbolic links; it is left as it was */
static int
may_as(const struct user *user, size_t groups, char *real, mode_t right)
{
	struct stat st;
	char *slash = real;

	if (stat("/", &st) == -1)
		return -1;
	if (!has_right(user, groups, &st, S_IXOTH))
		return 0;
	while ((slash = strchr(slash + 1, '/')) != NULL) {
		int result;

		*slash = '\0';
		result = stat(real, &st);
		*slash = '/';
		if (result == -1)
			return -1;
		if (!has_right(user, groups, &st, S_IXOTH))
			return 0;
	}
	if (stat(real, &st) == -1)
		return -1;
	return has_right(user, groups, &st, right);
}

static int
may(const struct user *user, const char *path, mode_t right)
{
	char *real;
	int alone, with_all, saved;

	if (!user->exists) {
		errno = 0;
		return -1;
	}
	real = realpath(path, NULL);
	if (real == NULL)
		return -1;
	errno = 0;
	alone = may_as(user, 1, real, right);
	with_all = may_as(user, user->n, real, right);
	saved = errno;
	free(real);
	errno = saved;
	return alone == with_all ? alone : -1;
}

int
users_may_read(const struct user *user, const char *path)
{
	return may(user, path, S_IROTH);
}

int
users_may_update(const struct user *user, const char *path)
{
	return may(user, path, S_IROTH | S_IWOTH);
}
