/*
 * help.h: what --help prints, 80 columns wide.
 */
#ifndef RUN_HELP_H
#define RUN_HELP_H

const char *
help_text(void);

#endif
