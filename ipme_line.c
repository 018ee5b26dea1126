/*
 * ipme_line.c: lines of moreipme and notipme, as the moreipme patch reads
 * them (ipme.c, ipme_readipfile). Pure.
 */
#include <string.h>

#include "ipme.h"

/* address and mask; the address counts even when the mask is what fails */
static enum ipme_line_state
line_scan(struct ipme_line *line)
{
	const char *slash = memchr(line->text, '/', line->len);
	size_t address_end = slash ? (size_t)(slash - line->text) : line->len;
	bool wraps = false;

	line->address_len = netmask_scan(line->text, address_end,
	    &line->address, &wraps);
	line->wraps = wraps;
	line->mask = NETMASK_HOST;
	if (slash) {
		line->mask_at = address_end + 1;
		line->mask_len = netmask_scan(slash + 1,
		    line->len - line->mask_at, &line->mask, &wraps);
		line->wraps = line->wraps || wraps;
	}
	if (line->address_len == 0)
		return IPME_LINE_NO_ADDRESS;
	if (slash && line->mask_len == 0) {
		line->mask_len = line->len - line->mask_at;
		return IPME_LINE_NO_MASK;
	}
	return IPME_LINE_ENTRY;
}

bool
ipme_line_next(const char *bytes, size_t size, size_t *at, size_t *number,
    struct ipme_line *line)
{
	const char *newline, *zero;

	if (*at >= size)
		return false;
	memset(line, 0, sizeof *line);
	line->number = ++*number;
	line->text = line->whole = bytes + *at;
	newline = memchr(line->whole, '\n', size - *at);
	if (newline) {
		line->whole_len = (size_t)(newline - line->whole);
		line->len = line->whole_len;
		*at += line->whole_len + 1;
	} else {
		line->whole_len = size - *at;
		line->len = line->whole_len - 1;
		line->no_newline = true;
		*at = size;
	}
	if (line->len == 0) {
		line->state = IPME_LINE_EMPTY;
		return true;
	}
	zero = memchr(line->text, '\0', line->len);
	if (zero)
		line->len = (size_t)(zero - line->text);
	line->state = line_scan(line);
	return true;
}
