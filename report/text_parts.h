/*
 * text_parts.h: what the files of the text report share. A paragraph is put
 * together, then wrapped at 80 columns and printed. Whatever came from
 * outside goes through text_escape or text_name.
 */
#ifndef REPORT_TEXT_PARTS_H
#define REPORT_TEXT_PARTS_H

#include "output.h"
#include "report/buffer.h"

enum {
	TEXT_WIDTH = 80,
	TEXT_STEP = 19,		/* columns before what a step says */
	TEXT_LABEL = 7		/* "error  " */
};

/* in a paragraph: the colour of what follows; of no width */
enum text_mark { MARK_END = 1, MARK_RED, MARK_YELLOW, MARK_GREEN };

/* a paragraph in the making */
struct text {
	const struct output *out;	/* borrowed */
	struct buffer line;	/* owned */
	unsigned steps;		/* so many were printed */
};

/* text_line.c */

void
text_add(struct text *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void
text_mark(struct text *, enum text_mark);

/* octets as escape_octets shows them */
void
text_escape(struct text *, const char *, size_t len);

/* a name in wire.h's text; the root as "." */
void
text_name(struct text *, const char *name);

/* the same in `width` columns, cut with ... or filled up with blanks */
void
text_cell(struct text *, const char *name, size_t width);

/* control/locals:3; control/locals with line 0 */
void
text_place(struct text *, const char *file, size_t line);

void
text_address(struct text *, uint32_t);

/* "1 entry", "2 entries" */
void
text_count(struct text *, size_t, const char *one, const char *many);

/* seconds since the epoch: 2026-11-21 14:05 UTC */
void
text_time(struct text *, int64_t);

/* Prints the paragraph wrapped, its second line and those after it indented;
   the next one starts empty. */
void
text_flush(struct text *, size_t indent);

/* Prints it as one line, however long. */
void
text_flush_line(struct text *);

void
text_blank(struct text *);

/* number, label and result of the next step (NULL: the label says it all);
   what it says is added then */
void
text_step(struct text *, const char *label, const char *result);

/* text_reason.c */

/* why a pass ends as it does, in plain words */
void
text_reason_pass(struct text *, const struct diagnosis *,
    const struct judgement *);

/* the MX host, the relay or the domain, and the address in brackets */
void
text_target(struct text *, const struct judgement *,
    const struct candidate *);

/* action and code, coloured */
void
text_action(struct text *, const struct verdict *);

/* what went wrong with an answer: "SERVFAIL", "no answer", ... */
void
text_failure(struct text *, const struct answer *, uint16_t type, size_t room);

/* where an entry of ipme or notipme comes from: control/moreipme:2 */
void
text_origin(struct text *, const struct netentry *);

/* text_steps.c: the way to the verdict */
void
text_steps(struct text *, const struct diagnosis *);

/* text_route.c: its first steps, of qmail-send and of qmail-remote up to the
   relay */
void
text_route(struct text *, const struct diagnosis *);

/* text_way.c: a message that comes back */

/* why the whole way ends as it does, in plain words */
void
text_reason(struct text *, const struct diagnosis *, const struct way *);

/* a step for each time that it comes back */
void
text_way(struct text *, const struct diagnosis *);

/* text_table.c: the candidates */
void
text_table(struct text *, const struct diagnosis *);

/* text_findings.c: findings, fixes, whose fault, the notes left out */
void
text_findings(struct text *, const struct diagnosis *);

/* text_host.c: --ip and the host view; the phrase is for their first line */
void
text_ip_phrase(struct text *, const struct diagnosis *);

void
text_ip(struct text *, const struct diagnosis *);

void
text_host_phrase(struct text *, const struct diagnosis *);

void
text_host(struct text *, const struct diagnosis *);

#endif
