/*
 * All recorded cases in process: what the real programs did (t/vectors/),
 * held against control, route, facts, lookup and prefme. Records become wire
 * bytes through the zone, and are read back by wire_read.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "json_read.h"
#include "qmail/judge.h"
#include "wire/name.h"
#include "zone/zone.h"

enum { REPLY = 65535 };

static const time_t now = 1700000000;

static void *
must(void *made)
{
	ck_assert_ptr_nonnull(made);
	return made;
}

static void
load_controls(struct controls *controls, const struct json *files)
{
	const struct json *text;
	char *bytes;
	size_t i;

	memset(controls, 0, sizeof *controls);
	for (i = 0; i < CONTROL_FILES; i++) {
		controls->file[i].file = (enum control_file)i;
		text = json_get(files,
		    control_name((enum control_file)i));
		if (json_is(text, JSON_NULL)) {
			controls->file[i].state = CONTROL_UNREADABLE;
		} else if (text != NULL) {
			bytes = must(malloc(text->len + 1));
			memcpy(bytes, text->text, text->len + 1);
			ck_assert_int_eq(control_parse(&controls->file[i],
			    (enum control_file)i, bytes, text->len), 0);
		}
	}
}

/* the lab's hosts (t/lab/host.py), in the order of SIOCGIFCONF */
static const struct interface plain[] = {
	{ .name = "lo", .address = 0x7f000001, .up = true,
	    .by_label = 0x7f000001, .label_up = true },
	{ .name = "eth0", .address = 0xc000020a, .up = true,
	    .by_label = 0xc000020a, .label_up = true },
}, multi[] = {
	{ .name = "lo", .address = 0x7f000001, .up = true,
	    .by_label = 0x7f000001, .label_up = true },
	{ .name = "eth0", .address = 0xc000020a, .up = true,
	    .by_label = 0xc000020a, .label_up = true },
	{ .name = "eth0", .address = 0xc000020b, .up = true,
	    .by_label = 0xc000020a, .label_up = true },
	{ .name = "eth0:1", .address = 0xc000020c, .up = true,
	    .by_label = 0xc000020c, .label_up = true },
	{ .name = "eth1", .address = 0xcb007114, .up = false,
	    .by_label = 0xcb007114, .label_up = false },
	{ .name = "tun7", .address = 0x0a080001, .up = true,
	    .by_label = 0x0a080001, .label_up = true },
}, nat[] = {
	{ .name = "lo", .address = 0x7f000001, .up = true,
	    .by_label = 0x7f000001, .label_up = true },
	{ .name = "eth0", .address = 0x0a000005, .up = true,
	    .by_label = 0x0a000005, .label_up = true },
};

/* of a host that the case lists itself: its addresses so far */
struct made_host {
	struct interface interface[400];
	struct {
		uint32_t net, mask;
		bool is_secondary;
	} of[400];
	size_t n;
};

static void
address_place(struct made_host *made, size_t device, size_t at)
{
	struct interface moved = made->interface[at];
	size_t to = at, i;

	for (i = device; i < at; i++)
		made->of[at].is_secondary |= !made->of[i].is_secondary &&
		    made->of[i].mask == made->of[at].mask &&
		    made->of[i].net == made->of[at].net;
	if (made->of[at].is_secondary)
		return;
	while (to > device && made->of[to - 1].is_secondary)
		to--;
	for (i = at; i > to; i--) {
		made->interface[i] = made->interface[i - 1];
		made->of[i] = made->of[i - 1];
	}
	made->interface[to] = moved;
	made->of[to].is_secondary = false;
}

/* "192.0.2.1/24" or { "cidr", "label" or "peer" }; Linux keeps the addresses
   of a network already there behind the others (inet_insert_ifa) */
