/*
 * gather.c: reads this host into a site.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "host/beside.h"
#include "host/control_load.h"
#include "host/detect.h"
#include "host/gather.h"
#include "host/here.h"
#include "host/send.h"

static int
no_memory(struct error *error)
{
	error_set(error, ERROR_CONTROL, NULL, 0, "out of memory");
	return -1;
}

/* does the flavor's qmail read this file for a verdict? */
static bool
is_needed(const struct flavor *flavor, enum control_file file)
{
	return control_is_read(file, flavor) && control_is_heeded(file) &&
	    (control_readers(file) &
	    (CONTROL_BY_SEND | CONTROL_BY_REMOTE)) != 0;
}

/* The directory, or a file in it, cannot be read; its text names it. */
static void
unread(struct error *error, const struct site *site, const char *file, int why)
{
	const char *hint = why == EACCES ? " (run as root?)" :
	    file == NULL && why == ENOENT ? " (--control names another)" : "";
	char dir[ERROR_TEXT / 2], text[ERROR_TEXT];

	escape_octets(dir, sizeof dir, site->control_dir,
	    strlen(site->control_dir));
	snprintf(text, sizeof text, "cannot read %s%s%s: %s%s", dir,
	    file != NULL ? "/" : "", file != NULL ? file : "", strerror(why),
	    hint);
	error_set(error, ERROR_CONTROL,
	    file != NULL ? file : site->control_dir, 0, text);
}

void
gather_unseen(const struct site *site, enum control_file file,
    struct error *error)
{
	unread(error, site, control_name(file),
	    site->controls.file[file].error);
}

/* files that qmail can read and we cannot: nothing is guessed */
static int
check_seen(const struct site *site, struct error *error)
{
	const struct control *c;
	size_t i;

	for (i = 0; i < CONTROL_FILES; i++) {
		c = &site->controls.file[i];
		if (c->state != CONTROL_UNSEEN ||
		    !is_needed(site->flavor.fits[0], (enum control_file)i))
			continue;
		gather_unseen(site, (enum control_file)i, error);
		return -1;
	}
	return 0;
}

static int
load_controls(struct site *site, const struct users *users,
    struct error *error)
{
	enum control_file which = CONTROL_ME;
	char text[ERROR_TEXT];
	int result;

	result = control_load(&site->controls, site->about, site->control_dir,
	    users, &which);
	switch (result) {
	case CONTROL_LOADED:
		return 0;
	case CONTROL_NO_DIRECTORY:
		unread(error, site, NULL, errno);
		return -1;
	case CONTROL_TOO_LARGE:
		snprintf(text, sizeof text, "%s is larger than %d MiB",
		    control_name(which), CONTROL_LOAD_MOST >> 20);
		error_set(error, ERROR_CONTROL, control_name(which), 0,
		    text);
		return -1;
	default:
		return no_memory(error);
	}
}

static int
find_flavor(struct site *site, const struct flavor *flavor)
{
	if (flavor == NULL)
		return flavor_detect(&site->flavor, site->control_dir);
	flavor_choose(&site->flavor, flavor);
	return 0;
}

static int
build_lists(struct site *site)
{
	size_t i;

	for (i = 0; i < site->flavor.n; i++)
		if (ipme_build(&site->ipme[i], site->flavor.fits[i],
		    &site->interfaces, &site->controls) == -1)
			return -1;
	return 0;
}

/* sagredo's outgoingip; where it binds nothing there is nothing to know */
static bool
is_outgoing_elsewhere(const struct site *site)
{
	uint32_t address;
	size_t i;

	for (i = 0; i < site->flavor.n; i++)
		if (site->flavor.fits[i]->by_sender &&
		    controls_outgoing(&site->controls, &address) &&
		    address != 0)
			return host_can_bind(address) == 0;
	return false;
}

int
gather_site(struct site *site, const char *control_dir,
    const struct flavor *flavor, bool more, int64_t now, struct error *error)
{
	char text[ERROR_TEXT];
	struct users users;

	memset(site, 0, sizeof *site);
	site->control_dir = control_dir;
	site->now = now;
	if (users_load(&users) == -1 || find_flavor(site, flavor) == -1)
		return no_memory(error);
	if (load_controls(site, &users, error) == -1 ||
	    check_seen(site, error) == -1)
		return -1;
	if (ipme_scan(&site->interfaces) == -1) {
		snprintf(text, sizeof text, "cannot list the interfaces: %s",
		    strerror(errno));
		error_set(error, ERROR_CONTROL, NULL, 0, text);
		return -1;
	}
	if (build_lists(site) == -1)
		return no_memory(error);
	if (host_morercpthosts(&site->morercpthosts_cdb, control_dir) == -1)
		return no_memory(error);
	site->outgoing_elsewhere = is_outgoing_elsewhere(site);
	host_tcpto(&site->tcpto, site->control_dir, &users.qmailr);
	if (more) {
		host_send(&site->send, site->control_dir, &users.qmails);
		host_cdbs(&site->cdbs, site->control_dir);
	}
	return 0;
}

void
gather_free(struct site *site)
{
	size_t i;

	for (i = 0; i < FLAVORS; i++)
		ipme_free(&site->ipme[i]);
	interfaces_free(&site->interfaces);
	controls_free(&site->controls);
	cdb_free(&site->morercpthosts_cdb);
}
