/*
 * idn.h: the domain as sagredo's build sends it, through libidn2.
 */
#ifndef QMAIL_IDN_H
#define QMAIL_IDN_H

enum idn_result { IDN_CONVERTED, IDN_REFUSED, IDN_NO_MEMORY };

/*
 * idn2_lookup_u8 with IDN2_NFC_INPUT. CONVERTED: *name is malloc'd, the
 * caller frees it; else it is NULL.
 */
enum idn_result
idn_convert(const char *domain, char **name);

/* libidn2's version; static */
const char *
idn_library(void);

#endif