static void
address_make(struct made_host *made, size_t device, const char *name, bool up,
    const struct json *from)
{
	const char *cidr = json_is(from, JSON_STRING) ? from->text :
	    json_text_of(from, "cidr");
	const char *label = json_text_of(from, "label");
	const char *peer = json_text_of(from, "peer");
	struct interface *made_one = &made->interface[made->n];
	unsigned a, b, c, d, length = 32;

	if (sscanf(cidr, "%u.%u.%u.%u/%u", &a, &b, &c, &d, &length) < 4)
		return;			/* IPv6 */
	ck_assert_uint_lt(made->n, 400);
	memset(made_one, 0, sizeof *made_one);
	snprintf(made_one->name, sizeof made_one->name, "%s",
	    *label != '\0' ? label : name);
	made_one->address = a << 24 | b << 16 | c << 8 | d;
	made_one->up = made_one->label_up = up;
	made->of[made->n].mask = UINT32_MAX << (32 - length);
	made->of[made->n].net = made_one->address & made->of[made->n].mask;
	made->of[made->n].is_secondary = false;
	if (sscanf(peer, "%u.%u.%u.%u", &a, &b, &c, &d) == 4)
		made->of[made->n].net = a << 24 | b << 16 | c << 8 | d;
	address_place(made, device, made->n++);
}

/* static: until the next one */
static struct interfaces
host_make(const struct json *list)
{
	static struct made_host made;
	const struct json *device, *address;
	size_t first, i, k;

	made.n = 1;
	made.interface[0] = plain[0];
	for (device = json_at(list, 0); device != NULL; device = device->next) {
		first = made.n;
		address = json_at(json_get(device, "addrs"), 0);
		for (; address != NULL; address = address->next)
			address_make(&made, first,
			    json_text_of(device, "name"),
			    json_is(json_get(device, "up"), JSON_TRUE),
			    address);
		for (i = first; i < made.n; i++) {
			for (k = first; strcmp(made.interface[k].name,
			    made.interface[i].name) != 0; k++)
				;
			made.interface[i].by_label =
			    made.interface[k].address;
		}
	}
	return (struct interfaces){ .v4 = made.interface, .n = made.n };
}

static struct interfaces
host_of(const struct json *scenario)
{
	const struct json *list = json_get(scenario, "host");
	const char *name = json_text_of(scenario, "host");
	struct interfaces host = { 0 };

	if (!json_is(list, JSON_STRING))
		return host_make(list);
	if (strcmp(name, "multi") == 0) {
		host.v4 = (struct interface *)multi;
		host.n = 6;
	} else {
		host.v4 = strcmp(name, "nat") == 0 ? (struct interface *)nat :
		    (struct interface *)plain;
		host.n = strcmp(name, "bare") == 0 ? 1 : 2;
	}
	return host;
}

/* a recorded DNS: records, and failures by name and type */
struct dns {
	struct zone *zone;
	const struct json *records, *overrides;
	bool dead;		/* no server is there */
	bool edns;		/* resolv.conf says edns0 */
};

/* As master files have it: what is special to them in a name is escaped. */
static const char *
escaped_line(const struct json *record, char *line, size_t room)
{
	const char *from = record->text;
	size_t len = 0;

	ck_assert_uint_lt(2 * record->len, room);
	for (; *from != '\0'; from++) {
		if (strchr("\"();$", *from) != NULL &&
		    (from == record->text || from[-1] != '\\'))
			line[len++] = '\\';
		line[len++] = *from;
	}
	line[len] = '\0';
	return line;
}

/* A TXT that is longer than a string, in strings. */
static const char *
record_line(const struct json *record, char *line, size_t room)
{
	const char *txt = strstr(record->text, " TXT ");
	size_t len, n;

	if (txt == NULL)
		return escaped_line(record, line, room);
	if (strlen(txt + 5) <= 255)
		return record->text;
	txt += 5;
	len = (size_t)(txt - record->text);
	ck_assert_uint_lt(record->len + record->len / 255 * 3 + 4, room);
	memcpy(line, record->text, len);
	for (; *txt != '\0'; txt += n) {
		n = strlen(txt) < 255 ? strlen(txt) : 255;
		len += (size_t)sprintf(line + len, "\"%.*s\" ", (int)n, txt);
	}
	return line;
}

