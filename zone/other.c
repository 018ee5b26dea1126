/*
 * other.c: RDATA of the types that rdata.c has no table row for, by ldns.
 */
#include <stdio.h>
#include <string.h>

#include <ldns/ldns.h>

#include "base/ascii.h"
#include "zone/other.h"

enum { LINE = 32768 };		/* a record's text for ldns */

/* The fields as one line; a quoted one as it was written. -1: too long */
static int
join(char line[LINE], uint16_t type, const struct zone_field *field, size_t n)
{
	size_t i, at = (size_t)snprintf(line, LINE, ". 0 IN TYPE%u",
	    (unsigned)type);

	for (i = 0; i < n; i++) {
		if (field[i].len + 4 > LINE - at)
			return -1;
		line[at++] = ' ';
		if (field[i].is_quoted)
			line[at++] = '"';
		memcpy(line + at, field[i].text, field[i].len);
		at += field[i].len;
		if (field[i].is_quoted)
			line[at++] = '"';
	}
	line[at] = '\0';
	return 0;
}

static int
append_all(struct zone_rdata *rdata, const ldns_rr *rr)
{
	const ldns_rdf *rdf;
	size_t i;

	for (i = 0; i < ldns_rr_rd_count(rr); i++) {
		rdf = ldns_rr_rdf(rr, i);
		if (rdf == NULL ||
		    zone_rdata_append(rdata, ldns_rdf_data(rdf),
		    ldns_rdf_size(rdf)) == -1)
			return -1;
	}
	return 0;
}

static int
read_known(struct zone_rdata *rdata, uint16_t type, size_t line,
    const struct zone_field *field, size_t n, const struct wire_name *origin,
    struct zone_error *error)
{
	char text[LINE];
	ldns_rdf *root;
	ldns_rr *rr = NULL;
	ldns_status status;

	if (join(text, type, field, n) == -1)
		return zone_scan_error(error, line, "a record past 32000 "
		    "octets of text", NULL);
	root = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, origin->len,
	    origin->bytes);
	if (root == NULL)
		return zone_scan_no_memory(error);
	status = ldns_rr_new_frm_str(&rr, text, 0, root, NULL);
	ldns_rdf_deep_free(root);
	if (status == LDNS_STATUS_MEM_ERR)
		return zone_scan_no_memory(error);
	if (status != LDNS_STATUS_OK || append_all(rdata, rr) == -1) {
		ldns_rr_free(rr);
		return zone_scan_error(error, line, "not the fields of its "
		    "type", NULL);
	}
	ldns_rr_free(rr);
	return 0;
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);

	return c == '\0' || at == NULL ? -1 : (int)(at - digits);
}

/* A length in decimal; -1: not one up to ZONE_RDATA */
static long
length_of(const struct zone_field *field)
{
	long length = 0;
	size_t i;

	for (i = 0; i < field->len; i++) {
		if (!ascii_is_digit(field->text[i]))
			return -1;
		length = length * 10 + (field->text[i] - '0');
		if (length > ZONE_RDATA)
			return -1;
	}
	return i == 0 ? -1 : length;
}

/* RFC 3597, 5, behind the \#: a length, then hexadecimal digits */
static int
read_generic(struct zone_rdata *rdata, size_t line,
    const struct zone_field *field, size_t n, struct zone_error *error)
{
	long length = n == 0 ? -1 : length_of(field);
	size_t i, j, digits = 0;
	int value;

	if (length == -1)
		return zone_scan_error(error, line,
		    "no length up to 65535 behind \\#", NULL);
	for (i = 1; i < n; i++)
		for (j = 0; j < field[i].len; j++) {
			value = hex_value(field[i].text[j]);
			if (value == -1 || digits == 2 * (size_t)length)
				return zone_scan_error(error, field[i].line,
				    "not hexadecimal digits of that length",
				    &field[i]);
			if (digits % 2 == 0)
				rdata->bytes[digits / 2] = 0;
			rdata->bytes[digits / 2] = (uint8_t)(
			    rdata->bytes[digits / 2] << 4 | value);
			digits++;
		}
	if (digits != 2 * (size_t)length)
		return zone_scan_error(error, line,
		    "fewer hexadecimal digits than the length says", NULL);
	rdata->len = (size_t)length;
	return 0;
}

/* ldns has no rule for most types, and leaks over a bad IPSECKEY. */
static bool
is_readable(uint16_t type)
{
	return type != LDNS_RR_TYPE_IPSECKEY &&
	    ldns_rr_descript(type) != ldns_rr_descript(0);
}

int
zone_other_read(struct zone_rdata *rdata, uint16_t type, size_t line,
    const struct zone_field *field, size_t n, const struct wire_name *origin,
    struct zone_error *error)
{
	rdata->len = 0;
	if (n > 0 && field->len == 2 && !field->is_quoted &&
	    memcmp(field->text, "\\#", 2) == 0)
		return read_generic(rdata, line, field + 1, n - 1, error);
	if (!is_readable(type))
		return zone_scan_error(error, line,
		    "a type that only \\# can write", NULL);
	return read_known(rdata, type, line, field, n, origin, error);
}
