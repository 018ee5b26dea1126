/*
 * confine.c: what every system can give up: root, memory, descriptors,
 * children, core dumps. The rest is in confine_linux.c and its kin.
 */
#include <sys/types.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <errno.h>
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/confine.h"
#include "host/users.h"

#ifndef RLIMIT_AS
#define RLIMIT_AS RLIMIT_DATA
#endif

/* adds a phrase to text, after a comma; what does not fit is cut */
static void
say(struct confinement *c, const char *format, ...)
{
	size_t len = strlen(c->text);
	va_list arguments;

	if (len > 0 && len + 2 < sizeof c->text) {
		memcpy(c->text + len, ", ", 3);
		len += 2;
	}
	va_start(arguments, format);
	vsnprintf(c->text + len, sizeof c->text - len, format, arguments);
	va_end(arguments);
}

/* never raises a limit */
static bool
limit(int resource, rlim_t most)
{
	struct rlimit now, less;

	if (getrlimit(resource, &now) == -1)
		return false;
	less.rlim_max = now.rlim_max < most ? now.rlim_max : most;
	less.rlim_cur = now.rlim_cur < less.rlim_max ? now.rlim_cur :
	    less.rlim_max;
	return setrlimit(resource, &less) == 0;
}

void
confine_early(void)
{
	limit(RLIMIT_CORE, 0);
	confine_system_early();
}

static int
fail(struct confinement *c, const char *what, const char *user)
{
	snprintf(c->error, sizeof c->error, "cannot become %s: %s", user,
	    what);
	return -1;
}

static int
keep(struct confinement *c, const char *user)
{
	say(c, "still uid 0 (may not become %s)", user);
	return 0;
}

/* In a user namespace that does not map the user (EINVAL), root is none
   outside either; a root in a container may lack the right (EPERM). Both are
   skipped, unless an option named the user. */
static bool
may_be_kept(int error, const struct confine_options *options)
{
	return (error == EINVAL || error == EPERM) && !options->must;
}

/* The groups, the group, the user, in this order. */
static int
become(struct confinement *c, const struct confine_options *options,
    uid_t uid, gid_t gid)
{
	bool groups = setgroups(1, &gid) == 0;
	const char *name = options->user;

	if (setgid(gid) == -1 && !groups && may_be_kept(errno, options))
		return keep(c, name);
	if (!groups || getgid() != gid || getegid() != gid)
		return fail(c, "its group is refused", name);
	if (setuid(uid) == -1 && may_be_kept(errno, options))
		return keep(c, name);
	if (getuid() != uid || geteuid() != uid)
		return fail(c, strerror(errno), name);
	if (uid != 0 && setuid(0) != -1)
		return fail(c, "root comes back", name);
	c->user = true;
	say(c, "uid %lu", (unsigned long)uid);
	return 0;
}

static int
give_up_root(struct confinement *c, const struct confine_options *options,
    uid_t uid, gid_t gid)
{
	if (geteuid() != 0) {
		say(c, "uid %lu kept", (unsigned long)geteuid());
		return 0;
	}
	if (options->user == NULL) {
		say(c, "still uid 0");
		return 0;
	}
	return become(c, options, uid, gid);
}

/* That there be no children does not bind root (setrlimit(2)). */
static void
set_limits(struct confinement *c, const struct confine_options *options)
{
	bool memory = options->memory == 0 ||
	    limit(RLIMIT_AS, (rlim_t)options->memory);
	bool files = options->files == 0 ||
	    limit(RLIMIT_NOFILE, (rlim_t)options->files);
	bool children = limit(RLIMIT_NPROC, 0);

	c->no_core = limit(RLIMIT_CORE, 0);
	c->limits = memory && files && children;
	say(c, c->no_core ? "no core" : "core dumps stay");
	if (options->memory != 0)
		say(c, memory ? "%zu MiB" : "no memory limit",
		    options->memory >> 20);
	if (options->files != 0)
		say(c, files ? "%u descriptors" :
		    "no descriptor limit", options->files);
	if (children && geteuid() != 0)
		say(c, "no children");
}

static void
say_files(struct confinement *c)
{
	switch (c->means) {
	case CONFINE_LANDLOCK:
		say(c, c->no_new_privs ? "no new privileges" :
		    "new privileges stay possible");
		if (c->no_files)
			say(c, "no files (Landlock %d)", c->landlock_abi);
		else
			say(c, "files stay open to it (no Landlock)");
		break;
	case CONFINE_PLEDGE:
		if (c->no_files)
			say(c, "no files (pledge%s)",
			    c->unveiled ? ", unveil" : "");
		else
			say(c, "files stay open to it (no pledge)");
		break;
	case CONFINE_NOTHING:
		say(c, "files stay open to it");
		break;
	}
}

int
confine(struct confinement *c, const struct confine_options *options)
{
	uid_t uid = 0;
	gid_t gid = 0;

	memset(c, 0, sizeof *c);
	if (geteuid() == 0 && options->user != NULL &&
	    users_find(options->user, &uid, &gid) == -1) {
		snprintf(c->error, sizeof c->error, "no such user: %s",
		    options->user);
		return -1;
	}
	if (give_up_root(c, options, uid, gid) == -1)
		return -1;
	confine_system_early();		/* setuid(2) may have undone it */
	set_limits(c, options);
	confine_system(c);
	say_files(c);
	return 0;
}
