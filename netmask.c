/*
 * netmask.c: IPv4 addresses and masks, as qmail scans and matches them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "netmask.h"

int
netset_add(struct netset *set, const struct netentry *entry)
{
	struct netentry *grown;
	size_t room;

	if (set->n == set->room) {
		room = set->room > 0 ? set->room * 2 : 8;
		if (room > SIZE_MAX / sizeof *grown)
			return -1;
		grown = realloc(set->entry, room * sizeof *grown);
		if (grown == NULL)
			return -1;
		set->entry = grown;
		set->room = room;
	}
	set->entry[set->n++] = *entry;
	return 0;
}

void
netset_free(struct netset *set)
{
	free(set->entry);
	memset(set, 0, sizeof *set);
}

bool
netentry_matches(const struct netentry *entry, uint32_t address)
{
	return entry->address == (address & entry->mask);
}

const struct netentry *
netset_longest(const struct netset *set, uint32_t address)
{
	const struct netentry *longest = NULL;
	int length, most = -1;
	size_t i;

	for (i = 0; i < set->n; i++) {
		if (!netentry_matches(&set->entry[i], address))
			continue;
		length = netmask_length(set->entry[i].mask);
		if (length > most) {
			most = length;
			longest = &set->entry[i];
		}
	}
	return longest;
}

bool
netmask_is_me(const struct netset *ipme, const struct netset *notipme,
    uint32_t address, const struct netentry **me,
    const struct netentry **not_me)
{
	*me = netset_longest(ipme, address);
	*not_me = netset_longest(notipme, address);
	if (*me == NULL)
		return false;
	if (*not_me == NULL)
		return true;
	return netmask_length((*me)->mask) > netmask_length((*not_me)->mask);
}

/* moreipme patch: the bits of one octet of a mask; odd octets count nothing */
static int
octet_length(unsigned octet)
{
	switch (octet) {
	case 255: return 8;
	case 254: return 7;
	case 252: return 6;
	case 248: return 5;
	case 240: return 4;
	case 224: return 3;
	case 192: return 2;
	case 128: return 1;
	default: return 0;
	}
}

int
netmask_length(uint32_t mask)
{
	return octet_length(mask >> 24) + octet_length(mask >> 16 & 0xff) +
	    octet_length(mask >> 8 & 0xff) + octet_length(mask & 0xff);
}

bool
netmask_is_prefix(uint32_t mask)
{
	uint32_t rest = ~mask;

	return (rest & (rest + 1)) == 0;
}

size_t
netmask_scan(const char *s, size_t len, uint32_t *address, bool *wraps)
{
	uint32_t whole = 0;
	size_t at = 0, start;
	bool past = false;
	unsigned octet;
	int i;

	for (i = 0; i < 4; i++) {
		if (i > 0) {
			if (at == len || s[at] != '.')
				return 0;
			at++;
		}
		octet = 0;
		for (start = at; at < len && ascii_is_digit(s[at]); at++) {
			octet = octet * 10 + (unsigned)(s[at] - '0');
			past |= octet > 255;
			octet &= 0xff;	/* modulo 256 stays so under * 10 + d */
		}
		if (at == start)
			return 0;
		whole = whole << 8 | octet;
	}
	*address = whole;
	if (past && wraps != NULL)
		*wraps = true;
	return at;
}

/* bare, or in brackets; returns the text inside, *len octets of it */
static const char *
unbracket(const char *s, size_t *len)
{
	*len = strlen(s);
	if (*len >= 2 && s[0] == '[' && s[*len - 1] == ']') {
		*len -= 2;
		return s + 1;
	}
	return s;
}

bool
netmask_scan_literal(const char *s, uint32_t *address)
{
	uint32_t found;
	size_t len;

	s = unbracket(s, &len);
	if (len == 0 || netmask_scan(s, len, &found, NULL) != len)
		return false;
	*address = found;
	return true;
}

bool
netmask_parse(const char *s, uint32_t *address)
{
	bool wraps = false;
	uint32_t found;
	size_t len;

	s = unbracket(s, &len);
	if (len == 0 || netmask_scan(s, len, &found, &wraps) != len || wraps)
		return false;
	*address = found;
	return true;
}

static char *
put_octet(char *to, unsigned octet)
{
	if (octet >= 100)
		*to++ = (char)('0' + octet / 100);
	if (octet >= 10)
		*to++ = (char)('0' + octet / 10 % 10);
	*to++ = (char)('0' + octet % 10);
	return to;
}

char *
netmask_text(uint32_t address, char text[NETMASK_TEXT])
{
	char *to = text;
	int shift;

	for (shift = 24; shift >= 0; shift -= 8) {
		to = put_octet(to, address >> shift & 0xff);
		*to++ = shift > 0 ? '.' : '\0';
	}
	return text;
}

const char *
netmask_reserved(uint32_t address)
{
	static const struct {
		uint32_t address, mask;
		const char *what;
	} blocks[] = {
		{ 0x00000000, 0xffffffff, "no address at all" },
		{ 0x00000000, 0xff000000, "reserved" },
		{ 0x0a000000, 0xff000000, "private" },
		{ 0x64400000, 0xffc00000, "private (RFC 6598)" },
		{ 0x7f000000, 0xff000000, "loopback" },
		{ 0xa9fe0000, 0xffff0000, "link-local" },
		{ 0xac100000, 0xfff00000, "private" },
		{ 0xc0a80000, 0xffff0000, "private" },
		{ 0xe0000000, 0xf0000000, "multicast" },
		{ 0xf0000000, 0xf0000000, "reserved" },
	};
	size_t i;

	for (i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		if ((address & blocks[i].mask) == blocks[i].address)
			return blocks[i].what;
	return NULL;
}
