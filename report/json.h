/*
 * json.h: what json.c tells beside its reports.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

/* jansson's version; static */
const char *
json_library(void);

#endif
