/*
 * reply.h: what the servers send to the questions in flight.
 */
#ifndef NET_REPLY_H
#define NET_REPLY_H

#include "net/job.h"

/* A datagram of len octets in dnsq.message, that came on this socket. -1: no
   memory (the question is still in flight) */
int
dnsq_reply_datagram(struct dnsq *, struct dnsq_socket *, size_t len,
    int64_t now);

/* Its connection is ready. -1: no memory (as above) */
int
dnsq_reply_connection(struct dnsq *, struct dnsq_job *, int64_t now);

#endif
