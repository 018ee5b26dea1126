/*
 * json_parts.h: what the files of the JSON report share. Every value is made
 * new; a NULL (no memory) put into an object is remembered in the writer, so
 * that only the end needs to look.
 */
#ifndef REPORT_JSON_PARTS_H
#define REPORT_JSON_PARTS_H

#include <jansson.h>

#include "output.h"

struct json_writer {
	bool no_memory;
};

/* json_value.c */

/* Puts the value, which is taken over, into the object or onto the list. */
void
json_put(struct json_writer *, json_t *object, const char *key, json_t *);

void
json_push(struct json_writer *, json_t *list, json_t *);

/* octets, escaped */
json_t *
json_octets(const char *, size_t len);

/* the same for a string; NULL gives null */
json_t *
json_escaped(const char *);

/* a name in wire.h's text */
json_t *
json_name(const char *);

/* text that is printable already; NULL gives null */
json_t *
json_text(const char *);

json_t *
json_address(uint32_t);

/* a line or another number that counts from 1; 0 gives null */
json_t *
json_line(size_t);

/* 1 true, 0 false, -1 null */
json_t *
json_maybe(int);

/* an entry of ipme or notipme; NULL gives null */
json_t *
json_entry(struct json_writer *, const struct netentry *);

/* json_head.c */

void
json_head(struct json_writer *, json_t *root, const struct diagnosis *);

/* flavor and control; null without a site */
void
json_site(struct json_writer *, json_t *root, const struct diagnosis *);

/* json_route.c: route, questions */

void
json_route(struct json_writer *, json_t *root, const struct diagnosis *);

/* json_decision.c: mx, prefme, candidates, verdict, others */

/* host: the one that its words name */
json_t *
json_verdict(struct json_writer *, const struct diagnosis *,
    const char *host, const struct verdict *);

void
json_decision(struct json_writer *, json_t *root, const struct diagnosis *);

/* json_findings.c: findings, named, fixes, error */

void
json_findings(struct json_writer *, json_t *root, const struct diagnosis *);

void
json_named(struct json_writer *, json_t *root, const struct diagnosis *);

void
json_fixes(struct json_writer *, json_t *root, const struct diagnosis *);

void
json_error(struct json_writer *, json_t *root, const struct diagnosis *);

/* json_host.c: --ip and the host view */

void
json_ip(struct json_writer *, json_t *root, const struct diagnosis *);

void
json_host(struct json_writer *, json_t *root, const struct diagnosis *);

#endif
