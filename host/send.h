/*
 * send.h: the running qmail-send.
 */
#ifndef HOST_SEND_H
#define HOST_SEND_H

#include "host/users.h"
#include "qmail/site.h"

/*
 * send_linux.c: /proc; elsewhere SEND_UNKNOWN. With several, the one whose
 * executable or working directory lies beside control_dir, else UNKNOWN. It is
 * root's or qmails', whoever else bears its name; where there is no such user
 * a stranger's may be it (UNKNOWN).
 */
void
host_send(struct host_send *, const char *control_dir,
    const struct user *qmails);

#endif
