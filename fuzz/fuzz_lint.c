/*
 * fuzz_lint: a whole diagnosis out of octets: decided, its findings and fixes
 * found, and printed. What is printed is printable, JSON is JSON, and no
 * secret is in it.
 *
 * Input: three octets, subject and sender, the files (files.h), the scene.
 */
#include <time.h>

#include "advice/fix.h"
#include "advice/lint.h"
#include "base/fold.h"
#include "fuzz/files.h"
#include "fuzz/scene.h"
#include "output.h"
#include "t/json_read.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct made {
	struct scene scene;
	struct site site;
	struct diagnosis d;
	struct interfaces interfaces;
	unsigned how, look;	/* octets that choose */
};

static void
choose_flavors(struct made *made, unsigned how)
{
	struct flavor_marks marks = {
		.authsenders = how & 1, .moreipme = how & 2,
		.alias_failed = how & 4, .qmail_remote = how & 8,
	};

	if (how & 16)
		flavor_choose(&made->site.flavor, made->scene.flavor);
	else
		flavor_fit(&made->site.flavor, &marks);
	made->site.flavor.unreadable = how & 32;
}

/* times and states of this host; around now, so that they compare */
static void
set_host(struct made *made, struct bytes *in)
{
	struct site *site = &made->site;
	size_t i;

	for (i = 0; i < CONTROL_FILES; i++) {
		site->about[i].there = site->controls.file[i].state !=
		    CONTROL_MISSING;
		site->about[i].changed = SCENE_NOW - bytes_octet(in);
		site->about[i].read = SCENE_NOW - bytes_octet(in);
		site->about[i].keeps_atime = i % 2;
	}
	i = bytes_octet(in);
	site->send.state = i % 3 == 0 ? SEND_RUNNING : i % 3 == 1 ?
	    SEND_UNKNOWN : SEND_NOT_RUNNING;
	site->send.pid = 812;
	site->send.started = SCENE_NOW - bytes_octet(in);
	site->cdbs.assign.text = i & 4;
	site->cdbs.assign.cdb = i & 8;
	site->cdbs.assign.text_changed = SCENE_NOW - bytes_octet(in);
	site->cdbs.morercpthosts.text = i & 16;
	site->cdbs.morercpthosts.cdb = i & 32;
	site->tcpto.unseen = i & 64;
}

static void
make_site(struct made *made, struct bytes *in, unsigned flavors)
{
	struct site *site = &made->site;
	size_t i;

	files_read(&site->controls, in);
	set_host(made, in);
	scene_read(&made->scene, in);
	choose_flavors(made, flavors);
	site->control_dir = "/var/qmail/control";
	site->now = SCENE_NOW;
	site->interfaces.v4 = made->scene.interface;
	site->interfaces.n = made->scene.n_interface;
	tcpto_parse(&site->tcpto, made->scene.tcpto,
	    sizeof made->scene.tcpto);
	for (i = 0; i < site->flavor.n; i++)
		must(ipme_build(&site->ipme[i], site->flavor.fits[i],
		    &site->interfaces, &site->controls) == 0);
}

static void
answer_all(struct made *made)
{
	static const struct origin origin = {
		.server = "127.0.0.53@53", .transport = TRANSPORT_UDP,
		.us = 1234
	};
	struct question question;
	struct answer answer;
	size_t number;

	while (facts_want(&made->d.facts, &question, &number)) {
		scene_answer(&made->scene, question.name, question.type,
		    &answer);
		facts_learn(&made->d.facts, number, &answer, &origin);
	}
}

/* No recipient comes twice but where the way ends; one pass is the decision
   itself. */
static void
check_way(const struct way *way)
{
	const struct way_pass *a, *b;
	size_t i, k;

	must(way->n >= 1 && way->n <= WAY_PASSES);
	for (i = 0; i < way->n; i++) {
		a = &way->pass[i];
		must(a->returns == (prefme_returns(&a->judgement->decision) <
		    a->judgement->decision.n));
		must(a->returns || i + 1 == way->n);
		for (k = i + 1; k < way->n; k++) {
			b = &way->pass[k];
			must(!fold_equal(a->subject.text,
			    strlen(a->subject.text), b->subject.text,
			    strlen(b->subject.text)));
		}
	}
	if (way->n == 1 && !way->pass[0].returns)
		must(verdict_same(&way->verdict,
		    &way->pass[0].judgement->decision.verdict));
	must((way->verdict.action == ACTION_LOOP) ==
	    (way->end == WAY_REPEATS || way->end == WAY_HOPS));
}

