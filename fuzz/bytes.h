/*
 * bytes.h: a fuzzer's octets, taken one after the other; when they are used
 * up, everything is zero.
 */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_SEPARATOR = 0xff };	/* ends a section */

struct bytes {
	const uint8_t *at;	/* borrowed */
	size_t left;
};

/* What has to hold: a fuzzer's crash. */
#define must(holds) \
	((holds) ? (void)0 : must_fail(#holds, __FILE__, __LINE__))

static inline void
must_fail(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

static inline unsigned
bytes_octet(struct bytes *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static inline uint32_t
bytes_number(struct bytes *in)
{
	uint32_t number = bytes_octet(in);
	int i;

	for (i = 0; i < 3; i++)
		number = number << 8 | bytes_octet(in);
	return number;
}

/* len octets in memory of exactly that size, which is the caller's */
static inline void *
bytes_copy(const void *from, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);

	must(copy != NULL);
	if (len > 0)
		memcpy(copy, from, len);
	return copy;
}

/* The octets up to a separator, which goes too: *len of them, borrowed. */
static inline const uint8_t *
bytes_section(struct bytes *in, size_t *len)
{
	const uint8_t *text = in->at, *end;

	end = in->left > 0 ? memchr(text, BYTES_SEPARATOR, in->left) : NULL;
	*len = end != NULL ? (size_t)(end - text) : in->left;
	in->at += *len;
	in->left -= *len;
	bytes_octet(in);
	return text;
}

/* A section as a string up to its first zero octet; the caller frees it. */
static inline char *
bytes_string(struct bytes *in)
{
	size_t len;
	const uint8_t *text = bytes_section(in, &len);
	char *string = malloc(len + 1);

	must(string != NULL);
	if (len > 0)
		memcpy(string, text, len);
	string[len] = '\0';
	return string;
}

#endif
