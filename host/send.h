/*
 * send.h: the running qmail-send.
 */
#ifndef HOST_SEND_H
#define HOST_SEND_H

#include "qmail/site.h"

/* send_linux.c: /proc; elsewhere SEND_UNKNOWN. With several, the one whose
   executable or working directory lies beside control_dir, else UNKNOWN. */
void
host_send(struct host_send *, const char *control_dir);

#endif
