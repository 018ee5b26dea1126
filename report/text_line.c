/*
 * text_line.c: a paragraph, put together and wrapped.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/utc.h"
#include "report/text_parts.h"

void
text_add(struct text *t, const char *format, ...)
{
	struct buffer *line = &t->line;
	va_list list;
	int len;

	va_start(list, format);
	len = vsnprintf(NULL, 0, format, list);
	va_end(list);
	if (len < 0 || !buffer_room(line, (size_t)len))
		return;
	va_start(list, format);
	vsnprintf(line->bytes + line->n, line->room - line->n, format, list);
	va_end(list);
	line->n += (size_t)len;
}

void
text_mark(struct text *t, enum text_mark mark)
{
	char octet = (char)mark;

	buffer_add(&t->line, &octet, 1);
}

void
text_escape(struct text *t, const char *from, size_t len)
{
	size_t shown = escape_octets(NULL, 0, from, len);
	struct buffer *line = &t->line;

	if (buffer_room(line, shown))
		line->n += escape_octets(line->bytes + line->n, shown + 1,
		    from, len);
}

void
text_name(struct text *t, const char *name)
{
	size_t shown = escape_name(NULL, 0, name);
	struct buffer *line = &t->line;

	if (shown == 0)
		text_add(t, ".");
	else if (buffer_room(line, shown))
		line->n += escape_name(line->bytes + line->n, shown + 1,
		    name);
}

void
text_cell(struct text *t, const char *name, size_t width)
{
	size_t shown, start = t->line.n;

	text_name(t, name);
	if (t->line.no_memory)
		return;
	shown = t->line.n - start;
	if (shown > width) {
		t->line.n = start + width - 3;
		text_add(t, "...");
	} else
		text_add(t, "%*s", (int)(width - shown), "");
}

void
text_place(struct text *t, const char *file, size_t line)
{
	text_add(t, "control/%s", file);
	if (line > 0)
		text_add(t, ":%zu", line);
}

void
text_address(struct text *t, uint32_t address)
{
	char text[NETMASK_TEXT];

	text_add(t, "%s", netmask_text(address, text));
}

void
text_count(struct text *t, size_t n, const char *one, const char *many)
{
	text_add(t, "%zu %s", n, n == 1 ? one : many);
}

void
text_time(struct text *t, int64_t at)
{
	char text[UTC_TEXT];

	text_add(t, "%s", utc_text(at, false, text));
}

void
text_step(struct text *t, const char *label, const char *result)
{
	text_add(t, "%2u ", ++t->steps);
	if (result != NULL)
		text_add(t, "%-8s %-6s ", label, result);
	else
		text_add(t, "%-16s", label);
}

static bool
is_mark(char c)
{
	return c >= MARK_END && c <= MARK_GREEN;
}

static void
put_mark(const struct output *out, char mark)
{
	static const char *const colours[] = {
		[MARK_END] = "0", [MARK_RED] = "1;31",
		[MARK_YELLOW] = "33", [MARK_GREEN] = "32",
	};

	if (out->colour)
		fprintf(out->stream, "\033[%sm", colours[(int)mark]);
}

/* One character; what a terminal might obey never gets there. */
static void
put_character(const struct output *out, char c)
{
	unsigned octet = (unsigned char)c;

	if (is_mark(c))
		put_mark(out, c);
	else if (octet < 32 || octet > 126)
		fprintf(out->stream, "\\%03u", octet);
	else
		putc_unlocked(c, out->stream);
}

static size_t
character_width(char c)
{
	unsigned octet = (unsigned char)c;

	if (is_mark(c))
		return 0;
	return octet < 32 || octet > 126 ? 4 : 1;
}

/* An escape is not torn apart. */
static size_t
unit_length(const char *bytes, size_t n)
{
	size_t i;

	if (bytes[0] != '\\' || n < 4)
		return 1;
	for (i = 1; i < 4; i++)
		if (!ascii_is_digit(bytes[i]))
			return 1;
	return 4;
}

/* where a paragraph being printed stands */
struct wrap {
	const struct output *out;
	size_t indent, column;
};

static void
wrap_newline(struct wrap *w)
{
	fprintf(w->out->stream, "\n%*s", (int)w->indent, "");
	w->column = w->indent;
}

/* A word, broken only where it is longer than a line. */
static void
wrap_word(struct wrap *w, const char *bytes, size_t n)
{
	size_t i = 0, unit, end, width;

	while (i < n) {
		unit = unit_length(bytes + i, n - i);
		width = unit == 1 ? character_width(bytes[i]) : unit;
		if (w->column + width > TEXT_WIDTH)
			wrap_newline(w);
		for (end = i + unit; i < end; i++)
			put_character(w->out, bytes[i]);
		w->column += width;
	}
}

static size_t
word_width(const char *bytes, size_t n)
{
	size_t i, width = 0;

	for (i = 0; i < n; i++)
		width += character_width(bytes[i]);
	return width;
}

/* Blanks, and the word behind them on the same line or the next. */
static void
wrap_next(struct wrap *w, size_t blanks, const char *word, size_t n)
{
	size_t width = word_width(word, n);
	bool fits = w->column + blanks + width <= TEXT_WIDTH;

	if (n == 0)
		return;
	if (!fits && w->column > w->indent &&
	    (width <= TEXT_WIDTH - w->indent ||
	    w->column + blanks >= TEXT_WIDTH))
		wrap_newline(w);
	else {
		if (blanks > TEXT_WIDTH - w->column)
			blanks = TEXT_WIDTH - w->column;
		fprintf(w->out->stream, "%*s", (int)blanks, "");
		w->column += blanks;
	}
	wrap_word(w, word, n);
}

void
text_flush(struct text *t, size_t indent)
{
	struct wrap wrap = { .out = t->out, .indent = indent };
	const struct buffer *line = &t->line;
	size_t at = 0, blanks, word;

	while (!line->no_memory && at < line->n) {
		for (blanks = 0; at + blanks < line->n &&
		    line->bytes[at + blanks] == ' '; blanks++)
			;
		at += blanks;
		for (word = 0; at + word < line->n &&
		    line->bytes[at + word] != ' '; word++)
			;
		wrap_next(&wrap, blanks, line->bytes + at, word);
		at += word;
	}
	putc('\n', t->out->stream);
	t->line.n = 0;
}

void
text_flush_line(struct text *t)
{
	const struct buffer *line = &t->line;
	size_t i, n = line->n;

	while (n > 0 && line->bytes[n - 1] == ' ')
		n--;
	for (i = 0; !line->no_memory && i < n; i++)
		put_character(t->out, line->bytes[i]);
	putc('\n', t->out->stream);
	t->line.n = 0;
}

void
text_blank(struct text *t)
{
	putc('\n', t->out->stream);
}
