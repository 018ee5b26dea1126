/*
 * control.h: control files, bytes to entries with line numbers, as qmail
 * reads them. Pure; control_load.h reads the files.
 */
#ifndef QMAIL_CONTROL_H
#define QMAIL_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/table.h"
#include "qmail/files.h"

enum control_state {
	CONTROL_MISSING,
	CONTROL_READ,
	CONTROL_UNREADABLE,	/* qmail cannot read it: a directory, a mode */
	CONTROL_UNSEEN		/* qmail can read it, who runs mxwhy cannot */
};

/* One entry, borrowed from the file's bytes (not NUL-terminated). */
struct control_entry {
	const char *text;	/* stripped: trailing blanks and tabs gone */
	size_t len;
	size_t key_len;		/* CONTROL_MAP: before the first colon;
				   else len. A map line without a colon has
				   key_len == len and no value */
	size_t line;		/* from 1 */
	bool hidden;		/* stands behind the first '|' of its line, in
				   a file with secrets: none of it is shown */
};

/*
 * One control file, as read. Owns bytes, entries and index. An overlay
 * (control_change) has those of its own lines only, and borrows the rest.
 */
struct control {
	enum control_file file;
	enum control_state state;
	int error;		/* errno of UNREADABLE and UNSEEN, or 0 */
	char *bytes;		/* raw, for who looks at lines; may hold NUL */
	size_t size;
	struct control_entry *entry;	/* in file order */
	size_t n;
	struct table last;	/* the last entry of each key */
	uint32_t *earlier;	/* of each entry: the one before it with the
				   same key, + 1; 0: there is none */
	const struct control *base;	/* what an overlay changes, or NULL */
	size_t from, to;	/* its entries that are gone; the overlay's own
				   stand there */
};

/* All files of a control directory. */
struct controls {
	struct control file[CONTROL_FILES];
};

/* Takes bytes over (owned by c from then on, also on failure; may be NULL
   when size is 0). -1: no memory, or more than UINT32_MAX - 1 entries. */
int
control_parse(struct control *c, enum control_file, char *bytes, size_t size);

void
control_free(struct control *);

void
controls_free(struct controls *);

/*
 * The first file, in the order in which they are read, that is unreadable and
 * without which one of these readers (CONTROL_BY_SEND and so on, or-ed) of
 * this flavor stops or defers; CONTROL_FILES: none.
 */
enum control_file
controls_obstacle(const struct controls *, const struct flavor *,
    unsigned readers);

/* An empty file counts as present. */
bool
control_present(const struct control *);

/*
 * The entry that qmail finds for the key (ASCII case ignored, the last of
 * equal keys), or NULL. A map's lines without a colon are never found.
 */
const struct control_entry *
control_find(const struct control *, const char *key, size_t len);

/* What stands behind the first colon: *len octets, borrowed. */
const char *
control_value(const struct control_entry *, size_t *len);

/* The first line of a CONTROL_LINE file, or NULL when there is none. */
const struct control_entry *
control_line(const struct control *);

/*
 * What control/outgoingip binds qmail's own end to; 0.0.0.0, also when there
 * is no file: nothing. false: it is no address (sagredo's qmail-remote.c).
 */
bool
controls_outgoing(const struct controls *, uint32_t *address);

/*
 * Secrets: how many octets of an entry may be shown: up to the first '|' of
 * its line in smtproutes and authsenders (0 when it is hidden), else len.
 */
size_t
control_public(enum control_file, const struct control_entry *);

/* The number of the first entry on the line (from 1) or behind it; n: there
   is none. */
size_t
control_line_at(const struct control *, size_t line);

/*
 * change.c: the file with one change: line `line` (from 1) replaced by text,
 * or, with line 0 or one that is not there, text added at the end, or, with
 * text NULL, the line removed. Text may hold several lines, and none needs a
 * newline at its end.
 *
 * dst becomes an overlay that borrows c, which is none itself and must stay;
 * it costs what the change does. control_find, control_line and
 * control_present answer as if the changed file had been read, but for the
 * numbers of lines behind the change. Who looks at a CONTROL_RAW file reads
 * all of its bytes: there dst is a copy. dst is freed with control_free. -1:
 * no memory
 */
int
control_change(struct control *dst, const struct control *c, size_t line,
    const char *text);

#endif
