/*
 * json.h: what json.c tells beside its reports.
 */
#ifndef JSON_H
#define JSON_H

/* jansson's version; static */
const char *
json_library(void);

#endif
