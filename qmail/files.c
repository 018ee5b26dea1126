/*
 * files.c: what each control file is.
 */
#include "qmail/files.h"

#define SEND CONTROL_BY_SEND
#define REMOTE CONTROL_BY_REMOTE
#define OTHERS CONTROL_BY_OTHERS

static const struct {
	const char *name;
	enum control_shape shape;
	unsigned readers, turn;
	enum control_loss loss;
	enum control_live live;
	enum control_when when;
	bool has_relays, has_names, has_domains, unheeded;
} files[CONTROL_FILES] = {
	[CONTROL_ME] = { "me", CONTROL_LINE, SEND | REMOTE, 0,
	    .loss = CONTROL_LOSS_BOTH, .live = CONTROL_LIVE_AT_START,
	    .has_names = true },
	[CONTROL_HELOHOST] = { "helohost", CONTROL_LINE, REMOTE, 19,
	    .loss = CONTROL_LOSS_REMOTE, .has_names = true },
	[CONTROL_ENVNOATHOST] = { "envnoathost", CONTROL_LINE, SEND, 4,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .has_names = true },
	[CONTROL_LOCALS] = { "locals", CONTROL_LIST, SEND, 9,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_HUP,
	    .has_names = true, .has_domains = true },
	[CONTROL_VIRTUALDOMAINS] = { "virtualdomains", CONTROL_MAP, SEND, 11,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_HUP,
	    .has_names = true, .has_domains = true },
	[CONTROL_PERCENTHACK] = { "percenthack", CONTROL_LIST, SEND, 10,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .has_names = true },
	[CONTROL_SMTPROUTES] = { "smtproutes", CONTROL_MAP, REMOTE, 22,
	    .loss = CONTROL_LOSS_REMOTE, .has_relays = true, .has_names = true,
	    .has_domains = true },
	[CONTROL_AUTHSENDERS] = { "authsenders", CONTROL_MAP, REMOTE, 23,
	    .loss = CONTROL_LOSS_REMOTE, .when = CONTROL_WITH_SENDER,
	    .has_relays = true, .has_names = true },
	[CONTROL_OUTGOINGIP] = { "outgoingip", CONTROL_LINE, REMOTE, 24,
	    .loss = CONTROL_LOSS_REMOTE, .when = CONTROL_WITH_SENDER },
	[CONTROL_TIMEOUTREMOTE] = { "timeoutremote", CONTROL_NUMBER, REMOTE, 20,
	    .loss = CONTROL_LOSS_REMOTE, .unheeded = true },
	[CONTROL_TIMEOUTCONNECT] = { "timeoutconnect", CONTROL_NUMBER,
	    REMOTE, 21, .loss = CONTROL_LOSS_REMOTE, .unheeded = true },
	[CONTROL_MOREIPME] = { "moreipme", CONTROL_RAW, REMOTE, 25,
	    .loss = CONTROL_LOSS_NONE, .when = CONTROL_WITH_MOREIPME },
	[CONTROL_NOTIPME] = { "notipme", CONTROL_RAW, REMOTE, 26,
	    .loss = CONTROL_LOSS_NONE, .when = CONTROL_WITH_MOREIPME },
	[CONTROL_RCPTHOSTS] = { "rcpthosts", CONTROL_LIST, OTHERS, 15,
	    .loss = CONTROL_LOSS_SMTPD, .has_names = true,
	    .has_domains = true },
	[CONTROL_MORERCPTHOSTS] = { "morercpthosts", CONTROL_LIST, OTHERS, 16,
	    .loss = CONTROL_LOSS_CDB, .has_names = true, .has_domains = true },
	[CONTROL_QUEUELIFETIME] = { "queuelifetime", CONTROL_NUMBER, SEND, 1,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .unheeded = true },
	[CONTROL_CONCURRENCYLOCAL] = { "concurrencylocal", CONTROL_NUMBER,
	    SEND, 2, .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .unheeded = true },
	[CONTROL_CONCURRENCYREMOTE] = { "concurrencyremote", CONTROL_NUMBER,
	    SEND, 3, .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .unheeded = true },
	[CONTROL_BOUNCEFROM] = { "bouncefrom", CONTROL_LINE, SEND, 5,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .has_names = true, .unheeded = true },
	[CONTROL_BOUNCEHOST] = { "bouncehost", CONTROL_LINE, SEND, 6,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .has_names = true, .unheeded = true },
	[CONTROL_DOUBLEBOUNCEHOST] = { "doublebouncehost", CONTROL_LINE, SEND,
	    7, .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .has_names = true, .unheeded = true },
	[CONTROL_DOUBLEBOUNCETO] = { "doublebounceto", CONTROL_LINE, SEND, 8,
	    .loss = CONTROL_LOSS_SEND, .live = CONTROL_LIVE_AT_START,
	    .has_names = true, .unheeded = true },
	[CONTROL_LOCALIPHOST] = { "localiphost", CONTROL_LINE, OTHERS, 13,
	    .loss = CONTROL_LOSS_SMTPD, .has_names = true },
	[CONTROL_SMTPGREETING] = { "smtpgreeting", CONTROL_LINE, OTHERS, 12,
	    .loss = CONTROL_LOSS_SMTPD, .unheeded = true },
	[CONTROL_TIMEOUTSMTPD] = { "timeoutsmtpd", CONTROL_NUMBER, OTHERS, 14,
	    .loss = CONTROL_LOSS_SMTPD, .unheeded = true },
	[CONTROL_BADMAILFROM] = { "badmailfrom", CONTROL_LIST, OTHERS, 17,
	    .loss = CONTROL_LOSS_SMTPD, .unheeded = true },
	[CONTROL_DATABYTES] = { "databytes", CONTROL_NUMBER, OTHERS, 18,
	    .loss = CONTROL_LOSS_SMTPD, .unheeded = true },
};

const char *
control_name(enum control_file file)
{
	return files[file].name;
}

enum control_shape
control_shape(enum control_file file)
{
	return files[file].shape;
}

unsigned
control_readers(enum control_file file)
{
	return files[file].readers;
}

enum control_when
control_when(enum control_file file)
{
	return files[file].when;
}

bool
control_is_read(enum control_file file, const struct flavor *flavor)
{
	switch (files[file].when) {
	case CONTROL_WITH_MOREIPME:
		return flavor->moreipme;
	case CONTROL_WITH_SENDER:
		return flavor->by_sender;
	case CONTROL_ALWAYS:
		break;
	}
	return true;
}

enum control_loss
control_loss(enum control_file file)
{
	return files[file].loss;
}

enum control_live
control_live(enum control_file file)
{
	return files[file].live;
}

bool
control_has_relays(enum control_file file)
{
	return files[file].has_relays;
}

bool
control_has_names(enum control_file file)
{
	return files[file].has_names;
}

bool
control_is_heeded(enum control_file file)
{
	return !files[file].unheeded;
}

bool
control_has_domains(enum control_file file)
{
	return files[file].has_domains;
}

enum control_file
control_in_turn(size_t number)
{
	enum control_file file = 0;

	while (files[file].turn != number)
		file++;
	return file;
}
