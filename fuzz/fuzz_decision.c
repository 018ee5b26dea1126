/*
 * fuzz_decision: a host and a DNS of a fuzzer's octets; judge.c against the
 * plain decision.
 */
#include <stdio.h>

#include "qmail/idn.h"
#include "qmail/judge.h"
#include "plain_decision.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct made {
	struct controls controls;
	struct ipme ipme;
	struct tcpto tcpto;
	struct facts facts;
	struct judgement judgement;
};

static void
set_file(struct made *made, enum control_file file, const void *text,
    size_t len)
{
	must(control_parse(&made->controls.file[file], file,
	    bytes_copy(text, len), len) == 0);
}

static void
set_relay(struct made *made, const struct scene *scene)
{
	char line[64];
	int len;

	len = snprintf(line, sizeof line, ":%s:%u\n", scene->relay,
	    scene->port);
	set_file(made, CONTROL_SMTPROUTES, line, (size_t)len);
}

static void
make(struct made *made, const struct scene *scene)
{
	struct interfaces interfaces = {
		.v4 = (struct interface *)scene->interface,
		.n = scene->n_interface
	};
	size_t i;

	memset(made, 0, sizeof *made);
	for (i = 0; i < CONTROL_FILES; i++)
		made->controls.file[i].file = (enum control_file)i;
	set_file(made, CONTROL_ME, "host.invalid\n", 13);
	if (scene->relay != NULL)
		set_relay(made, scene);
	if (scene->has_moreipme)
		set_file(made, CONTROL_MOREIPME, scene->moreipme,
		    scene->moreipme_len);
	if (scene->has_notipme)
		set_file(made, CONTROL_NOTIPME, scene->notipme,
		    scene->notipme_len);
	must(ipme_build(&made->ipme, scene->flavor, &interfaces,
	    &made->controls) == 0);
	tcpto_parse(&made->tcpto, scene->tcpto, sizeof scene->tcpto);
}

static void
settle(struct made *made, const struct scene *scene)
{
	struct subject subject = { scene->domain, true, "" };
	struct judge_input input = {
		.flavor = scene->flavor, .controls = &made->controls,
		.ipme = &made->ipme, .tcpto = &made->tcpto,
		.now = SCENE_NOW, .subject = &subject, .ahead = scene->ahead
	};
	struct origin origin = { .transport = TRANSPORT_UDP };
	struct question question;
	struct answer answer;
	enum judged judged;
	size_t number, i;

	while ((judged = judge(&made->judgement, &made->facts, &input)) ==
	    JUDGED_MISSING) {
		must(made->facts.asked < made->facts.n);
		while (facts_want(&made->facts, &question, &number)) {
			scene_answer(scene, question.name, question.type,
			    &answer);
			facts_learn(&made->facts, number, &answer, &origin);
		}
	}
	must(judged == JUDGED_DONE);
	for (i = 0; i < made->judgement.decision.n; i++)
		made->judgement.decision.candidate[i].here = scene_is_here(
		    scene, made->judgement.decision.candidate[i].address);
}

static void
compare_candidates(const struct decision *ours,
    const struct plain_decision *plain)
{
	const struct candidate *c;
	const struct plain_candidate *p;
	size_t i;

	must(ours->n == plain->n);
	must(ours->n == 0 || ours->prefme == plain->prefme);
	for (i = 0; i < plain->n; i++) {
		c = &ours->candidate[i];
		p = &plain->candidate[i];
		must(c->address == p->address);
		must(c->preference == p->preference);
		must(c->is_me == p->me);
		must(c->tcpto.skipping == p->skip);
		must(c->outcome == (p->out ? OUTCOME_FILTERED :
		    p->skip == 32 ? OUTCOME_SKIP : OUTCOME_TRY));
	}
}

static void
compare(const struct made *made, const struct plain_decision *plain)
{
	static const enum action actions[] = {
		ACTION_DELIVER, ACTION_LOOP, ACTION_DEFER, ACTION_BOUNCE
	};
	const struct decision *decision = &made->judgement.decision;
	const struct verdict *verdict = &decision->verdict;
	const char *code = words_code(verdict->words);

	must((prefme_returns(decision) < decision->n ? ACTION_LOOP :
	    verdict->action) == actions[plain->verdict]);
	must(strcmp(code != NULL ? code : "", plain->code) == 0);
	must(plain->rounds == -1 ||
	    made->judgement.lookup.alias_rounds == (unsigned)plain->rounds);
	compare_candidates(&made->judgement.decision, plain);
}

static void
compare_refused(const struct made *made)
{
	must(made->judgement.decision.verdict.idn);
	must(made->judgement.decision.verdict.words == WORDS_NO_HOST);
}

/* the domain as the flavor sends it: "" in *own, or malloc'd; false: refused */
static bool
sent_name(const struct scene *scene, char **own)
{
	uint32_t address;

	*own = NULL;
	if (scene->relay != NULL || scene->flavor->id != FLAVOR_SAGREDO ||
	    netmask_scan_literal(scene->domain, &address))
		return true;
	return idn_convert(scene->domain, own) == IDN_CONVERTED;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct plain_decision plain;
	struct scene scene;
	struct made made;
	char *name;

	scene_read(&scene, &in);
	make(&made, &scene);
	settle(&made, &scene);
	if (sent_name(&scene, &name)) {
		plain_decide(&plain, &scene, name != NULL ? name :
		    scene.domain);
		compare(&made, &plain);
	} else {
		compare_refused(&made);
	}
	free(name);
	judgement_free(&made.judgement);
	facts_free(&made.facts);
	ipme_free(&made.ipme);
	controls_free(&made.controls);
	return 0;
}
