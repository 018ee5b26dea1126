/*
 * version.h: what --version and the reports say.
 */
#ifndef RUN_VERSION_H
#define RUN_VERSION_H

#define MXWHY_VERSION "0.1.0"

#endif
