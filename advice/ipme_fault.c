/*
 * ipme_fault.c: what is wrong with a line of moreipme or notipme, and
 * how it was meant.
 */
#include <stdio.h>
#include <string.h>

#include "advice/rules.h"
#include "base/ascii.h"

/* the line with its last octet, up to a zero octet */
struct whole {
	const char *text;
	size_t len;
	uint32_t address;
	size_t address_len;	/* 0: it does not start with an address */
	size_t slash;		/* its offset, or len */
};

static size_t
note_at(const char *text, size_t len)
{
	const char *note = memchr(text, '#', len);

	return note != NULL ? (size_t)(note - text) : len;
}

/* the first address in the text, in front of a note; false: none */
static bool
address_find(const char *text, size_t len, uint32_t *address, size_t *at)
{
	bool in_number = false;
	size_t i;

	len = note_at(text, len);
	for (i = 0; i < len; i++) {
		if (!in_number && netmask_scan(text + i, len - i, address,
		    NULL) > 0) {
			*at = i;
			return true;
		}
		in_number = ascii_is_digit(text[i]);
	}
	return false;
}

static void
text_copy(char *to, size_t room, const char *text, size_t len)
{
	if (len >= room)
		len = room - 1;
	memcpy(to, text, len);
	to[len] = '\0';
}

/* "10.0.0.0/255.0.0.0" */
static void
pair_text(char *to, size_t room, uint32_t address, uint32_t mask)
{
	char a[NETMASK_TEXT], m[NETMASK_TEXT];

	if (mask == NETMASK_HOST)
		snprintf(to, room, "%s", netmask_text(address, a));
	else
		snprintf(to, room, "%s/%s", netmask_text(address, a),
		    netmask_text(mask, m));
}

static bool
fault_is(struct ipme_fault *fault, enum finding_id id)
{
	fault->id = id;
	return true;
}

/* digits alone behind the slash, 0 to 32; -1: no prefix length */
static int
prefix_length(const char *text, size_t len)
{
	size_t i;
	int n = 0;

	for (i = 0; i < len && i < 3 && ascii_is_digit(text[i]); i++)
		n = n * 10 + (text[i] - '0');
	if (i == 0 || n > 32 || (i < len && !ascii_is_blank(text[i]) &&
	    text[i] != '\r' && text[i] != '#'))
		return -1;
	return n;
}

static uint32_t
prefix_mask(int length)
{
	return length == 0 ? 0 : NETMASK_HOST << (32 - length);
}

static bool
not_an_address(const struct whole *w, struct ipme_fault *fault)
{
	uint32_t address;
	size_t at;

	text_copy(fault->first, sizeof fault->first, w->text, w->len);
	for (at = 0; at < w->len && ascii_is_blank(w->text[at]); at++)
		continue;
	if (at > 0 && netmask_scan(w->text + at, w->len - at, &address,
	    NULL) > 0)
		text_copy(fault->meant, sizeof fault->meant, w->text + at,
		    w->len - at);
	return fault_is(fault, FINDING_IPME_NOT_AN_ADDRESS);
}

/* a mask that does not scan: a prefix length, or a slash in a note */
static bool
no_mask(const struct whole *w, struct ipme_fault *fault)
{
	int length = prefix_length(w->text + w->slash + 1,
	    w->len - w->slash - 1);
	uint32_t mask;

	text_copy(fault->first, sizeof fault->first, w->text, w->len);
	if (w->slash == w->address_len && length >= 0) {
		mask = prefix_mask(length);
		pair_text(fault->meant, sizeof fault->meant,
		    w->address & mask, mask);
		text_copy(fault->second, sizeof fault->second, fault->meant,
		    strlen(fault->meant));
		return fault_is(fault, FINDING_IPME_CIDR);
	}
	if (w->slash > w->address_len)
		pair_text(fault->meant, sizeof fault->meant, w->address,
		    NETMASK_HOST);
	return fault_is(fault, FINDING_IPME_NOT_AN_ADDRESS);
}

/* the address and mask as qmail takes them from the whole line */
static bool
bad_mask(uint32_t address, uint32_t mask, struct ipme_fault *fault)
{
	if ((address & ~mask) != 0) {
		pair_text(fault->first, sizeof fault->first, address, mask);
		pair_text(fault->second, sizeof fault->second, address & mask,
		    mask);
		memcpy(fault->meant, fault->second, sizeof fault->meant);
		return fault_is(fault, FINDING_IPME_HOST_BITS);
	}
	if (!netmask_is_prefix(mask)) {
		netmask_text(mask, fault->first);
		fault->number = (size_t)netmask_length(mask);
		return fault_is(fault, FINDING_IPME_ODD_MASK);
	}
	return false;
}

/* a second address behind the first, or behind the mask */
static bool
second_address(const struct whole *w, size_t mask_len,
    struct ipme_fault *fault)
{
	size_t from = w->address_len, at, end;
	uint32_t other;

	if (mask_len > 0 && w->slash == w->address_len)
		from = w->slash + 1 + mask_len;
	if (!address_find(w->text + from, w->len - from, &other, &at))
		return false;
	at += from;
	end = at + note_at(w->text + at, w->len - at);
	text_copy(fault->first, sizeof fault->first, w->text + at, end - at);
	if (end < sizeof fault->meant) {
		memcpy(fault->meant, w->text, from);
		fault->meant[from] = '\n';
		text_copy(fault->meant + from + 1,
		    sizeof fault->meant - from - 1, w->text + at, end - at);
	}
	return fault_is(fault, FINDING_IPME_TWO_ON_A_LINE);
}

static bool
whole_fault(const struct whole *w, struct ipme_fault *fault)
{
	uint32_t address, mask = NETMASK_HOST;
	bool wraps = false, mask_wraps = false;
	size_t mask_len = 0;

	if (w->address_len == 0)
		return not_an_address(w, fault);
	netmask_scan(w->text, w->address_len, &address, &wraps);
	if (w->slash < w->len)
		mask_len = netmask_scan(w->text + w->slash + 1,
		    w->len - w->slash - 1, &mask, &mask_wraps);
	if ((w->slash == w->len || mask_len > 0) &&
	    second_address(w, mask_len, fault))
		return true;
	if (w->slash < w->len && mask_len == 0)
		return no_mask(w, fault);
	if (wraps || mask_wraps) {
		pair_text(fault->first, sizeof fault->first, address, mask);
		return fault_is(fault, FINDING_IPME_OCTET_WRAPS);
	}
	return bad_mask(address, mask, fault);
}

bool
ipme_fault_find(const struct ipme_line *line, struct ipme_fault *fault)
{
	struct whole w = { .text = line->whole, .len = line->whole_len };
	const char *end;

	memset(fault, 0, sizeof *fault);
	if (line->state == IPME_LINE_EMPTY && w.len < 1)
		return false;
	end = memchr(w.text, '\0', w.len);
	if (end != NULL)
		w.len = (size_t)(end - w.text);
	end = memchr(w.text, '/', w.len);
	w.slash = end != NULL ? (size_t)(end - w.text) : w.len;
	w.address_len = netmask_scan(w.text, w.slash, &w.address, NULL);
	if (whole_fault(&w, fault))
		return true;
	if (!line->no_newline)
		return false;
	text_copy(fault->first, sizeof fault->first, line->text, line->len);
	text_copy(fault->second, sizeof fault->second, w.text, w.len);
	if (w.len < sizeof fault->meant)
		memcpy(fault->meant, fault->second, sizeof fault->meant);
	return fault_is(fault, FINDING_IPME_NO_NEWLINE);
}
