/*
 * ipme.c: the lists ipme and notipme as the flavor builds them (qmail's
 * ipme.c, ipme_init). Pure.
 */
#include <stdlib.h>
#include <string.h>

#include "ipme.h"

void
interfaces_free(struct interfaces *interfaces)
{
	free(interfaces->v4);
	free(interfaces->v6);
	memset(interfaces, 0, sizeof *interfaces);
}

void
ipme_free(struct ipme *ipme)
{
	netset_free(&ipme->me);
	netset_free(&ipme->not_me);
}

/* Does an entry of SIOCGIFCONF put an address on the list, and which? */
static bool
puts_address(const struct flavor *flavor, const struct interface *interface,
    uint32_t *address)
{
	if (!interface->label_up)
		return false;
	*address = flavor->first_per_label ? interface->by_label :
	    interface->address;
	return !flavor->first_per_label || interface->by_label != 0;
}

static int
add_implicit(struct netset *set, const struct flavor *flavor)
{
	const struct netentry loopback = {
		.address = 0x7f000000, .mask = 0xff000000,
		.list = NETLIST_IMPLICIT
	};
	const struct netentry zero = {
		.address = 0, .mask = NETMASK_HOST, .list = NETLIST_IMPLICIT
	};

	if (flavor->loopback_is_me && netset_add(set, &loopback) == -1)
		return -1;
	if (flavor->zero_is_me && netset_add(set, &zero) == -1)
		return -1;
	return 0;
}

static int
add_interfaces(struct netset *set, const struct flavor *flavor,
    const struct interfaces *interfaces)
{
	size_t i;

	for (i = 0; i < interfaces->n; i++) {
		const struct interface *interface = &interfaces->v4[i];
		struct netentry entry = {
			.mask = NETMASK_HOST, .list = NETLIST_INTERFACE
		};

		if (!puts_address(flavor, interface, &entry.address))
			continue;
		memcpy(entry.interface, interface->name,
		    sizeof entry.interface);
		if (netset_add(set, &entry) == -1)
			return -1;
	}
	return 0;
}

/* Missing and unreadable files count as empty (ipme_readipfile). */
static int
add_file(struct netset *set, const struct control *control,
    enum netlist list)
{
	struct ipme_line line;
	size_t at = 0, number = 0;

	if (control->state != CONTROL_READ)
		return 0;
	while (ipme_line_next(control->bytes, control->size, &at, &number,
	    &line)) {
		struct netentry entry = {
			.address = line.address, .mask = line.mask,
			.list = list, .line = line.number
		};

		if (line.state == IPME_LINE_ENTRY &&
		    netset_add(set, &entry) == -1)
			return -1;
	}
	return 0;
}

static int
add_files(struct ipme *ipme, const struct controls *controls)
{
	if (add_file(&ipme->me, &controls->file[CONTROL_MOREIPME],
	    NETLIST_MOREIPME) == -1)
		return -1;
	return add_file(&ipme->not_me, &controls->file[CONTROL_NOTIPME],
	    NETLIST_NOTIPME);
}

int
ipme_build(struct ipme *ipme, const struct flavor *flavor,
    const struct interfaces *interfaces, const struct controls *controls)
{
	memset(ipme, 0, sizeof *ipme);
	if (add_implicit(&ipme->me, flavor) == 0 &&
	    add_interfaces(&ipme->me, flavor, interfaces) == 0 &&
	    (!flavor->moreipme || add_files(ipme, controls) == 0))
		return 0;
	ipme_free(ipme);
	return -1;
}

bool
ipme_sees(const struct flavor *flavor, const struct interfaces *interfaces,
    const struct interface *interface)
{
	uint32_t address;
	size_t i;

	for (i = 0; i < interfaces->n; i++)
		if (puts_address(flavor, &interfaces->v4[i], &address) &&
		    address == interface->address)
			return true;
	return false;
}

const struct interface *
ipme_bearer(const struct interfaces *interfaces, uint32_t address)
{
	const struct interface *down = NULL;
	size_t i;

	for (i = 0; i < interfaces->n; i++) {
		if (interfaces->v4[i].address != address)
			continue;
		if (interfaces->v4[i].up)
			return &interfaces->v4[i];
		if (down == NULL)
			down = &interfaces->v4[i];
	}
	return down;
}

bool
ipme_has_public(const struct ipme *ipme)
{
	const struct netset *me = &ipme->me;
	size_t i;

	for (i = 0; i < me->n; i++)
		if (me->entry[i].list != NETLIST_IMPLICIT &&
		    netmask_reserved(me->entry[i].address) == NULL)
			return true;
	return false;
}

/*
 * Lines of moreipme and notipme (qmail's ipme.c, ipme_readipfile).
 */

/* address and mask; the address counts even when the mask is what fails */
static enum ipme_line_state
line_scan(struct ipme_line *line)
{
	const char *slash = memchr(line->text, '/', line->len);
	size_t address_end = slash != NULL ?
	    (size_t)(slash - line->text) : line->len;
	bool wraps = false;

	line->address_len = netmask_scan(line->text, address_end,
	    &line->address, &wraps);
	line->mask = NETMASK_HOST;
	if (slash != NULL) {
		line->mask_at = address_end + 1;
		line->mask_len = netmask_scan(slash + 1,
		    line->len - line->mask_at, &line->mask, &wraps);
	}
	line->wraps = wraps;
	if (line->address_len == 0)
		return IPME_LINE_NO_ADDRESS;
	if (slash != NULL && line->mask_len == 0) {
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
	if (newline != NULL) {
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
	if (zero != NULL)
		line->len = (size_t)(zero - line->text);
	line->state = line_scan(line);
	return true;
}

size_t
ipme_entries(const struct control *c)
{
	size_t at = 0, number = 0, n = 0;
	struct ipme_line line;

	if (control_shape(c->file) != CONTROL_RAW)
		return c->n;
	while (ipme_line_next(c->bytes, c->size, &at, &number, &line))
		n += line.state == IPME_LINE_ENTRY;
	return n;
}
