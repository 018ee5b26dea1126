/*
 * version.h: what --version and the reports say.
 */
#ifndef VERSION_H
#define VERSION_H

#define MXWHY_VERSION "0.1.0"

#endif
