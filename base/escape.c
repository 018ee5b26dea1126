/*
 * escape.c: octets from outside as they are shown.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/escape.h"

/* text that grows into a caller's room */
struct shown {
	char *to;
	size_t room, n;		/* n: what the whole takes */
	bool full;		/* something did not fit: nothing more does */
};

/* a character or an escape: all of it or nothing */
static void
shown_add(struct shown *shown, const char *text, size_t len)
{
	if (!shown->full && shown->n + len < shown->room)
		memcpy(shown->to + shown->n, text, len);
	else if (!shown->full) {
		shown->full = true;
		if (shown->room > 0)
			shown->to[shown->n] = '\0';
	}
	shown->n += len;
}

static size_t
shown_end(struct shown *shown)
{
	if (!shown->full && shown->room > 0)
		shown->to[shown->n] = '\0';
	return shown->n;
}

static void
shown_number(struct shown *shown, unsigned octet)
{
	char text[4] = { '\\', (char)('0' + octet / 100),
	    (char)('0' + octet / 10 % 10), (char)('0' + octet % 10) };

	shown_add(shown, text, sizeof text);
}

static bool
is_plain(unsigned octet)
{
	return octet >= 32 && octet <= 126 && octet != '\\';
}

static void
shown_octet(struct shown *shown, unsigned octet)
{
	char c = (char)octet;

	if (!is_plain(octet))
		shown_number(shown, octet);
	else
		shown_add(shown, &c, 1);
}

size_t
escape_octets(char *to, size_t room, const char *from, size_t len)
{
	struct shown shown = { .to = to, .room = room };
	size_t i;

	for (i = 0; i < len; i++)
		shown_octet(&shown, (unsigned char)from[i]);
	return shown_end(&shown);
}

size_t
escape_plain(const char *octets, size_t len)
{
	size_t n = 0;

	while (n < len && is_plain((unsigned char)octets[n]))
		n++;
	return n;
}

char *
escape_copy(const char *from, size_t len)
{
	size_t room = escape_octets(NULL, 0, from, len) + 1;
	char *copy = malloc(room);

	if (copy != NULL)
		escape_octets(copy, room, from, len);
	return copy;
}

/* The octet that an escape stands for; its length in text. 0: no escape. */
static size_t
escape_read(const char *text, unsigned *octet)
{
	if (text[0] != '\\' || text[1] == '\0')
		return 0;
	if (!ascii_is_digit(text[1])) {
		*octet = (unsigned char)text[1];
		return 2;
	}
	if (!ascii_is_digit(text[2]) || !ascii_is_digit(text[3]))
		return 0;
	*octet = (unsigned)(text[1] - '0') * 100 +
	    (unsigned)(text[2] - '0') * 10 + (unsigned)(text[3] - '0');
	return *octet <= 255 ? 4 : 0;
}

size_t
escape_name(char *to, size_t room, const char *name)
{
	struct shown shown = { .to = to, .room = room };
	unsigned octet;
	size_t len;

	while (*name != '\0') {
		len = escape_read(name, &octet);
		if (len == 0)
			shown_octet(&shown, (unsigned char)*name++);
		else if (octet == '.')
			shown_number(&shown, octet);
		else
			shown_octet(&shown, octet);
		name += len;
	}
	return shown_end(&shown);
}
