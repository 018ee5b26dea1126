/*
 * site.h: everything about this host that is const while recipients are
 * judged. Filled by gather_site (gather.c), borrowed by everybody else.
 */
#ifndef SITE_H
#define SITE_H

#include "advice/suspects.h"
#include "host/beside.h"
#include "host/confine.h"
#include "host/control_load.h"
#include "host/users.h"
#include "ipme.h"
#include "net/resolv.h"
#include "qmail/flavor.h"
#include "qmail/prefme.h"

struct site {
	const char *control_dir;	/* as given */
	struct flavor_choice flavor;
	struct controls controls;
	struct suspects suspects;	/* of controls; when not ready, lint
					   looks for them each time */
	struct control_about about[CONTROL_FILES];
	struct interfaces interfaces;
	struct ipme ipme[FLAVORS];	/* of flavor.fits[0 .. flavor.n - 1] */
	struct tcpto tcpto;
	struct host_send send;
	struct host_cdbs cdbs;
	struct users users;
	struct confinement confinement;
	const struct resolv *resolv;	/* the servers asked; borrowed, NULL
					   with --zone */
	int64_t now;			/* seconds since the epoch */
};

#endif