static void
dns_load(struct dns *dns, const struct json *scenario)
{
	const char *conf = json_text_of(scenario, "resolv");
	struct zone_error error;
	const struct json *record;
	char room[2048];
	const char *line;

	dns->dead = *conf != '\0' && strstr(conf, "127.0.0.53") == NULL;
	dns->edns = strstr(conf, "edns0") != NULL;
	dns->records = json_get(scenario, "records");
	dns->overrides = json_get(scenario, "overrides");
	dns->zone = zone_new();
	ck_assert_ptr_nonnull(dns->zone);
	record = json_at(dns->records, 0);
	for (; record != NULL; record = record->next) {
		line = record_line(record, room, sizeof room);
		if (zone_parse(dns->zone, line, strlen(line), &error) == -1)
			ck_abort_msg("%s: %s", line, error.text);
	}
	ck_assert_int_eq(zone_ready(dns->zone), 0);
}

/* the override for a question; NULL: none */
/* the same octets, ASCII case aside */
static bool
same_name(const char *a, const char *b)
{
	struct wire_name left, right;
	bool absolute;

	return wire_name_read(&left, a, strlen(a), &absolute) &&
	    wire_name_read(&right, b, strlen(b), &absolute) &&
	    fold_equal(left.bytes, left.len, right.bytes, right.len);
}

static const char *
override_of(const struct dns *dns, const char *name, uint16_t type)
{
	const struct json *how;
	char asked[WIRE_NAME];
	const char *slash;

	for (how = json_at(dns->overrides, 0); how != NULL; how = how->next) {
		slash = strrchr(how->key, '/');
		snprintf(asked, sizeof asked, "%.*s",
		    (int)(slash - how->key), how->key);
		if (same_name(asked, name) &&
		    (strcmp(slash + 1, "*") == 0 ||
		    strcmp(slash + 1, wire_type_name(type)) == 0))
			return how->text;
	}
	return NULL;
}

static int
rcode_of(const char *how)
{
	static const char *const names[] = { "NOERROR", "FORMERR", "SERVFAIL",
	    "NXDOMAIN", "NOTIMP", "REFUSED" };
	int i;

	for (i = 0; i < 6; i++)
		if (strcmp(how, names[i]) == 0)
			return i;
	return strncmp(how, "RCODE:", 6) == 0 ? atoi(how + 6) : 0;
}

static size_t
unhex(const char *hex, uint8_t *to)
{
	size_t n = 0;
	unsigned octet;

	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		sscanf(hex, "%2x", &octet);
		to[n++] = (uint8_t)octet;
	}
	return n;
}

static bool
has_records(const struct dns *dns, const char *name)
{
	const struct json *record = json_at(dns->records, 0);
	char owner[WIRE_NAME];

	for (; record != NULL; record = record->next) {
		snprintf(owner, sizeof owner, "%.*s",
		    (int)strcspn(record->text, " "), record->text);
		if (same_name(owner, name))
			return true;
	}
	return false;
}

/* Where an alias leads to a name that fails, the reply has its rcode; to the
   recorded server a name without records is none. */
static void
fail_behind_alias(const struct dns *dns, const struct question *question,
    const struct wire_query *query, uint8_t *reply, size_t len)
{
	struct answer answer;
	const char *how;
	size_t i;

	ck_assert_int_eq(wire_read(&answer, query, reply, len), 0);
	for (i = 0; i < answer.n; i++) {
		if (answer.record[i].type != WIRE_CNAME)
			continue;
		how = override_of(dns, answer.record[i].name, question->type);
		if (how == NULL && !has_records(dns, answer.record[i].name))
			how = "NXDOMAIN";
		if (how == NULL || rcode_of(how) == 0)
			continue;
		reply[3] = (uint8_t)((reply[3] & 0xf0) | rcode_of(how));
		break;
	}
	answer_free(&answer);
}

