/*
 * fuzz_control: control files of a fuzzer's octets; route.c against the plain
 * route, and what else is done with such files: changes, lines of
 * moreipme.
 *
 * Input: an octet, recipient and sender, then the files (files.h).
 */
#include "qmail/prefme.h"
#include "files.h"
#include "plain_route.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* An entry lies in its file's octets, if there are any. */
static void
check_hit(const struct controls *controls, const struct route_hit *hit)
{
	const struct control *c = &controls->file[hit->file];
	const struct control_entry *entry = hit->entry;

	if (entry == NULL || (c->size == 0 && entry->len == 0))
		return;
	must(entry->text >= c->bytes);
	must(entry->text + entry->len <= c->bytes + c->size);
	must(entry->key_len <= entry->len && entry->line > 0);
	must(control_public(hit->file, entry) <= entry->len);
}

static void
check_route(const struct controls *controls, const struct flavor *flavor,
    const struct subject *subject)
{
	struct plain_route plain;
	struct verdict verdict = { 0 };
	struct route route;
	bool settled;

	must(route_find(&route, flavor, controls, subject) == 0);
	plain_route(&plain, controls, flavor->by_sender, subject->text,
	    subject->is_domain, subject->sender);
	must((int)route.where == (int)plain.where);
	must(same_text(route.address, plain.address));
	must(same_text(route.domain, plain.domain));
	if (plain.where == PLAIN_REMOTE) {
		must(route.has_relay == plain.has_relay);
		must(same_text(route.relay, plain.relay));
		must(route.port == plain.port);
	}
	check_hit(controls, &route.by);
	check_hit(controls, &route.relay_by);
	settled = prefme_before_dns(flavor, controls, &route, &verdict);
	must(plain.control_fails == (settled &&
	    (verdict.words == WORDS_CONTROL ||
	    verdict.words == WORDS_NOT_STARTED)));
	must(settled || plain.where == PLAIN_REMOTE);
	route_free(&route);
	plain_route_free(&plain);
}

static void
check_ipme(const struct controls *controls, const struct flavor *flavor)
{
	struct interfaces none = { 0 };
	struct ipme ipme;

	must(ipme_build(&ipme, flavor, &none, controls) == 0);
	ipme_free(&ipme);
}

static void
check_change(const struct controls *controls, unsigned choice,
    const char *text)
{
	const struct control *c = &controls->file[choice % CONTROL_FILES];
	const struct control_entry *entry;
	struct control changed;

	must(control_change(&changed, c, choice / 16,
	    choice & 1 ? text : NULL) == 0);
	must(control_present(&changed));
	must(changed.from <= changed.to && changed.to <= c->n);
	entry = control_find(&changed, text, strlen(text));
	must(entry == NULL || entry->key_len == strlen(text));
	control_free(&changed);
}

/*
 * qmail-send puts an address with a zero octet into its queue; such an
 * envnoathost is not compared.
 */
static bool
is_beyond(const struct controls *controls, const struct subject *subject)
{
	const struct control_entry *entry =
	    control_line(&controls->file[CONTROL_ENVNOATHOST]);

	if (!control_present(&controls->file[CONTROL_ENVNOATHOST]))
		entry = control_line(&controls->file[CONTROL_ME]);
	return !subject->is_domain && strchr(subject->text, '@') == NULL &&
	    entry != NULL && memchr(entry->text, '\0', entry->len) != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	unsigned choice = bytes_octet(&in);
	char *text = bytes_string(&in), *sender = bytes_string(&in);
	struct subject subject = { text, choice >> 7, sender };
	const struct flavor *flavor =
	    flavor_get((enum flavor_id)(choice % FLAVORS));
	struct controls controls;

	files_read(&controls, &in);
	if (!is_beyond(&controls, &subject))
		check_route(&controls, flavor, &subject);
	check_ipme(&controls, flavor);
	check_change(&controls, choice, text);
	controls_free(&controls);
	free(text);
	free(sender);
	return 0;
}