static void
judge_one(struct made *made, size_t i)
{
	struct way_input in = way_input(&made->site, i);
	struct way *way = &made->d.way[i];
	struct decision *decision;
	enum way_state state;
	size_t k;

	in.ahead = made->scene.ahead;
	must(way_begin(way, &made->d.judgement[i], &made->d.subject,
	    false) == 0);
	while ((state = way_go(way, &made->d.facts, &in)) != WAY_DONE) {
		must(state != WAY_NO_MEMORY);
		if (state == WAY_MISSING) {
			answer_all(made);
			continue;
		}
		decision = &way_last(way)->judgement->decision;
		for (k = 0; k < decision->n; k++)
			decision->candidate[k].here = scene_is_here(
			    &made->scene, decision->candidate[k].address);
	}
	check_way(way);
}

static void
judge_all(struct made *made)
{
	struct diagnosis *d = &made->d;
	size_t i;

	if (d->kind == KIND_IP) {
		d->address = made->scene.n_interface > 0 ?
		    made->scene.interface[0].address : 0x7f000002;
		d->is_v6 = made->look & 128;
		d->here = d->is_v6 ? 0 : scene_is_here(&made->scene,
		    d->address);
	}
	if (d->kind != KIND_DOMAIN && d->kind != KIND_RECIPIENT)
		return;
	for (i = 0; i < made->site.flavor.n; i++)
		judge_one(made, i);
	d->n = made->site.flavor.n;
}

static void
find_all(struct made *made)
{
	struct diagnosis *d = &made->d;

	if (made->how & 4) {
		must(lint_want(d) == 0);
		answer_all(made);
	}
	must(lint_run(d) == 0);
	if (d->kind == KIND_DOMAIN || d->kind == KIND_RECIPIENT)
		must(fix_propose(d) == 0);
}

static void
check_text(const char *text, size_t len)
{
	size_t i;

	must(len > 0 && text[len - 1] == '\n');
	for (i = 0; i < len; i++)
		must(text[i] == '\n' || (text[i] >= 32 && text[i] < 127));
	must(strstr(text, "\\001") == NULL);	/* a secret */
}

static void
check_json(const char *text, size_t len)
{
	struct json *object;

	must(memchr(text, '\n', len) == text + len - 1);
	object = json_read(text, len);
	must(json_is(object, JSON_OBJECT));
	json_free(object);
}

static void
print(const struct made *made, struct output output)
{
	char *text = NULL;
	size_t len;

	output.stream = open_memstream(&text, &len);
	must(output.stream != NULL);
	must(output_diagnosis(&output, &made->d) == 0);
	must(fclose(output.stream) == 0);
	check_text(text, len);
	if (output.format == OUTPUT_JSON)
		check_json(text, len);
	free(text);
}

static void
print_all(const struct made *made)
{
	const struct output text = {
		.quiet = (made->look & 3) == 1, .verbose = made->look & 2,
		.line_only = (made->look & 12) == 4,
	}, json = { .format = OUTPUT_JSON };
	int status;

	print(made, text);
	print(made, json);
	status = diagnosis_status(&made->d, made->look & 64);
	must(status == 0 || status == 1 || status == 2 || status == 3 ||
	    status == 100 || status == 111);
}

static void
made_free(struct made *made)
{
	size_t i;

	diagnosis_free(&made->d);
	for (i = 0; i < FLAVORS; i++)
		ipme_free(&made->site.ipme[i]);
	controls_free(&made->site.controls);
}

/* the octets without what secrets are made of, and are printed as */
static uint8_t *
without_secrets(const uint8_t *data, size_t size)
{
	uint8_t *octets = bytes_copy(data, size);
	size_t i;

	for (i = 0; i < size; i++)
		if (octets[i] == FILES_SECRET || (octets[i] == '\\' &&
		    i + 1 < size && octets[i + 1] == '0'))
			octets[i] = FILES_SECRET + 1;
	return octets;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *octets = without_secrets(data, size);
	struct bytes in = { octets, size };
	struct made made;
	char *text, *sender;
	unsigned flavors;

	memset(&made, 0, sizeof made);
	made.how = bytes_octet(&in);
	made.look = bytes_octet(&in);
	flavors = bytes_octet(&in);
	text = bytes_string(&in);
	sender = bytes_string(&in);
	make_site(&made, &in, flavors);
	made.d.site = &made.site;
	made.d.kind = (enum kind[]){ KIND_DOMAIN, KIND_RECIPIENT, KIND_DOMAIN,
	    KIND_RECIPIENT, KIND_IP, KIND_HOST, KIND_DOMAIN,
	    KIND_DOMAIN }[made.how >> 5];
	made.d.subject.is_domain = made.d.kind == KIND_DOMAIN;
	made.d.subject.text = made.how & 1 || *text == '\0' ?
	    made.scene.domain : text;
	made.d.subject.sender = made.how & 2 ? sender : NULL;
	judge_all(&made);
	if (made.how & 8)
		find_all(&made);
	print_all(&made);
	made_free(&made);
	free(text);
	free(sender);
	free(octets);
	return 0;
}
