/*
 * users_nss.c: users as the system's name service knows them. qmail's stand in
 * /etc/passwd nearly everywhere; the service is asked for those that do not,
 * since loading its libraries takes longer than all other files together.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "host/users.h"

int
users_look_up(const char *name, struct user *user)
{
	const struct passwd *entry;
	int n = USERS_GROUPS;

	if (users_in_files(name, user) == -1)
		return -1;
	if (user->exists)
		return 0;
	memset(user, 0, sizeof *user);
	errno = 0;
	entry = getpwnam(name);
	if (entry == NULL)
		return errno == ENOMEM ? -1 : 0;
	user->uid = entry->pw_uid;
	if (getgrouplist(name, entry->pw_gid, user->group, &n) == -1)
		return 0;
	user->n = (size_t)n;
	user->exists = true;
	return 0;
}
