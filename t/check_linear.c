/*
 * check_linear.c: findings and fixes take time in proportion to what DNS
 * answers and to what files hold: four times as much may take eight times as
 * long, and half a second, where time squared takes sixteen times as long and
 * tens of seconds.
 */
#include <time.h>

#include "lint_case.h"

enum { HOSTS = 16, MANY = 3900 * HOSTS };	/* what fits into answers */

enum how {
	SAME = 1,	/* all addresses are the first */
	APART = 2,	/* each exchanger has a preference of its own */
	OWNED = 4,	/* names in locals have addresses as well */
	ALONE = 8	/* one exchanger with one address: the file is long */
};

struct shape {
	const char *what;
	size_t hosts;		/* exchangers; 0: as many as addresses */
	unsigned how;
	uint16_t type;		/* of what an exchanger has */
	uint32_t first;		/* address; the others follow it */
	const char *file;	/* a line of a control file, once an address */
	enum control_file which;
	enum finding_id finding;	/* what there has to be */
	const char *line[CASE_LINES];
};

#define FROM "V notqmail-1.09"
#define PUBLIC 0xc8000000

static const struct shape shapes[] = {
	{ "equal exchangers", HOSTS, 0, WIRE_A, PUBLIC, NULL, 0,
	    FINDING_ORDER_RANDOM, { FROM } },
	{ "one exchanger after the other", HOSTS, APART, WIRE_A, PUBLIC, NULL,
	    0, FINDINGS, { FROM } },
	{ "an exchanger for each address", 0, 0, WIRE_A, PUBLIC, NULL, 0,
	    FINDING_ORDER_RANDOM, { FROM } },
	{ "one exchanger", 1, 0, WIRE_A, PUBLIC, NULL, 0, FINDINGS, { FROM } },
	{ "private addresses", HOSTS, 0, WIRE_A, 0x0a000000, NULL, 0,
	    FINDING_MX_NOT_PUBLIC, { FROM, "I eth0 10.0.0.1" } },
	{ "loopback addresses", HOSTS, APART, WIRE_A, 0x7f000001, NULL, 0,
	    FINDING_MX_NOT_PUBLIC, { FROM } },
	{ "here, but not me", HOSTS, 0, WIRE_A, 0x7f000002, NULL, 0,
	    FINDING_NOT_ME_BUT_HERE, { "V qmail-1.03" } },
	{ "here, but for notipme", HOSTS, 0, WIRE_A, 0x7f000002, NULL, 0,
	    FINDING_NOT_ME_BUT_HERE,
	    { "F notipme=127.0.0.0/255.0.0.0\n" } },
	{ "an interface that is down", HOSTS, SAME, WIRE_A, 0xc0000209, NULL,
	    0, FINDING_INTERFACE_DOWN,
	    { FROM, "I eth0 192.0.2.1", "I eth1 192.0.2.9 down" } },
	{ "addresses of this host's names", HOSTS, OWNED, WIRE_A, PUBLIC,
	    NULL, 0, FINDING_NAT_SUSPECTED,
	    { FROM, "F locals=0.own.example\n1.own.example\n2.own.example\n"
	      "3.own.example\n4.own.example\n5.own.example\n" } },
	{ "exchangers without an address", 0, 0, WIRE_AAAA, 0, NULL, 0,
	    FINDING_MX_IPV6_ONLY, { FROM } },
	{ "lines that mean others", HOSTS, 0, WIRE_A, PUBLIC,
	    "201.2.3.4/24\n", CONTROL_MOREIPME, FINDINGS, { NULL } },
	{ "a moreipme that is not read", HOSTS, 0, WIRE_A, PUBLIC,
	    "201.2.3.4\n", CONTROL_MOREIPME, FINDINGS, { FROM } },
	{ "lines that mean every address", HOSTS, 0, WIRE_A, PUBLIC,
	    "200.0.0.0/8\n", CONTROL_MOREIPME, FINDING_IPME_CIDR, { NULL } },
	{ "lines with too much to be mended", 1, ALONE, WIRE_A, PUBLIC,
	    "200.0.0.0/255.0.0.0 and then after very many more words "
	    "192.0.2.77\n", CONTROL_NOTIPME, FINDING_IPME_TWO_ON_A_LINE,
	    { NULL } },
	{ "lines without a colon", 1, ALONE, WIRE_A, PUBLIC,
	    "shop.example\n", CONTROL_VIRTUALDOMAINS, FINDING_NO_COLON,
	    { FROM } },
	{ "lines with blanks", 1, ALONE, WIRE_A, PUBLIC, " shop.example\n",
	    CONTROL_LOCALS, FINDING_LEADING_BLANK, { FROM } },
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static void
record_add(struct answer *answer, uint16_t type, uint32_t address,
    const char *name, unsigned preference)
{
	struct record *r = &answer->record[answer->n++];

	r->type = type;
	r->address = address;
	memcpy(r->address6, &address, sizeof address);
	r->preference = preference;
	r->name = name != NULL ? strdup(name) : NULL;
}

/* how many records a question is answered with */
static size_t
answer_size(const struct shape *shape, size_t n, const struct question *q)
{
	size_t hosts = shape->hosts != 0 ? shape->hosts : n;
	size_t each = shape->how & ALONE ? 1 : n / hosts;

	if (strcmp(q->name, "shop.example") == 0)
		return q->type == WIRE_MX ? hosts : 0;
	if (q->type != shape->type)
		return 0;
	return strstr(q->name, ".mx.") != NULL ||
	    (shape->how & OWNED && strstr(q->name, ".own.")) ? each : 0;
}

/* MX of shop.example, addresses of its hosts and of own names */
static void
answer_make(struct answer *answer, const struct shape *shape, size_t n,
    const struct question *q)
{
	size_t i, size = answer_size(shape, n, q);
	size_t number = strtoul(q->name, NULL, 10);
	char name[32];

	answer_none(answer, size > 0 ? ANSWER_FOUND : ANSWER_HARD);
	answer->rcode = WIRE_NOERROR;
	answer->record = calloc(size + 1, sizeof *answer->record);
	ck_assert_ptr_nonnull(answer->record);
	for (i = 0; i < size && q->type == WIRE_MX; i++) {
		snprintf(name, sizeof name, "%zu.mx.example", i);
		record_add(answer, WIRE_MX, 0, name, shape->how & APART ?
		    (unsigned)i : 10);
	}
	for (i = 0; i < size && q->type == shape->type; i++)
		record_add(answer, shape->type, shape->first +
		    (shape->how & SAME ? 0 : (uint32_t)(number * size + i)),
		    NULL, 0);
}

static size_t
learn(struct lint_case *c, const struct shape *shape, size_t n)
{
	const struct origin origin = { .transport = TRANSPORT_UDP };
	struct question q;
	struct answer answer;
	size_t number, learnt = 0;

	while (facts_want(&c->d.facts, &q, &number)) {
		answer_make(&answer, shape, n, &q);
		facts_learn(&c->d.facts, number, &answer, &origin);
		learnt++;
	}
	return learnt;
}

static void
file_make(struct lint_case *c, const struct shape *shape, size_t n)
{
	size_t i, len = strlen(shape->file);
	struct control *control = &c->site.controls.file[shape->which];
	char *bytes = malloc(n * len);

	ck_assert_ptr_nonnull(bytes);
	for (i = 0; i < n; i++)
		memcpy(bytes + i * len, shape->file, len);
	control_free(control);
	ck_assert_int_eq(control_parse(control, shape->which, bytes, n * len),
	    0);
}

static void
decide(struct lint_case *c, const struct shape *shape, size_t n)
{
	struct way_input in = way_input(&c->site, 0);
	struct way *way = &c->d.way[0];
	enum way_state state;

	ck_assert_int_eq(ipme_build(&c->site.ipme[0], c->site.flavor.fits[0],
	    &c->site.interfaces, &c->site.controls), 0);
	ck_assert_int_eq(way_begin(way, &c->d.judgement[0], &c->d.subject,
	    false), 0);
	while ((state = way_go(way, &c->d.facts, &in)) != WAY_DONE)
		if (state == WAY_MISSING)
			ck_assert_uint_gt(learn(c, shape, n), 0);
		else
			case_settle(c, &way_last(way)->judgement->decision);
	c->d.n = 1;
}

static bool
has_finding(const struct findings *findings, enum finding_id id)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		if (findings->finding[i].id == id)
			return true;
	return id == FINDINGS;
}

/* seconds of the processor for what follows the decision */
static double
seconds(const struct shape *shape, size_t n)
{
	static struct lint_case c;
	clock_t from;
	double taken;

	case_begin(&c);
	case_lines(&c, shape->line);
	strcpy(c.subject, "shop.example");
	if (shape->file != NULL)
		file_make(&c, shape, n);
	case_subject(&c);
	decide(&c, shape, n);
	from = clock();
	ck_assert_int_eq(lint_want(&c.d), 0);
	learn(&c, shape, n);
	ck_assert_int_eq(lint_run(&c.d), 0);
	ck_assert_int_eq(fix_propose(&c.d), 0);
	taken = (double)(clock() - from) / CLOCKS_PER_SEC;
	ck_assert_msg(has_finding(&c.d.findings, shape->finding), "%s",
	    shape->what);
	case_end(&c);
	return taken;
}

START_TEST(test_shape)
{
	const struct shape *shape = &shapes[_i];
	double few = seconds(shape, MANY / 4), many = seconds(shape, MANY);

	ck_assert_msg(many < 8 * few + 0.5, "%s: %.2f s, then %.2f s",
	    shape->what, few, many);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linear");
	TCase *tests = tcase_create("linear");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, test_shape, 0, SHAPES);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
