/*
 * zone_ask.c: a question put to a zone's files.
 */
#include <string.h>

#include "net/zone_ask.h"

/* by "UDP" first, then whole when that was truncated */
static size_t
reply_to(const struct zone *zone, const struct wire_query *query,
    uint8_t *reply, bool *known)
{
	size_t len = zone_answer(zone, query->bytes, query->len, true, reply,
	    WIRE_MESSAGE, known);

	if (len > 0 && wire_is_truncated(reply))
		len = zone_answer(zone, query->bytes, query->len, false,
		    reply, WIRE_MESSAGE, known);
	return len;
}

int
zone_ask(const struct zone *zone, const struct question *question,
    uint8_t *reply, struct answer *answer, struct origin *origin)
{
	struct wire_query query;
	bool known = true;
	size_t len;

	origin->transport = TRANSPORT_ZONE;
	strcpy(origin->server, "zone");
	if (wire_make_query(&query, question, 0, 0) == WIRE_UNSENDABLE) {
		answer_none(answer, ANSWER_HARD);
		origin->transport = TRANSPORT_NONE;
		return 0;
	}
	len = reply_to(zone, &query, reply, &known);
	origin->not_in_zone = !known;
	if (len > 0)
		return wire_read(answer, &query, reply, len);
	answer_none(answer, ANSWER_SOFT);
	return 0;
}
