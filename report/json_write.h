/*
 * json_write.h: JSON, written as it is made: a value at a time, on one line.
 * Every value takes the key under which its object has it, plain ASCII; NULL
 * in a list and for the outermost.
 */
#ifndef REPORT_JSON_WRITE_H
#define REPORT_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "report/buffer.h"

struct json_writer {		/* zeroed: nothing is written */
	struct buffer line;	/* owned */
	bool more;		/* a value stands before: a comma comes next */
};

void
json_object(struct json_writer *, const char *key);

void
json_object_end(struct json_writer *);

void
json_list(struct json_writer *, const char *key);

void
json_list_end(struct json_writer *);

/* A string in parts, of octets that are ASCII. */
void
json_string(struct json_writer *, const char *key);

void
json_part(struct json_writer *, const char *, size_t len);

void
json_string_end(struct json_writer *);

/* a string; NULL gives null */
void
json_text(struct json_writer *, const char *key, const char *);

void
json_number(struct json_writer *, const char *key, uint64_t);

/* so many thousandths, as a number with a point */
void
json_thousandths(struct json_writer *, const char *key, uint64_t);

void
json_boolean(struct json_writer *, const char *key, bool);

void
json_null(struct json_writer *, const char *key);

#endif
