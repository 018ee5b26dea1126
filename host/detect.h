/*
 * detect.h: which qmail is installed beside the control directory.
 */
#ifndef HOST_DETECT_H
#define HOST_DETECT_H

#include "qmail/flavor.h"

/*
 * Looks for marks in bin/qmail-remote beside the control directory (see
 * host_beside) and calls flavor_fit. No binary, or one that cannot be read:
 * netqmail-1.06+moreipme, source "default", the evidence says why. Reads at
 * most 64 MiB; never blocks on a FIFO. -1: no memory.
 */
int
flavor_detect(struct flavor_choice *, const char *control_dir);

#endif
