/*
 * flavor.c: the table of qmail builds and what tells them apart.
 */
#include <stdio.h>
#include <string.h>

#include "qmail/flavor.h"

/* in the order of enum flavor_id */
static const struct flavor flavors[FLAVORS] = {
	{ .id = FLAVOR_QMAIL_103, .name = "qmail-1.03",
	    .first_per_label = true, .alias = ALIAS_ANY, .room = 512 },
	{ .id = FLAVOR_NETQMAIL_106, .name = "netqmail-1.06",
	    .zero_is_me = true, .first_per_label = true,
	    .alias = ALIAS_ANY, .room = 512 },
	{ .id = FLAVOR_NOTQMAIL_107, .name = "notqmail-1.07",
	    .zero_is_me = true, .first_per_label = true,
	    .alias = ALIAS_ANY, .room = 512 },
	{ .id = FLAVOR_NOTQMAIL_108, .name = "notqmail-1.08",
	    .zero_is_me = true, .alias = ALIAS_CNAME, .room = 512 },
	{ .id = FLAVOR_NOTQMAIL_109, .name = "notqmail-1.09",
	    .zero_is_me = true, .alias = ALIAS_NONE, .room = 65536 },
	{ .id = FLAVOR_MOREIPME, .name = "netqmail-1.06+moreipme",
	    .zero_is_me = true, .loopback_is_me = true, .moreipme = true,
	    .first_per_label = true, .alias = ALIAS_ANY, .room = 512 },
	{ .id = FLAVOR_SAGREDO, .name = "sagredo",
	    .zero_is_me = true, .loopback_is_me = true, .moreipme = true,
	    .first_per_label = true, .by_sender = true,
	    .alias = ALIAS_NONE, .room = 65536 },
};

/* other names of the same behaviour */
static const struct {
	const char *name;
	enum flavor_id id;
} synonyms[] = {
	{ "qmail-1.03+moreipme", FLAVOR_MOREIPME },
	{ "netqmail-1.05", FLAVOR_NETQMAIL_106 },
	{ "notqmail-main", FLAVOR_NOTQMAIL_109 },
};

const struct flavor *
flavor_get(enum flavor_id id)
{
	return &flavors[id];
}

const struct flavor *
flavor_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < FLAVORS; i++)
		if (strcmp(flavors[i].name, name) == 0)
			return &flavors[i];
	for (i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++)
		if (strcmp(synonyms[i].name, name) == 0)
			return &flavors[synonyms[i].id];
	return NULL;
}

static void
add(struct flavor_choice *choice, enum flavor_id id)
{
	choice->fits[choice->n++] = &flavors[id];
}

static void
say(struct flavor_choice *choice, const char *evidence)
{
	snprintf(choice->evidence, sizeof choice->evidence, "%s", evidence);
}

/*
 * The plain builds look alike: their common texts are the same. Only a build
 * without the alias lookup's words can be told: 1.03 to 1.08 all have them
 * (1.09 as usually built too, so their presence tells nothing).
 */
static void
fit_plain(struct flavor_choice *choice, const struct flavor_marks *marks)
{
	if (!marks->alias_failed) {
		add(choice, FLAVOR_NOTQMAIL_109);
		say(choice, "bin/qmail-remote has no alias lookup (#4.4.3)");
		return;
	}
	add(choice, FLAVOR_NETQMAIL_106);
	add(choice, FLAVOR_NOTQMAIL_109);
	add(choice, FLAVOR_NOTQMAIL_108);
	add(choice, FLAVOR_NOTQMAIL_107);
	add(choice, FLAVOR_QMAIL_103);
	say(choice, "bin/qmail-remote names no patch; the plain builds look "
	    "alike");
}

void
flavor_fit(struct flavor_choice *choice, const struct flavor_marks *marks)
{
	memset(choice, 0, sizeof *choice);
	choice->source = "binary";
	if (marks->authsenders || marks->outgoingip) {
		add(choice, FLAVOR_SAGREDO);
		say(choice, marks->authsenders ?
		    "bin/qmail-remote names control/authsenders" :
		    "bin/qmail-remote names control/outgoingip");
	} else if (marks->moreipme) {
		add(choice, FLAVOR_MOREIPME);
		say(choice, "bin/qmail-remote names control/moreipme");
	} else if (marks->qmail_remote) {
		fit_plain(choice, marks);
	} else {
		add(choice, FLAVOR_MOREIPME);
		choice->source = "default";
		say(choice, "bin/qmail-remote is none that mxwhy knows; "
		    "the default");
	}
}

void
flavor_choose(struct flavor_choice *choice, const struct flavor *flavor)
{
	memset(choice, 0, sizeof *choice);
	choice->fits[0] = flavor;
	choice->n = 1;
	choice->source = "option";
	snprintf(choice->evidence, sizeof choice->evidence,
	    "--flavor %s", flavor->name);
}
