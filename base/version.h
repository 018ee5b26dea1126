/*
 * version.h: what --version and the reports say. Pure.
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define MXWHY_VERSION "0.1.0"

#endif
