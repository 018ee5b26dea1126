/*
 * beside.c: files beside the control directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/beside.h"
#include "host/control_load.h"
#include "host/read_file.h"

/* the octets of the path's parent: "/a/b//" gives "/a/"; 0: it has none */
static size_t
parent_length(const char *path)
{
	size_t len = strlen(path), last;

	while (len > 1 && path[len - 1] == '/')
		len--;
	last = len;
	while (len > 0 && path[len - 1] != '/')
		len--;
	if (last - len == 1 && path[len] == '.')
		return 0;
	if (last - len == 2 && memcmp(path + len, "..", 2) == 0)
		return 0;
	return len;
}

static char *
join(const char *dir, size_t dir_len, const char *between, const char *path)
{
	size_t size = dir_len + strlen(between) + strlen(path) + 1;
	char *joined = malloc(size);

	if (joined != NULL)
		snprintf(joined, size, "%.*s%s%s", (int)dir_len, dir, between,
		    path);
	return joined;
}

char *
host_beside(const char *control_dir, const char *path)
{
	size_t parent = parent_length(control_dir);
	bool plain = strchr(control_dir, '/') == NULL &&
	    strcmp(control_dir, ".") != 0 && strcmp(control_dir, "..") != 0;
	struct stat st;
	char *beside;

	if (parent > 0 || plain) {
		beside = join(control_dir, parent, "", path);
		if (beside == NULL || lstat(beside, &st) == 0 ||
		    errno != ENOENT)
			return beside;
		free(beside);
	}
	return join(control_dir, strlen(control_dir), "/../", path);
}

/* A FIFO or a device in the file's place is no file of qmail's. */
static void
read_tcpto(struct tcpto *tcpto, const char *path, const struct user *qmailr)
{
	uint8_t bytes[TCPTO_RECORDS * TCPTO_OCTETS];
	struct stat st;
	size_t len = 0;
	ssize_t n = -1;
	int fd;

	if (users_may_update(qmailr, path) == 0)
		return;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1) {
		tcpto->unseen = errno == EACCES || errno == EPERM;
		return;
	}
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		n = 0;
	else
		while (len < sizeof bytes && (n = read(fd, bytes + len,
		    sizeof bytes - len)) > 0)
			len += (size_t)n;
	close(fd);
	if (n != -1)
		tcpto_parse(tcpto, bytes, len);
	else
		tcpto->unseen = true;
}

void
host_tcpto(struct tcpto *tcpto, const char *control_dir,
    const struct user *qmailr)
{
	char *path = host_beside(control_dir, "queue/lock/tcpto");

	memset(tcpto, 0, sizeof *tcpto);
	if (path != NULL)
		read_tcpto(tcpto, path, qmailr);
	else
		tcpto->unseen = true;
	free(path);
}

static bool
changed_at(const char *path, time_t *changed)
{
	struct stat st;

	if (path == NULL || stat(path, &st) == -1)
		return false;
	*changed = st.st_mtime;
	return true;
}

static void
fill_cdb(struct host_cdb *cdb, char *text, char *compiled)
{
	cdb->text = changed_at(text, &cdb->text_changed);
	cdb->cdb = changed_at(compiled, &cdb->cdb_changed);
	free(text);
	free(compiled);
}

void
host_cdbs(struct host_cdbs *cdbs, const char *control_dir)
{
	size_t len = strlen(control_dir);

	memset(cdbs, 0, sizeof *cdbs);
	fill_cdb(&cdbs->assign, host_beside(control_dir, "users/assign"),
	    host_beside(control_dir, "users/cdb"));
	fill_cdb(&cdbs->morercpthosts,
	    join(control_dir, len, "/", "morercpthosts"),
	    join(control_dir, len, "/", "morercpthosts.cdb"));
}

/* Root is refused by nobody's leave: then qmail-smtpd is, too. */
static void
cdb_failed(struct cdb *cdb, int error)
{
	bool ours = error == EACCES || error == EPERM ? geteuid() != 0 :
	    error == EFBIG || error == EMFILE || error == ENFILE;

	cdb->state = ours ? CONTROL_UNSEEN : CONTROL_UNREADABLE;
	cdb->error = error;
}

static int
read_cdb(struct cdb *cdb, const char *path)
{
	struct stat st;
	int error;

	if (stat(path, &st) == -1) {
		if (errno != ENOENT)
			cdb_failed(cdb, errno);
		return 0;
	}
	cdb->state = CONTROL_READ;
	/* opened, but it cannot be searched (open_read.c, cdb_seek.c) */
	if (!S_ISREG(st.st_mode) && !S_ISSOCK(st.st_mode))
		return 0;
	if (read_file(path, CONTROL_LOAD_MOST, &cdb->octets, &cdb->size) == 0)
		return 0;
	error = errno;
	if (error == ENOMEM)
		return -1;
	cdb_failed(cdb, error);
	return 0;
}

int
host_morercpthosts(struct cdb *cdb, const char *control_dir)
{
	char *path = join(control_dir, strlen(control_dir), "/",
	    "morercpthosts.cdb");
	int result;

	memset(cdb, 0, sizeof *cdb);
	if (path == NULL)
		return -1;
	result = read_cdb(cdb, path);
	free(path);
	return result;
}
