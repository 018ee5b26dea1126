/*
 * A master file to the zone's records (RFC 1035, 5.1; $TTL of RFC 2308, 4).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/fold.h"
#include "zone/other.h"
#include "zone/rdata.h"
#include "zone/scan.h"
#include "zone/store.h"

enum {
	FILE_MOST = 256 << 20,	/* octets */
	TTL_ASSUMED = 3600	/* no TTL yet and no $TTL */
};

struct parse {
	struct zone *zone;
	struct zone_scan scan;
	struct zone_error *error;
	struct wire_name origin;
	struct wire_name owner;		/* of the record before */
	bool has_owner;
	bool has_default;		/* a $TTL was read */
	uint32_t ttl;			/* $TTL's, else the last given */
	struct zone_rdata rdata;
};

static bool
is_word(const struct zone_field *field, const char *word)
{
	return !field->is_quoted &&
	    fold_equal(field->text, field->len, word, strlen(word));
}

static int
fail(struct parse *parse, const struct zone_field *at, const char *what,
    const struct zone_field *shown)
{
	return zone_scan_error(parse->error, at->line, what, shown);
}

static int
read_directive(struct parse *parse)
{
	const struct zone_field *field = parse->scan.field;
	struct wire_name origin;

	if (is_word(field, "$INCLUDE"))
		return fail(parse, field, "$INCLUDE is not supported: give "
		    "each file by itself", NULL);
	if (!is_word(field, "$ORIGIN") && !is_word(field, "$TTL"))
		return fail(parse, field, "not a directive known here", field);
	if (parse->scan.n != 2)
		return fail(parse, field, "one field belongs behind", field);
	if (is_word(field, "$ORIGIN")) {
		if (zone_rdata_name(&origin, &field[1], &parse->origin,
		    parse->error) == -1)
			return -1;
		parse->origin = origin;
		return 0;
	}
	parse->has_default = true;
	return zone_rdata_period(&parse->ttl, &field[1], parse->error);
}

static bool
is_other_class(const struct zone_field *field)
{
	return is_word(field, "CH") || is_word(field, "HS") ||
	    is_word(field, "CS") || is_word(field, "ANY") ||
	    is_word(field, "NONE");
}

/* TTL and class, in either order, each or both left out; *at moves on. */
static int
read_ttl_class(struct parse *parse, size_t *at, uint32_t *ttl)
{
	const struct zone_field *field;
	bool has_ttl = false, has_class = false;

	*ttl = parse->ttl;
	for (; *at < parse->scan.n; ++*at) {
		field = &parse->scan.field[*at];
		if (!has_class && is_word(field, "IN")) {
			has_class = true;
		} else if (!has_class && is_other_class(field)) {
			return fail(parse, field, "a class that is not IN",
			    field);
		} else if (!has_ttl && field->len > 0 &&
		    ascii_is_digit(field->text[0])) {
			if (zone_rdata_period(ttl, field, parse->error) == -1)
				return -1;
			has_ttl = true;
		} else {
			break;
		}
	}
	if (has_ttl && !parse->has_default)
		parse->ttl = *ttl;
	return 0;
}

static int
read_owner(struct parse *parse, size_t *at)
{
	const struct zone_field *field = parse->scan.field;

	if (parse->scan.starts_blank) {
		if (parse->has_owner)
			return 0;
		return fail(parse, field, "a leading blank, and no owner "
		    "before it", NULL);
	}
	parse->has_owner = true;
	*at = 1;
	return zone_rdata_name(&parse->owner, field, &parse->origin,
	    parse->error);
}

/* the fields from `at` on */
static int
read_rdata(struct parse *parse, uint16_t type, size_t at)
{
	const struct zone_field *field = parse->scan.field;
	size_t n = parse->scan.n - at;

	if (zone_rdata_has(type))
		return zone_rdata_read(&parse->rdata, type, field->line,
		    field + at, n, &parse->origin, parse->error);
	return zone_other_read(&parse->rdata, type, field->line, field + at,
	    n, &parse->origin, parse->error);
}

