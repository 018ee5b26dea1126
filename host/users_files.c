/*
 * users_files.c: users as /etc/passwd and /etc/group have them.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "host/users.h"

/* Cuts the field at *at off its line and moves on; NULL: no field is left. */
static char *
next_field(char **at)
{
	char *field = *at, *end;

	if (field == NULL)
		return NULL;
	end = strpbrk(field, ":\n");
	if (end != NULL && *end == ':')
		*at = end + 1;
	else
		*at = NULL;
	if (end != NULL)
		*end = '\0';
	return field;
}

static bool
to_id(const char *field, unsigned long *id)
{
	char *end;

	if (field == NULL || !ascii_is_digit(*field))
		return false;
	errno = 0;
	*id = strtoul(field, &end, 10);
	return *end == '\0' && errno == 0 && *id < UINT_MAX;
}

/* name:password:uid:gid:... */
static bool
parse_passwd(char *line, const char *name, struct user *user)
{
	unsigned long uid, gid;
	char *field = next_field(&line);

	if (field == NULL || strcmp(field, name) != 0)
		return false;
	next_field(&line);
	if (!to_id(next_field(&line), &uid) ||
	    !to_id(next_field(&line), &gid))
		return false;
	user->uid = (uid_t)uid;
	user->group[0] = (gid_t)gid;
	user->n = 1;
	return true;
}

static bool
is_member(char *members, const char *name)
{
	size_t len = strlen(name);

	while (members != NULL) {
		size_t n = strcspn(members, ",");

		if (n == len && memcmp(members, name, len) == 0)
			return true;
		members = members[n] != '\0' ? members + n + 1 : NULL;
	}
	return false;
}

/* name:password:gid:member,member; false: one group too many */
static bool
parse_group(char *line, const char *name, struct user *user)
{
	unsigned long gid;
	size_t i;

	next_field(&line);
	next_field(&line);
	if (!to_id(next_field(&line), &gid) ||
	    !is_member(next_field(&line), name))
		return true;
	for (i = 0; i < user->n; i++)
		if (user->group[i] == gid)
			return true;
	if (user->n == USERS_GROUPS)
		return false;
	user->group[user->n++] = (gid_t)gid;
	return true;
}

static int
add_groups(const char *name, struct user *user)
{
	FILE *file = fopen("/etc/group", "re");
	char *line = NULL;
	size_t room = 0;
	bool fits = true;
	int result = 0;

	user->exists = true;
	if (file == NULL)
		return 0;
	while (fits && getline(&line, &room, file) != -1)
		fits = parse_group(line, name, user);
	if (!feof(file) && fits && errno == ENOMEM)
		result = -1;
	user->exists = fits;
	free(line);
	fclose(file);
	return result;
}

int
users_in_files(const char *name, struct user *user)
{
	FILE *file;
	char *line = NULL;
	size_t room = 0;
	bool found = false;
	int result = 0;

	memset(user, 0, sizeof *user);
	file = fopen("/etc/passwd", "re");
	if (file == NULL)
		return errno == ENOMEM ? -1 : 0;
	while (!found && getline(&line, &room, file) != -1)
		found = parse_passwd(line, name, user);
	if (!found && !feof(file) && errno == ENOMEM)
		result = -1;
	free(line);
	fclose(file);
	return found ? add_groups(name, user) : result;
}
