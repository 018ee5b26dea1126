/*
 * Fields to RDATA. Names are read by the rules of queries, so that what one
 * can ask one can also serve; addresses, strings and all types that are not
 * in the table are ldns's (the latter in other.c).
 */
#include <string.h>

#include <ldns/ldns.h>

#include "base/ascii.h"
#include "base/fold.h"
#include "zone/rdata.h"

enum {
	TYPE_OPT = 41,
	META_FIRST = 128, META_LAST = 255,	/* RFC 6895, 3.1 */
	FIELD = 2048		/* a field's text for ldns */
};

/* n a name, p 16 bits, i 32 bits, t a period, 4 and 6 addresses, s one string
   or more */
struct shape {
	const char *name;
	const char *fields;
	uint16_t type;
	uint8_t before, names;	/* as zone_rdata_names gives them */
};

static const struct shape shapes[] = {
	{ "A", "4", LDNS_RR_TYPE_A, 0, 0 },
	{ "MX", "pn", LDNS_RR_TYPE_MX, 2, 1 },
	{ "AAAA", "6", LDNS_RR_TYPE_AAAA, 0, 0 },
	{ "CNAME", "n", LDNS_RR_TYPE_CNAME, 0, 1 },
	{ "NS", "n", LDNS_RR_TYPE_NS, 0, 1 },
	{ "PTR", "n", LDNS_RR_TYPE_PTR, 0, 1 },
	{ "SOA", "nnitttt", LDNS_RR_TYPE_SOA, 0, 2 },
	{ "TXT", "s", LDNS_RR_TYPE_TXT, 0, 0 },
	{ "SPF", "s", LDNS_RR_TYPE_SPF, 0, 0 },
	{ "SRV", "pppn", LDNS_RR_TYPE_SRV, 0, 0 },
	{ "DNAME", "n", LDNS_RR_TYPE_DNAME, 0, 0 }
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static const struct shape *
shape_of(uint16_t type)
{
	size_t i;

	for (i = 0; i < SHAPES; i++)
		if (shapes[i].type == type)
			return &shapes[i];
	return NULL;
}

bool
zone_rdata_has(uint16_t type)
{
	return shape_of(type) != NULL;
}

size_t
zone_rdata_names(uint16_t type, size_t *before)
{
	const struct shape *shape = shape_of(type);

	*before = shape == NULL ? 0 : shape->before;
	return shape == NULL ? 0 : shape->names;
}

/* false: does not fit, or holds a zero byte (which no field does) */
static bool
field_text(char *text, size_t size, const struct zone_field *field)
{
	if (field->len >= size)
		return false;
	memcpy(text, field->text, field->len);
	text[field->len] = '\0';
	return true;
}

uint16_t
zone_rdata_type(const struct zone_field *field)
{
	char text[32];
	size_t i;
	unsigned type;

	if (!field_text(text, sizeof text, field))
		return 0;
	for (i = 0; i < SHAPES; i++)
		if (fold_equal(field->text, field->len, shapes[i].name,
		    strlen(shapes[i].name)))
			return shapes[i].type;
	type = ldns_get_rr_type_by_name(text);
	if (type == TYPE_OPT || (type >= META_FIRST && type <= META_LAST) ||
	    type > UINT16_MAX)
		return 0;
	return (uint16_t)type;
}

int
zone_rdata_append(struct zone_rdata *rdata, const void *from, size_t len)
{
	if (len > ZONE_RDATA - rdata->len)
		return -1;
	memcpy(rdata->bytes + rdata->len, from, len);
	rdata->len += len;
	return 0;
}

static int
fail(struct zone_error *error, const char *what, const struct zone_field *field)
{
	return zone_scan_error(error, field->line, what, field);
}

int
zone_rdata_name(struct wire_name *name, const struct zone_field *field,
    const struct wire_name *origin, struct zone_error *error)
{
	bool is_absolute;

	if (field->len == 1 && field->text[0] == '@' && !field->is_quoted) {
		*name = *origin;
		return 0;
	}
	if (field->len == 0)
		return zone_scan_error(error, field->line,
		    "an empty name", NULL);
	if (!wire_name_read(name, field->text, field->len, &is_absolute))
		return fail(error, "not a name", field);
	if (is_absolute)
		return 0;
	if (name->len - 1 + origin->len > WIRE_OCTETS)
		return fail(error, "a name past 255 octets", field);
	memcpy(name->bytes + name->len - 1, origin->bytes, origin->len);
	name->len += origin->len - 1;
	return 0;
}

/* Digits from *at on, up to `most`; -1: none, or more */
static int
scan_number(const struct zone_field *field, size_t *at, uint64_t most,
    uint64_t *number)
{
	size_t from = *at;

	for (*number = 0; *at < field->len &&
	    ascii_is_digit(field->text[*at]); ++*at) {
		*number = *number * 10 + (uint64_t)(field->text[*at] - '0');
		if (*number > most)
			return -1;
	}
	return *at == from ? -1 : 0;
}

static uint64_t
unit(char c)
{
	switch (c) {
	case 's': case 'S':
		return 1;
	case 'm': case 'M':
		return 60;
	case 'h': case 'H':
		return 3600;
	case 'd': case 'D':
		return 86400;
	case 'w': case 'W':
		return 604800;
	}
	return 0;
}

int
zone_rdata_period(uint32_t *seconds, const struct zone_field *field,
    struct zone_error *error)
{
	uint64_t sum = 0, number, by = 0;
	size_t at = 0;

	if (field->len == 0)
		return zone_scan_error(error, field->line,
		    "an empty number of seconds", NULL);
	while (at < field->len) {
		if (scan_number(field, &at, ZONE_TTL_MOST, &number) == -1)
			return fail(error, "not a number of seconds", field);
		by = at == field->len ? 1 : unit(field->text[at++]);
		sum += number * by;
		if (by == 0 || sum > ZONE_TTL_MOST)
			return fail(error, "not a number of seconds", field);
	}
	*seconds = (uint32_t)sum;
	return 0;
}

/* `size` octets, from the top */
static int
append_number(struct zone_rdata *rdata, uint64_t number, size_t size)
{
	uint8_t octets[4];
	size_t i;

	for (i = size; i-- > 0; number >>= 8)
		octets[i] = (uint8_t)number;
	return zone_rdata_append(rdata, octets, size);
}

static int
read_number(struct zone_rdata *rdata, const struct zone_field *field,
    size_t size, struct zone_error *error)
{
	uint64_t number, most = size == 2 ? UINT16_MAX : UINT32_MAX;
	size_t at = 0;

	if (scan_number(field, &at, most, &number) == -1 || at < field->len)
		return fail(error, size == 2 ? "not a number up to 65535" :
		    "not a number up to 4294967295", field);
	if (append_number(rdata, number, size) == -1)
		return zone_scan_error(error, field->line,
		    "more than 65535 octets", NULL);
	return 0;
}

static int
read_by_ldns(struct zone_rdata *rdata, const struct zone_field *field,
    ldns_rdf_type kind, const char *what, struct zone_error *error)
{
	char text[FIELD];
	ldns_rdf *rdf;
	int result;

	rdf = field_text(text, sizeof text, field) ?
	    ldns_rdf_new_frm_str(kind, text) : NULL;
	if (rdf == NULL)
		return fail(error, what, field);
	result = zone_rdata_append(rdata, ldns_rdf_data(rdf),
	    ldns_rdf_size(rdf));
	ldns_rdf_deep_free(rdf);
	if (result == -1)
		return zone_scan_error(error, field->line,
		    "more than 65535 octets", NULL);
	return 0;
}

static int
read_name(struct zone_rdata *rdata, const struct zone_field *field,
    const struct wire_name *origin, struct zone_error *error)
{
	struct wire_name name = { .len = 0 };

	if (zone_rdata_name(&name, field, origin, error) == -1)
		return -1;
	return zone_rdata_append(rdata, name.bytes, name.len);
}

static int
read_period(struct zone_rdata *rdata, const struct zone_field *field,
    struct zone_error *error)
{
	uint32_t seconds = 0;

	if (zone_rdata_period(&seconds, field, error) == -1)
		return -1;
	return append_number(rdata, seconds, 4);
}

static int
read_field(struct zone_rdata *rdata, char kind,
    const struct zone_field *field, const struct wire_name *origin,
    struct zone_error *error)
{
	switch (kind) {
	case 'n':
		return read_name(rdata, field, origin, error);
	case 'p':
		return read_number(rdata, field, 2, error);
	case 'i':
		return read_number(rdata, field, 4, error);
	case 't':
		return read_period(rdata, field, error);
	case '4':
		return read_by_ldns(rdata, field, LDNS_RDF_TYPE_A,
		    "not an IPv4 address", error);
	case '6':
		return read_by_ldns(rdata, field, LDNS_RDF_TYPE_AAAA,
		    "not an IPv6 address", error);
	}
	return read_by_ldns(rdata, field, LDNS_RDF_TYPE_STR,
	    "not a string of up to 255 octets", error);
}

int
zone_rdata_read(struct zone_rdata *rdata, uint16_t type, size_t line,
    const struct zone_field *field, size_t n, const struct wire_name *origin,
    struct zone_error *error)
{
	const char *kind = shape_of(type)->fields;
	size_t i;

	rdata->len = 0;
	if (n < strlen(kind))
		return zone_scan_error(error, line,
		    "too few fields behind the type", NULL);
	for (i = 0; i < n; i++) {
		if (*kind == '\0')
			return fail(error, "a field too many", &field[i]);
		if (read_field(rdata, *kind, &field[i], origin, error) == -1)
			return -1;
		if (*kind != 's')
			kind++;
	}
	return 0;
}