/* the message that the recorded server would have sent; 0: none */
static size_t
dns_reply(const struct dns *dns, const struct question *question,
    const struct wire_query *query, uint8_t *reply)
{
	const char *how = override_of(dns, question->name, question->type);
	bool known;
	size_t len;

	if (how != NULL && strncmp(how, "EDNS:", 5) == 0)
		how = dns->edns ? how + 5 : NULL;
	if (how != NULL && strncmp(how, "DELAY:", 6) == 0)
		how = NULL;		/* shorter than the patience */
	if (dns->dead || (how != NULL && strcmp(how, "DROP") == 0))
		return 0;
	if (how != NULL && strncmp(how, "RAW:", 4) == 0) {
		memcpy(reply, query->bytes, 2);
		return unhex(how + 4, reply + 2) + 2;
	}
	if (how == NULL) {
		len = zone_answer(dns->zone, query->bytes, query->len, true,
		    reply, REPLY, &known);
		if (wire_is_truncated(reply))
			len = zone_answer(dns->zone, query->bytes, query->len,
			    false, reply, REPLY, &known);
		fail_behind_alias(dns, question, query, reply, len);
		return len;
	}
	memcpy(reply, query->bytes, query->len);
	reply[2] |= 0x84;
	reply[3] = (uint8_t)(0x80 | rcode_of(how));
	if (strcmp(how, "REFERRAL") == 0)
		reply[3] = 0, reply[2] = 0x80;
	memset(reply + 6, 0, 6);
	return query->len;
}

static void
dns_answer(const struct dns *dns, const struct question *question,
    struct answer *answer)
{
	static uint8_t reply[REPLY];
	struct wire_query query;
	size_t len;

	if (wire_make_query(&query, question, 7, 0) != WIRE_MADE) {
		answer_none(answer, ANSWER_HARD);
		return;
	}
	len = dns_reply(dns, question, &query, reply);
	if (len == 0 || !wire_is_reply(&query, reply, len) ||
	    wire_is_next_server(reply, len))
		answer_none(answer, ANSWER_SOFT);
	else
		ck_assert_int_eq(wire_read(answer, &query, reply, len), 0);
}

/* one scenario, ready to be judged */
struct scene {
	struct controls controls;
	struct interfaces host;
	struct ipme ipme;
	struct tcpto tcpto;
	struct dns dns;
	const struct flavor *flavor;
	struct subject subject;
	struct facts facts;
	struct judgement judgement;
};

static void
tcpto_load(struct tcpto *tcpto, const struct json *records)
{
	uint8_t bytes[TCPTO_RECORDS * TCPTO_OCTETS] = { 0 }, *at = bytes;
	const struct json *record = json_at(records, 0);
	uint32_t address, when;
	int i;

	for (; record != NULL; record = record->next, at += TCPTO_OCTETS) {
		ck_assert_ptr_ne(at, bytes + sizeof bytes);
		ck_assert(netmask_parse(json_text_of(record, "ip"), &address));
		when = (uint32_t)(now - json_integer_of(record, "age"));
		for (i = 0; i < 4; i++) {
			at[i] = (uint8_t)(address >> (24 - 8 * i));
			at[8 + i] = (uint8_t)(when >> (8 * i));
		}
		at[4] = (uint8_t)json_integer_of(record, "count");
	}
	tcpto_parse(tcpto, bytes, sizeof bytes);
}

/* Linux binds to what is on an interface, be it down, and to 127/8. */
static bool
is_outgoing_elsewhere(const struct scene *scene)
{
	uint32_t address;
	size_t i;

	if (!controls_outgoing(&scene->controls, &address) ||
	    address >> 24 == 127 || address == UINT32_MAX)
		return false;
	for (i = 0; i < scene->host.n; i++)
		if (scene->host.v4[i].address == address)
			return false;
	return true;
}

static void
scene_set(struct scene *scene, const struct json *scenario, const char *flavor)
{
	memset(scene, 0, sizeof *scene);
	scene->flavor = flavor_by_name(flavor);
	ck_assert_ptr_nonnull(scene->flavor);
	load_controls(&scene->controls, json_get(scenario, "control"));
	scene->host = host_of(scenario);
	ck_assert_int_eq(ipme_build(&scene->ipme, scene->flavor, &scene->host,
	    &scene->controls), 0);
	tcpto_load(&scene->tcpto, json_get(scenario, "tcpto"));
	dns_load(&scene->dns, scenario);
	scene->subject.text = json_text_of(scenario, "recipient");
	scene->subject.sender = json_get(scenario, "sender") != NULL ?
	    json_text_of(scenario, "sender") : "sender@sender.test";
}

