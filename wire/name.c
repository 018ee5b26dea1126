/*
 * name.c: see name.h.
 */
#include "base/ascii.h"
#include "base/fold.h"
#include "wire/name.h"

enum { LABEL = 63 };

/* What follows a backslash at text[*at]; *at moves behind it. */
static bool
read_escape(const char *text, size_t len, size_t *at, uint8_t *octet)
{
	const char *digit = text + *at;
	int n;

	if (*at == len)
		return false;
	if (!ascii_is_digit(digit[0])) {
		*octet = (uint8_t)digit[0];
		++*at;
		return true;
	}
	if (len - *at < 3 || !ascii_is_digit(digit[1]) ||
	    !ascii_is_digit(digit[2]))
		return false;
	n = (digit[0] - '0') * 100 + (digit[1] - '0') * 10 + digit[2] - '0';
	*octet = (uint8_t)n;
	*at += 3;
	return n <= 255;
}

/* Writes the length octet of the label that starts at `label` and ends where
   the name does. */
static bool
end_label(struct wire_name *name, size_t label)
{
	size_t n = name->len - label - 1;

	name->bytes[label] = (uint8_t)n;
	return n > 0 && n <= LABEL;
}

static bool
add_octet(struct wire_name *name, uint8_t octet)
{
	if (name->len == WIRE_OCTETS)
		return false;
	name->bytes[name->len++] = octet;
	return true;
}

bool
wire_name_read(struct wire_name *name, const char *text, size_t len,
    bool *absolute)
{
	size_t label = 0, at = 0;
	uint8_t octet;

	name->len = 0;
	*absolute = len == 1 && text[0] == '.';
	if (len == 0 || *absolute)
		return add_octet(name, 0);
	add_octet(name, 0);
	while (at < len) {
		octet = (uint8_t)text[at++];
		if (octet == '.') {
			if (!end_label(name, label))
				return false;
			*absolute = at == len;
			if (*absolute)
				break;
			label = name->len;
			octet = 0;
		} else if (octet == '\\' &&
		    !read_escape(text, len, &at, &octet)) {
			return false;
		}
		if (!add_octet(name, octet))
			return false;
	}
	if (!*absolute && !end_label(name, label))
		return false;
	return add_octet(name, 0);
}

/* ns_name_ntop(3): special() */
static bool
is_special(uint8_t c)
{
	switch (c) {
	case '"': case '$': case '(': case ')':
	case '.': case ';': case '@': case '\\':
		return true;
	}
	return false;
}

static char *
write_octet(char *text, uint8_t c)
{
	if (c <= 0x20 || c >= 0x7f) {
		*text++ = '\\';
		*text++ = (char)('0' + c / 100);
		*text++ = (char)('0' + c / 10 % 10);
		*text++ = (char)('0' + c % 10);
		return text;
	}
	if (is_special(c))
		*text++ = '\\';
	*text++ = (char)c;
	return text;
}

size_t
wire_name_write(char text[WIRE_NAME], const uint8_t *bytes)
{
	char *end = text;
	size_t n;

	while ((n = *bytes++) != 0) {
		if (end != text)
			*end++ = '.';
		while (n-- > 0)
			end = write_octet(end, *bytes++);
	}
	*end = '\0';
	return (size_t)(end - text);
}

size_t
wire_name_length(const uint8_t *name)
{
	const uint8_t *at = name;

	while (*at != 0)
		at += 1 + *at;
	return (size_t)(at - name) + 1;
}

void
wire_name_fold(struct wire_name *name)
{
	fold_lower(name->bytes, name->bytes, name->len);
}
