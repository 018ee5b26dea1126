/*
 * json_parts.h: what the files of the JSON report share.
 */
#ifndef REPORT_JSON_PARTS_H
#define REPORT_JSON_PARTS_H

#include "output.h"
#include "report/json_write.h"

/* json_value.c: values from what reports hold */

/* octets, escaped */
void
json_octets(struct json_writer *, const char *key, const char *, size_t len);

/* the same for a string; NULL gives null */
void
json_escaped(struct json_writer *, const char *key, const char *);

/* a name in wire.h's text; NULL gives null */
void
json_name(struct json_writer *, const char *key, const char *);

/* text that is printable already and made for this report alone: freed here;
   NULL: there was no memory for it */
void
json_made(struct json_writer *, const char *key, char *);

void
json_address(struct json_writer *, const char *key, uint32_t);

/* a line or another number that counts from 1; 0 gives null */
void
json_line(struct json_writer *, const char *key, size_t);

/* 1 true, 0 false, -1 null */
void
json_maybe(struct json_writer *, const char *key, int);

/* the keys of an entry of ipme or notipme, inside its object */
void
json_entry_keys(struct json_writer *, const struct netentry *);

/* such an entry; NULL gives null */
void
json_entry(struct json_writer *, const char *key, const struct netentry *);

/* Its words, whole, are borrowed, and NULL where there are none; null where
   something failed. */
void
json_verdict(struct json_writer *, const char *key, const struct diagnosis *,
    const struct verdict *, const char *words);

/* qmail's words as "message"; NULL gives null */
void
json_message(struct json_writer *, const char *words);

/* Members of the report's object: json_decision.c: route, questions, mx,
   prefme, candidates, verdict, others; json_way.c: way */
void
json_decision(struct json_writer *, const struct diagnosis *);

void
json_way(struct json_writer *, const struct diagnosis *);

/* json_findings.c: findings */
void
json_findings(struct json_writer *, const struct diagnosis *);

/* named, fixes */
void
json_changes(struct json_writer *, const struct diagnosis *);

/* error */
void
json_error(struct json_writer *, const struct diagnosis *);

/* json_host.c: --ip and the host view */

void
json_ip(struct json_writer *, const struct diagnosis *);

void
json_host(struct json_writer *, const struct diagnosis *);

#endif