static int
read_record(struct parse *parse)
{
	const struct zone_field *field = parse->scan.field;
	size_t n = parse->scan.n, at = 0;
	uint32_t ttl;
	uint16_t type;

	if (read_owner(parse, &at) == -1 ||
	    read_ttl_class(parse, &at, &ttl) == -1)
		return -1;
	if (at == n)
		return fail(parse, &field[n - 1], "no type behind",
		    &field[n - 1]);
	type = zone_rdata_type(&field[at]);
	if (type == 0)
		return fail(parse, &field[at], "not a type", &field[at]);
	at++;
	if (read_rdata(parse, type, at) == -1)
		return -1;
	if (zone_add(parse->zone, &parse->owner, type, ttl,
	    parse->rdata.bytes, parse->rdata.len) == -1)
		return zone_scan_no_memory(parse->error);
	return 0;
}

static int
read_entries(struct parse *parse)
{
	const struct zone_field *field;
	int more;

	while ((more = zone_scan_next(&parse->scan, parse->error)) == 1) {
		field = parse->scan.field;
		if (!parse->scan.starts_blank && !field->is_quoted &&
		    field->len > 0 && field->text[0] == '$')
			more = read_directive(parse);
		else
			more = read_record(parse);
		if (more == -1)
			break;
	}
	return more;
}

int
zone_parse(struct zone *zone, const char *text, size_t len,
    struct zone_error *error)
{
	struct parse *parse;
	int result;

	if (ascii_mark(text, len) > 0)
		return zone_scan_error(error, 1, "a byte order mark", NULL);
	parse = malloc(sizeof *parse);
	if (parse == NULL)
		return zone_scan_no_memory(error);
	parse->zone = zone;
	parse->error = error;
	parse->has_owner = parse->has_default = false;
	parse->ttl = TTL_ASSUMED;
	parse->origin.bytes[0] = 0;
	parse->origin.len = 1;
	zone_scan_start(&parse->scan, text, len);
	result = read_entries(parse);
	zone_scan_end(&parse->scan);
	free(parse);
	return result;
}

static int
fail_file(struct zone_error *error, const char *what, int number)
{
	zone_scan_error(error, 0, what, NULL);
	if (number != 0)
		snprintf(error->text, sizeof error->text, "%s: %s", what,
		    strerror(number));
	return -1;
}

/* The file's octets, one more than its size at first so that the end is seen
   in one go; NULL: the error is set. The caller frees. */
static char *
read_all(int fd, size_t size, size_t *len, struct zone_error *error)
{
	char *text = NULL, *grown;
	size_t room = size < FILE_MOST ? size + 1 : FILE_MOST;
	ssize_t got = 1;

	for (*len = 0; got > 0; *len += (size_t)got) {
		if (*len > FILE_MOST) {
			fail_file(error, "more than 256 MiB", 0);
			break;
		}
		if (*len == room)
			room *= 2;
		grown = realloc(text, room);
		if (grown == NULL) {
			zone_scan_no_memory(error);
			break;
		}
		text = grown;
		do
			got = read(fd, text + *len, room - *len);
		while (got == -1 && errno == EINTR);
		if (got == 0)
			return text;
		if (got == -1)
			fail_file(error, "cannot read it", errno);
	}
	free(text);
	return NULL;
}

/* O_NONBLOCK: the open of a FIFO must not wait for a writer. */
static int
open_regular(const char *path, size_t *size, struct zone_error *error)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd == -1)
		return fail_file(error, "cannot open it", errno);
	if (fstat(fd, &st) == -1)
		fail_file(error, "cannot open it", errno);
	else if (!S_ISREG(st.st_mode))
		fail_file(error, "not a regular file", 0);
	else if (st.st_size > FILE_MOST)
		fail_file(error, "more than 256 MiB", 0);
	else {
		*size = (size_t)st.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

int
zone_load(struct zone *zone, const char *path, struct zone_error *error)
{
	size_t size, len;
	char *text;
	int fd, result;

	fd = open_regular(path, &size, error);
	if (fd == -1)
		return -1;
	text = read_all(fd, size, &len, error);
	close(fd);
	if (text == NULL)
		return -1;
	result = zone_parse(zone, text, len, error);
	free(text);
	return result;
}
