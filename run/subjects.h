/*
 * subjects.h: what is asked about, one at a time: arguments, then a file's
 * lines, then what the control files name. A file is streamed, never held.
 */
#ifndef RUN_SUBJECTS_H
#define RUN_SUBJECTS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/named.h"

enum {
	SUBJECTS_LINE = 64 << 10,	/* octets of a line at most */
	SUBJECTS_SHOWN = 200	/* octets shown of a bad line */
};

struct subjects {
	char *const *argument;	/* borrowed */
	size_t n_argument, next_argument;
	int fd;			/* -1: no file */
	const char *path;	/* borrowed; as given, for messages */
	struct named named;	/* --all; owned */
	size_t next_named;
	size_t line;		/* lines read so far */
	char *buffer;		/* SUBJECTS_LINE octets */
	size_t from, to;	/* what is unread in buffer */
	bool ended;		/* no more from fd */
	bool skipping;		/* in the rest of a line that is too long */
	uint64_t octets;	/* read from fd so far */
};

enum subjects_next {
	SUBJECTS_ONE,		/* *taken is filled */
	SUBJECTS_END,
	SUBJECTS_AGAIN,		/* comments so far: ask again */
	SUBJECTS_LATER,		/* the file has nothing yet */
	SUBJECTS_FAILED		/* errno: the file cannot be read on */
};

struct subjects_taken {
	char *text;		/* malloc'd, the caller frees; NULL: no
				   memory */
	size_t line;		/* of the file, 0 for an argument */
	const struct named_domain *named;	/* --all; borrowed */
	const char *bad;	/* static: why the line is refused, or NULL */
};

/* Opens path ("-": standard input) when not NULL. -1: errno */
int
subjects_open(struct subjects *, char *const *argument, size_t n,
    const char *path);

/* Never waits for the file. */
enum subjects_next
subjects_next(struct subjects *, struct subjects_taken *);

/* Sleeps until the file has something, or a signal that `mask` lets in
   (ppoll(2); NULL: the mask as it is). */
void
subjects_wait(const struct subjects *, const sigset_t *mask);

void
subjects_close(struct subjects *);

#endif
