/*
 * subjects.c: what is asked about, one at a time.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "run/subjects.h"

int
subjects_open(struct subjects *subjects, char *const *argument, size_t n,
    const char *path)
{
	memset(subjects, 0, sizeof *subjects);
	subjects->argument = argument;
	subjects->n_argument = n;
	subjects->fd = -1;
	subjects->ended = true;
	if (path == NULL)
		return 0;
	subjects->path = path;
	subjects->buffer = malloc(SUBJECTS_LINE);
	if (subjects->buffer == NULL)
		return -1;
	subjects->fd = strcmp(path, "-") == 0 ? STDIN_FILENO :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (subjects->fd == -1) {
		subjects_close(subjects);
		return -1;
	}
	subjects->ended = false;
	return 0;
}

/* 1: something was read or the end came, 0: nothing yet, -1: errno */
static int
fill(struct subjects *subjects)
{
	struct pollfd ready = { .fd = subjects->fd, .events = POLLIN };
	ssize_t got;

	memmove(subjects->buffer, subjects->buffer + subjects->from,
	    subjects->to - subjects->from);
	subjects->to -= subjects->from;
	subjects->from = 0;
	if (poll(&ready, 1, 0) <= 0)
		return 0;
	got = read(subjects->fd, subjects->buffer + subjects->to,
	    SUBJECTS_LINE - subjects->to);
	if (got == -1)
		return errno == EINTR || errno == EAGAIN ? 0 : -1;
	if (got == 0)
		subjects->ended = true;
	subjects->to += (size_t)got;
	subjects->octets += (uint64_t)got;
	return 1;
}

/*
 * The next whole line in the buffer, or the last one without a newline:
 * *text and *len, and *over when only its first octets fit. False: none yet.
 */
static bool
line_cut(struct subjects *subjects, const char **text, size_t *len,
    bool *over)
{
	const char *start = subjects->buffer + subjects->from;
	size_t there = subjects->to - subjects->from;
	const char *end = memchr(start, '\n', there);

	*over = false;
	*text = start;
	if (end != NULL) {
		*len = (size_t)(end - start);
		subjects->from += *len + 1;
		return true;
	}
	if (there == SUBJECTS_LINE || (subjects->ended && there > 0)) {
		*over = there == SUBJECTS_LINE;
		*len = there;
		subjects->from = subjects->to;
		return true;
	}
	return false;
}

/* why a line cannot be a subject; static, NULL: it can */
static const char *
line_refusal(const char *text, size_t len, bool over)
{
	if (over)
		return "longer than 65,535 octets";
	if (memchr(text, '\0', len) != NULL)
		return "a zero octet";
	return NULL;
}

/* what surrounds a name in a file from any system */
static bool
is_blank(char c)
{
	return ascii_is_blank(c) || c == '\r';
}

/* takes a line: false when it is blank, a comment or a long line's rest */
static bool
line_take(struct subjects *subjects, const char *text, size_t len, bool over,
    struct subjects_taken *taken)
{
	bool rest = subjects->skipping;
	size_t mark;

	subjects->skipping = over;
	if (rest)
		return false;
	subjects->line++;
	if (subjects->line == 1) {
		mark = ascii_mark(text, len);
		text += mark;
		len -= mark;
	}
	while (len > 0 && ascii_is_blank(*text)) {
		text++;
		len--;
	}
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	if (len == 0 || text[0] == '#')
		return false;
	taken->line = subjects->line;
	taken->bad = line_refusal(text, len, over);
	if (taken->bad != NULL && len > SUBJECTS_SHOWN)
		len = SUBJECTS_SHOWN;
	taken->text = strndup(text, len);
	return true;
}

static enum subjects_next
next_line(struct subjects *subjects, struct subjects_taken *taken)
{
	const char *text;
	size_t len;
	bool over;

	while (line_cut(subjects, &text, &len, &over))
		if (line_take(subjects, text, len, over, taken))
			return SUBJECTS_ONE;
	if (subjects->ended)
		return SUBJECTS_END;
	switch (fill(subjects)) {
	case 0:
		return SUBJECTS_LATER;
	case -1:
		return SUBJECTS_FAILED;
	default:
		return SUBJECTS_AGAIN;
	}
}

enum subjects_next
subjects_next(struct subjects *subjects, struct subjects_taken *taken)
{
	enum subjects_next next;

	memset(taken, 0, sizeof *taken);
	if (subjects->next_argument < subjects->n_argument) {
		taken->text =
		    strdup(subjects->argument[subjects->next_argument++]);
		return SUBJECTS_ONE;
	}
	if (subjects->fd != -1) {
		next = next_line(subjects, taken);
		if (next != SUBJECTS_END)
			return next;
	}
	if (subjects->next_named < subjects->named.n) {
		taken->named = &subjects->named.domain[subjects->next_named++];
		taken->text = strdup(taken->named->name);
		return SUBJECTS_ONE;
	}
	return SUBJECTS_END;
}

void
subjects_wait(const struct subjects *subjects, const sigset_t *mask)
{
	struct pollfd ready = { .fd = subjects->fd, .events = POLLIN };

	ppoll(&ready, 1, NULL, mask);
}

void
subjects_close(struct subjects *subjects)
{
	if (subjects->fd > STDIN_FILENO)
		close(subjects->fd);
	free(subjects->buffer);
	named_free(&subjects->named);
	memset(subjects, 0, sizeof *subjects);
	subjects->fd = -1;
}
