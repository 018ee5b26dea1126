/*
 * control_load.c: reads a control directory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "host/control_load.h"
#include "host/read_file.h"

#ifdef ST_NOATIME
#define KEEPS_NO_ATIME (ST_NOATIME | ST_RDONLY)
#else
#define KEEPS_NO_ATIME (~0ul)	/* cannot be told: counts as not kept */
#endif

/* 1: all that read the file may, 0: one may not, -1: cannot be told */
static int
qmail_may_read(enum control_file file, const char *path,
    const struct users *users)
{
	unsigned readers = control_readers(file);
	int may[2] = { 1, 1 };

	if ((readers & (CONTROL_BY_SEND | CONTROL_BY_REMOTE)) == 0)
		return -1;
	if ((readers & CONTROL_BY_SEND) != 0)
		may[0] = users_may_read(&users->qmails, path);
	if ((readers & CONTROL_BY_REMOTE) != 0)
		may[1] = users_may_read(&users->qmailr, path);
	if (may[0] == 0 || may[1] == 0)
		return 0;
	return may[0] == 1 && may[1] == 1 ? 1 : -1;
}

/*
 * The file's state after it could not be opened or read: is that so for
 * qmail as well, or for who runs mxwhy alone?
 */
static enum control_state
state_of_failure(int error, enum control_file file, const char *path,
    const struct users *users)
{
	switch (error) {
	case EACCES:
	case EPERM:
		if (users->self == 0 || qmail_may_read(file, path, users) == 0)
			return CONTROL_UNREADABLE;
		return CONTROL_UNSEEN;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EINTR:
		return CONTROL_UNSEEN;
	default:
		return CONTROL_UNREADABLE;
	}
}

/* When the name came to lead to these octets: a link may be newer than what it
   leads to, and a device's or a FIFO's own times say nothing of either. */
static time_t
changed_at(const char *path, const struct stat *st)
{
	struct stat link;

	if (lstat(path, &link) == -1 || !S_ISLNK(link.st_mode))
		return st->st_mtime;
	return !S_ISREG(st->st_mode) || link.st_mtime > st->st_mtime ?
	    link.st_mtime : st->st_mtime;
}

static void
look(struct control_about *about, const char *path, const struct stat *st)
{
	struct statvfs fs;

	about->there = true;
	about->changed = changed_at(path, st);
	about->read = st->st_atime;
	about->keeps_atime = S_ISREG(st->st_mode) &&
	    statvfs(path, &fs) == 0 && (fs.f_flag & KEEPS_NO_ATIME) == 0;
}

static void
set_failure(struct control *c, int error, const char *path,
    const struct users *users)
{
	c->state = state_of_failure(error, c->file, path, users);
	c->error = error;
}

/*
 * One file into c, which knows its name and is empty. Times are taken before
 * it is opened.
 */
static enum control_load_result
load_path(struct control *c, struct control_about *about, const char *path,
    const struct users *users)
{
	enum control_file file = c->file;
	struct stat st;
	char *bytes;
	size_t size;
	int error = 0;

	if (stat(path, &st) == -1) {
		if (errno == ENOENT)
			return CONTROL_LOADED;
		about->there = true;
		set_failure(c, errno, path, users);
		return CONTROL_LOADED;
	}
	look(about, path, &st);
	about->closed_to_qmail = qmail_may_read(file, path, users) == 0;
	if (read_file(path, CONTROL_LOAD_MOST, &bytes, &size) == -1)
		error = errno;
	if (error == EFBIG && S_ISREG(st.st_mode))
		return CONTROL_TOO_LARGE;
	if (error == ENOMEM)
		return CONTROL_NO_MEMORY;
	if (error != 0) {
		set_failure(c, error, path, users);
		return CONTROL_LOADED;
	}
	if (control_parse(c, file, bytes, size) == -1)
		return CONTROL_NO_MEMORY;
	if (about->closed_to_qmail) {
		c->state = CONTROL_UNREADABLE;
		c->error = EACCES;
	}
	return CONTROL_LOADED;
}

static enum control_load_result
load_file(struct control *c, struct control_about *about, const char *dir,
    const struct users *users)
{
	const char *name = control_name(c->file);
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = malloc(size);
	enum control_load_result result;

	if (path == NULL)
		return CONTROL_NO_MEMORY;
	snprintf(path, size, "%s/%s", dir, name);
	result = load_path(c, about, path, users);
	free(path);
	return result;
}

/* -1: errno */
static int
check_directory(const char *dir)
{
	struct stat st;

	if (stat(dir, &st) == -1)
		return -1;
	if (S_ISDIR(st.st_mode))
		return 0;
	errno = ENOTDIR;
	return -1;
}

enum control_load_result
control_load(struct controls *controls,
    struct control_about about[CONTROL_FILES], const char *dir,
    const struct users *users, enum control_file *which)
{
	enum control_load_result result = CONTROL_LOADED;
	int i;

	memset(controls, 0, sizeof *controls);
	memset(about, 0, CONTROL_FILES * sizeof *about);
	if (check_directory(dir) == -1)
		return CONTROL_NO_DIRECTORY;
	for (i = 0; i < CONTROL_FILES; i++) {
		controls->file[i].file = (enum control_file)i;
		controls->file[i].state = CONTROL_MISSING;
	}
	for (i = 0; i < CONTROL_FILES && result == CONTROL_LOADED; i++) {
		*which = (enum control_file)i;
		result = load_file(&controls->file[i], &about[i], dir, users);
	}
	if (result != CONTROL_LOADED)
		controls_free(controls);
	return result;
}