static void
scene_free(struct scene *scene)
{
	judgement_free(&scene->judgement);
	facts_free(&scene->facts);
	ipme_free(&scene->ipme);
	controls_free(&scene->controls);
	zone_free(scene->dns.zone);
}

/* want and learn until the decision stands */
static const struct verdict *
scene_judge(struct scene *scene)
{
	struct judge_input input = {
		.flavor = scene->flavor, .controls = &scene->controls,
		.ipme = &scene->ipme, .tcpto = &scene->tcpto, .now = now,
		.subject = &scene->subject, .ahead = true,
		.outgoing_elsewhere = is_outgoing_elsewhere(scene),
	};
	struct origin origin = { .transport = TRANSPORT_UDP };
	struct question question;
	struct answer answer;
	enum judged judged;
	size_t number;

	while ((judged = judge(&scene->judgement, &scene->facts,
	    &input)) == JUDGED_MISSING) {
		ck_assert(facts_want(&scene->facts, &question, &number));
		do {
			dns_answer(&scene->dns, &question, &answer);
			facts_learn(&scene->facts, number, &answer, &origin);
		} while (facts_want(&scene->facts, &question, &number));
	}
	ck_assert_int_eq(judged, JUDGED_DONE);
	return &scene->judgement.decision.verdict;
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* would the same addresses and ports be tried? */
static void
same_connects(const char *id, const struct decision *decision,
    const struct json *connects, bool ordered)
{
	char *ours[4096], *theirs[4096], address[NETMASK_TEXT], text[32];
	size_t i, n = 0, m = json_count(connects);

	for (i = 0; i < decision->n; i++) {
		if (decision->candidate[i].outcome != OUTCOME_TRY)
			continue;
		snprintf(text, sizeof text, "%s:%u", netmask_text(
		    decision->candidate[i].address, address),
		    decision->candidate[i].port);
		ours[n++] = strdup(text);
	}
	ck_assert_msg(n == m, "%s: %zu tried, not %zu", id, n, m);
	for (i = 0; i < m; i++)
		theirs[i] = strdup(json_at(connects, i)->text);
	if (!ordered) {
		qsort(ours, n, sizeof *ours, compare_text);
		qsort(theirs, m, sizeof *theirs, compare_text);
	}
	for (i = 0; i < n; i++) {
		ck_assert_msg(strcmp(ours[i], theirs[i]) == 0,
		    "%s: %s, not %s", id, ours[i], theirs[i]);
		free(ours[i]);
		free(theirs[i]);
	}
}

/* is every question that qmail asked one that we say it asks, and back? */
static void
same_questions(const char *id, const struct facts *facts,
    const struct json *truth)
{
	const struct json *query;
	const struct fact *fact;
	const char *type;
	size_t k;
	bool found;
	char name[WIRE_NAME];

	for (k = 0; k < facts->n; k++) {
		fact = facts->fact[k];
		if (fact->by != ASKER_QMAIL)
			continue;
		found = false;
		query = json_at(truth, 0);
		for (; query != NULL; query = query->next) {
			type = strrchr(query->text, '/') + 1;
			snprintf(name, sizeof name, "%.*s",
			    (int)(type - 1 - query->text), query->text);
			found |= strcmp(type,
			    wire_type_name(fact->type)) == 0 &&
			    (same_name(name, fact->name) ||
			    strpbrk(fact->name, "\\[") != NULL);
		}
		ck_assert_msg(found, "%s: qmail did not ask %s %s", id,
		    fact->name, wire_type_name(fact->type));
	}
}

/* Is it the same but for what may be a password? */
static bool
is_masked(const char *ours, const char *theirs)
{
	const char *stars = strstr(ours, "***");
	size_t len, behind;

	if (stars == NULL)
		return false;
	behind = strlen(stars + 3);
	len = strlen(theirs);
	return len >= (size_t)(stars - ours) + behind &&
	    strncmp(ours, theirs, (size_t)(stars - ours)) == 0 &&
	    strcmp(stars + 3, theirs + len - behind) == 0;
}

static void
same_words(const char *id, const struct scene *scene,
    const struct verdict *verdict, const char *theirs)
{
	const struct route *route = &scene->judgement.route;
	char *ours = words_text(verdict->words, route->has_relay ?
	    route->relay : route->domain);

	ck_assert_ptr_nonnull(ours);
	ck_assert_msg(strcmp(ours, theirs) == 0 || is_masked(ours, theirs),
	    "%s: says %s, not %s", id,
	    ours, theirs);
	free(ours);
}

static void
same_route(const struct json *scenario)
{
	const struct json *truth = json_get(scenario, "truth");
	const struct json *connects = json_get(truth, "connects");
	const char *id = json_text_of(scenario, "id");
	const char *code = json_text_of(truth, "code");
	const struct verdict *verdict;
	struct scene scene;
	enum action action;

	scene_set(&scene, scenario, json_text_of(scenario, "flavor"));
	verdict = scene_judge(&scene);
	action = json_text_of(truth, "class")[0] == 'D' ? ACTION_BOUNCE :
	    strcmp(code, "4.4.1") == 0 && json_count(connects) > 0 ?
	    ACTION_DELIVER : ACTION_DEFER;
	ck_assert_msg(verdict->action == action, "%s: %s, not %s", id,
	    action_name(verdict->action), action_name(action));
	if (action == ACTION_DELIVER) {
		same_connects(id, &scene.judgement.decision, connects,
		    json_is(json_get(scenario, "ordered"), JSON_TRUE));
	} else {
		ck_assert_msg(strcmp(words_code(verdict->words), code) == 0,
		    "%s: %s, not %s", id, words_code(verdict->words), code);
		same_words(id, &scene, verdict, json_text_of(truth, "text"));
	}
	if (!scene.dns.dead && json_get(truth, "queries") != NULL)
		same_questions(id, &scene.facts,
		    json_get(truth, "queries"));
	scene_free(&scene);
}

START_TEST(all_routes)
{
	struct json *cases = json_read_file("t/vectors/routes.json");
	const struct json *one;

	ck_assert_uint_eq(json_count(cases), 2053);
	for (one = cases->first; one != NULL; one = one->next)
		same_route(one);
	json_free(cases);
}
END_TEST

/* To the recorded server an asterisk is a name like any other. */
static bool
has_wildcard(const struct json *scenario)
{
	const struct json *record = json_at(json_get(scenario, "records"), 0);

	for (; record != NULL; record = record->next)
		if (strncmp(record->text, "*.", 2) == 0)
			return true;
	return false;
}

START_TEST(edge_routes)
{
	struct json *cases = json_read_file("t/vectors/routes-edge.json");
	const struct json *one;

	ck_assert_uint_eq(json_count(cases), 516);
	for (one = cases->first; one != NULL; one = one->next)
		if (!has_wildcard(one))
			same_route(one);
	json_free(cases);
}
END_TEST

static void
same_ipme(const struct json *scenario)
{
	const struct json *truth = json_get(scenario, "truth"), *line;
	const char *id = json_text_of(scenario, "id");
	const struct netentry *me, *not_me, *entry;
	char a[NETMASK_TEXT], m[NETMASK_TEXT], text[80];
	struct scene scene;
	uint32_t address;
	size_t i, n;

	scene_set(&scene, scenario, "netqmail-1.06+moreipme");
	ck_assert(netmask_parse(json_text_of(scenario, "ip"), &address));
	ck_assert_msg(netmask_is_me(&scene.ipme.me, &scene.ipme.not_me,
	    address, &me, &not_me) == (strcmp(json_text_of(truth, "me"),
	    "me") == 0), "%s", id);
	n = scene.ipme.me.n;
	ck_assert_msg(json_count(json_get(truth, "ipmeprint")) ==
	    n + scene.ipme.not_me.n, "%s: length of the lists", id);
	line = json_at(json_get(truth, "ipmeprint"), 0);
	for (i = 0; line != NULL; line = line->next, i++) {
		entry = i < n ? &scene.ipme.me.entry[i] :
		    &scene.ipme.not_me.entry[i - n];
		snprintf(text, sizeof text, "%s/%s is %s",
		    netmask_text(entry->address, a),
		    netmask_text(entry->mask, m), i < n ? "me" : "not me");
		ck_assert_msg(strcmp(text, line->text) == 0,
		    "%s: %s, not %s", id, text, line->text);
	}
	scene_free(&scene);
}

START_TEST(all_ipme)
{
	struct json *cases = json_read_file("t/vectors/ipme.json");
	const struct json *one;

	ck_assert_uint_eq(json_count(cases), 800);
	for (one = cases->first; one != NULL; one = one->next)
		same_ipme(one);
	json_free(cases);
}
END_TEST

static void
same_rewrite(const struct json *scenario)
{
	const struct json *truth = json_get(scenario, "truth");
	const char *id = json_text_of(scenario, "id");
	const char *address = json_text_of(truth, "address");
	struct route route;
	struct scene scene;

	scene_set(&scene, scenario, "netqmail-1.06");
	ck_assert_int_eq(route_find(&route, scene.flavor, &scene.controls,
	    &scene.subject), 0);
	ck_assert_msg((route.where == ROUTE_REMOTE) ==
	    (strcmp(json_text_of(truth, "where"), "remote") == 0), "%s", id);
	ck_assert_msg(strcmp(route.address, address) == 0, "%s: %s, not %s",
	    id, route.address, address);
	route_free(&route);
	scene_free(&scene);
}

START_TEST(all_rewrites)
{
	struct json *cases = json_read_file("t/vectors/rewrite.json");
	const struct json *one;

	ck_assert_uint_eq(json_count(cases), 800);
	for (one = cases->first; one != NULL; one = one->next)
		same_rewrite(one);
	json_free(cases);
}
END_TEST

/*
 * Properties that hold for every scenario: the same input gives the same
 * decision; who stays is below prefme and who does not is not; one more
 * address of mine never adds a candidate.
 */
static size_t
tried(const struct decision *decision)
{
	size_t i, n = 0;

	for (i = 0; i < decision->n; i++)
		n += decision->candidate[i].outcome != OUTCOME_FILTERED;
	return n;
}

static void
hold_below(const char *id, const struct decision *decision)
{
	const struct candidate *c;
	size_t i;

	for (i = 0; i < decision->n; i++) {
		c = &decision->candidate[i];
		ck_assert_msg((c->outcome != OUTCOME_FILTERED) ==
		    (c->preference < decision->prefme), "%s", id);
	}
}

static void
hold_properties(const struct json *scenario)
{
	const char *id = json_text_of(scenario, "id");
	const char *flavor = json_text_of(scenario, "flavor");
	struct netentry more = { .mask = NETMASK_HOST };
	struct scene first, again;
	const struct decision *a = &first.judgement.decision;
	const struct decision *b = &again.judgement.decision;

	scene_set(&first, scenario, flavor);
	scene_judge(&first);
	hold_below(id, a);
	scene_set(&again, scenario, flavor);
	scene_judge(&again);
	ck_assert_msg(verdict_same(&a->verdict, &b->verdict) && a->n == b->n &&
	    a->prefme == b->prefme, "%s: decided otherwise", id);
	scene_free(&again);
	if (a->n > 0) {
		scene_set(&again, scenario, flavor);
		more.address = a->candidate[a->n / 2].address;
		ck_assert_int_eq(netset_add(&again.ipme.me, &more), 0);
		scene_judge(&again);
		ck_assert_msg(tried(b) <= tried(a), "%s: more are tried", id);
		hold_below(id, b);
		scene_free(&again);
	}
	scene_free(&first);
}

START_TEST(properties)
{
	struct json *cases = json_read_file("t/vectors/routes.json");
	const struct json *one;

	for (one = cases->first; one != NULL; one = one->next)
		hold_properties(one);
	json_free(cases);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("recorded cases");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 240);
	tcase_add_test(tcase, all_routes);
	tcase_add_test(tcase, edge_routes);
	tcase_add_test(tcase, all_ipme);
	tcase_add_test(tcase, all_rewrites);
	tcase_add_test(tcase, properties);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
