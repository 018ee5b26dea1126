/*
 * files.c: control files as a whole.
 */
#include <errno.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/ascii.h"

#define NOT_STARTED "qmail-send does not start"
#define NOT_REREAD NOT_STARTED ", and at a HUP keeps the table it had"
#define DEFERS "qmail-remote defers every message (4.3.0)"

/* what the program that reads the file does then */
static const char *const consequences[CONTROL_LOSSES] = {
	[CONTROL_LOSS_SEND] = NOT_STARTED,
	[CONTROL_LOSS_REMOTE] = DEFERS,
	[CONTROL_LOSS_BOTH] = NOT_STARTED ", and " DEFERS,
	[CONTROL_LOSS_NONE] = "qmail-remote takes it as empty",
	[CONTROL_LOSS_SMTPD] = "qmail-smtpd takes no mail at all",
	[CONTROL_LOSS_CDB] = "qmail-newmrh cannot make its cdb",
};

static const char *
error_text(int error)
{
	switch (error) {
	case EISDIR:
		return "it is a directory";
	case EACCES:
	case EPERM:
		return "permission denied";
	case ENXIO:
		return "it is a socket, or a device that is missing";
	case EAGAIN:	/* a FIFO, a terminal */
		return "somebody holds it open for writing";
	case EFBIG:	/* /dev/zero */
		return "it has no end";
	case ENOENT:
		return "it leads to nothing";
	case ELOOP:
		return "its symbolic links go round";
	case EIO:
		return "input/output error";
	default:
		return "reading fails";
	}
}

/* as whom a file is read that is closed to its reader */
static const char *
reader(enum control_file file)
{
	unsigned readers = control_readers(file);

	if ((readers & CONTROL_BY_SEND) == 0)
		return "qmailr";
	return (readers & CONTROL_BY_REMOTE) != 0 ? "qmails or qmailr" :
	    "qmails";
}

static void
unreadable(struct diagnosis *d, enum control_file file)
{
	const struct control *c = &d->site->controls.file[file];
	const char *consequence = control_live(file) == CONTROL_LIVE_AT_HUP ?
	    NOT_REREAD : consequences[control_loss(file)];

	if (c->state != CONTROL_UNREADABLE)
		return;
	if (d->site->about[file].closed_to_qmail)
		findings_add_at(&d->findings, FINDING_UNREADABLE_FOR_QMAIL,
		    file, 0, reader(file), consequence, NULL);
	else
		findings_add_at(&d->findings, FINDING_FILE_UNREADABLE, file, 0,
		    error_text(c->error), consequence, NULL);
}

static void
byte_order_mark(struct diagnosis *d, enum control_file file)
{
	const struct control *c = &d->site->controls.file[file];

	if (c->state == CONTROL_READ && ascii_mark(c->bytes, c->size) > 0)
		findings_add_at(&d->findings, FINDING_BYTE_ORDER_MARK, file, 1,
		    NULL);
}

static void
me_missing(struct diagnosis *d)
{
	const struct controls *controls = &d->site->controls;

	if (controls->file[CONTROL_ME].state == CONTROL_MISSING &&
	    controls->file[CONTROL_HELOHOST].state == CONTROL_MISSING &&
	    about_bears(d, CONTROL_HELOHOST))
		findings_add_at(&d->findings, FINDING_ME_MISSING, CONTROL_ME,
		    0, NULL);
}

/* is me virtual? Then it needs not be local. */
static bool
is_virtual(const struct diagnosis *d, const struct control_entry *me)
{
	const struct control *map =
	    &d->site->controls.file[CONTROL_VIRTUALDOMAINS];
	size_t i;

	for (i = 0; i <= me->len; i++)
		if ((i == 0 || i == me->len || me->text[i] == '.') &&
		    control_find(map, me->text + i, me->len - i) != NULL)
			return true;
	return false;
}

/* a file of comments has no entry; neither has one with a mark alone */
static void
locals_lack(struct diagnosis *d)
{
	const struct control *locals = &d->site->controls.file[CONTROL_LOCALS];
	const struct control_entry *me =
	    control_line(&d->site->controls.file[CONTROL_ME]);

	if (locals->state != CONTROL_READ ||
	    (d->kind != KIND_HOST && about_remote(d) == NULL))
		return;
	if (locals->n == 0) {
		if (me == NULL)
			findings_add_at(&d->findings, FINDING_LOCALS_EMPTY,
			    CONTROL_LOCALS, 0, "this host's name", NULL);
		else
			about_add(d, FINDING_LOCALS_EMPTY, CONTROL_LOCALS, 0,
			    me->text, me->len, NULL);
		return;
	}
	if (me != NULL && me->len > 0 &&
	    about_touches(d, CONTROL_LOCALS, me->text, me->len) &&
	    control_find(locals, me->text, me->len) == NULL &&
	    !is_virtual(d, me))
		about_add(d, FINDING_LOCALS_WITHOUT_ME, CONTROL_LOCALS, 0,
		    me->text, me->len, NULL);
}

void
lint_files(struct diagnosis *d)
{
	size_t i;

	for (i = 0; i < CONTROL_FILES; i++) {
		/* what no qmail here reads is another finding */
		if (!about_bears(d, (enum control_file)i) ||
		    !control_is_read((enum control_file)i, about_flavor(d)))
			continue;
		unreadable(d, (enum control_file)i);
		byte_order_mark(d, (enum control_file)i);
	}
	if (d->kind == KIND_IP)
		return;
	me_missing(d);
	locals_lack(d);
}
