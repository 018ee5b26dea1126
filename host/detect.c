/*
 * detect.c: looks for marks in bin/qmail-remote.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/beside.h"
#include "host/detect.h"

enum {
	DETECT_MOST = 64 << 20,		/* octets of the binary */
	CHUNK = 1 << 16,
	OVERLAP = 31			/* longer than a mark less one octet */
};

static bool
holds(const char *bytes, size_t len, const char *mark)
{
	return memmem(bytes, len, mark, strlen(mark)) != NULL;
}

static void
find_marks(struct flavor_marks *marks, const char *bytes, size_t len)
{
	marks->authsenders |= holds(bytes, len, "control/authsenders");
	marks->outgoingip |= holds(bytes, len, "control/outgoingip");
	marks->moreipme |= holds(bytes, len, "control/moreipme");
	marks->alias_failed |= holds(bytes, len, "(#4.4.3)");
	marks->qmail_remote |= holds(bytes, len, "control/smtproutes");
}

/* Chunk by chunk, each with the end of the one before. -1: errno */
static int
scan(struct flavor_marks *marks, int fd)
{
	char bytes[OVERLAP + CHUNK];
	size_t total = 0, kept = 0;
	ssize_t n;

	memset(marks, 0, sizeof *marks);
	while (total < DETECT_MOST) {
		n = read(fd, bytes + kept, CHUNK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		total += (size_t)n;
		kept += (size_t)n;
		find_marks(marks, bytes, kept);
		if (kept > OVERLAP) {
			memmove(bytes, bytes + kept - OVERLAP, OVERLAP);
			kept = OVERLAP;
		}
	}
	return 0;
}

/* -1: errno; EINVAL: no regular file */
static int
scan_path(struct flavor_marks *marks, const char *path)
{
	struct stat st;
	int fd, result = -1, saved;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0) {
		errno = EINVAL;
		if (S_ISREG(st.st_mode))
			result = scan(marks, fd);
	}
	saved = errno;
	close(fd);
	errno = saved;
	return result;
}

static void
take_default(struct flavor_choice *choice, int error)
{
	memset(choice, 0, sizeof *choice);
	choice->fits[0] = flavor_get(FLAVOR_MOREIPME);
	choice->n = 1;
	choice->source = "default";
	choice->unreadable = error != ENOENT && error != ENOTDIR;
	if (!choice->unreadable)
		snprintf(choice->evidence, sizeof choice->evidence,
		    "no bin/qmail-remote there; the default");
	else if (error == EINVAL)
		snprintf(choice->evidence, sizeof choice->evidence,
		    "bin/qmail-remote is no regular file; the default");
	else
		snprintf(choice->evidence, sizeof choice->evidence,
		    "bin/qmail-remote cannot be read%s; the default",
		    error == EACCES ? " (permission denied)" : "");
}

int
flavor_detect(struct flavor_choice *choice, const char *control_dir)
{
	struct flavor_marks marks;
	char *path = host_beside(control_dir, "bin/qmail-remote");
	int result;

	if (path == NULL)
		return -1;
	result = scan_path(&marks, path);
	if (result == 0)
		flavor_fit(choice, &marks);
	else
		take_default(choice, errno);
	free(path);
	return 0;
}
