/*
 * check_pool.c: sockets and their seats: ids, how long a socket lives, where
 * questions sit. Nothing is sent.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "net/pool.h"

/* the pool's next ids */
static void
set_ids(struct dnsq_pool *pool, const uint16_t *id, size_t n)
{
	memcpy(pool->random, id, n * sizeof *id);
	pool->random_used = 0;
}

struct scene {
	struct resolv resolv;
	struct dnsq_watch watch;
	struct dnsq_pool pool;
};

static void
begin(struct scene *s)
{
	memset(s, 0, sizeof *s);
	resolv_parse(&s->resolv, NULL, 0, NULL);
	ck_assert_int_eq(resolv_server(&s->resolv.server[0],
	    "127.0.0.1@5399"), 0);
	ck_assert_int_eq(resolv_server(&s->resolv.server[1],
	    "127.0.0.2@5399"), 0);
	s->resolv.n = 2;
	ck_assert_int_eq(dnsq_pool_init(&s->pool, &s->resolv, &s->watch), 0);
}

static void
end(struct scene *s)
{
	dnsq_pool_free(&s->pool);
	ck_assert_uint_eq(s->watch.n, 0);
	dnsq_watch_free(&s->watch);
}

static void
sit(struct scene *s, unsigned server, void *who, struct dnsq_seat *seat)
{
	ck_assert_int_eq(dnsq_pool_sit(&s->pool, server, who, seat),
	    DNSQ_OPENED);
	ck_assert_ptr_nonnull(seat->socket);
	ck_assert_uint_eq(seat->socket->server, server);
	ck_assert_ptr_eq(dnsq_pool_who(seat->socket, seat->id), who);
}

/* Chance gives the same number again and again: no two questions on a socket
   have it, those on another may. */
START_TEST(ids_differ_on_a_socket)
{
	static const uint16_t id[] = { 7, 7, 7, 9, 9, 7, 11, 7, 13, 7 };
	struct dnsq_seat seat[5];
	struct scene s;
	int who[5], i;

	begin(&s);
	set_ids(&s.pool, id, sizeof id / sizeof id[0]);
	for (i = 0; i < 5; i++)
		sit(&s, 0, &who[i], &seat[i]);
	ck_assert_uint_eq(seat[0].id, 7);
	ck_assert_uint_eq(seat[1].id, 9);
	ck_assert_uint_eq(seat[2].id, 11);
	ck_assert_uint_eq(seat[3].id, 13);
	ck_assert_uint_eq(seat[4].id, 7);
	for (i = 1; i < 4; i++)
		ck_assert_ptr_eq(seat[i].socket, seat[0].socket);
	ck_assert_ptr_ne(seat[4].socket, seat[0].socket);
	ck_assert_ptr_null(dnsq_pool_who(seat[0].socket, 8));
	dnsq_pool_leave(&s.pool, &seat[1]);
	ck_assert_ptr_null(seat[1].socket);
	ck_assert_ptr_null(dnsq_pool_who(seat[0].socket, 9));
	for (i = 0; i < 5; i++)		/* the others have kept theirs */
		if (i != 1)
			ck_assert_ptr_eq(dnsq_pool_who(seat[i].socket,
			    seat[i].id), &who[i]);
	dnsq_pool_leave(&s.pool, &seat[1]);	/* once is enough */
	ck_assert_uint_eq(seat[0].socket->n, 3);
	end(&s);
}
END_TEST

/* used-up chance is filled anew, to the last octet */
START_TEST(ids_do_not_repeat)
{
	enum { N = DNSQ_RANDOM / 2 };
	static uint16_t first[N], second[N];
	struct scene s;
	size_t i, same = 0, zero = 0;

	begin(&s);
	for (i = 0; i < N; i++)
		ck_assert_int_eq(dnsq_pool_id(&s.pool, &first[i]), 0);
	ck_assert_mem_eq(first, s.pool.random, sizeof first);
	for (i = 0; i < N; i++)
		ck_assert_int_eq(dnsq_pool_id(&s.pool, &second[i]), 0);
	ck_assert_mem_eq(second, s.pool.random, sizeof second);
	for (i = 0; i < N; i++) {
		same += first[i] == second[i];
		zero += second[i] == 0;
	}
	ck_assert_uint_lt(same, 20);
	ck_assert_uint_lt(zero, 20);
	end(&s);
}
END_TEST

static uint16_t
port_of(const struct dnsq_socket *socket)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof sin;

	ck_assert_int_eq(getsockname(socket->fd, (struct sockaddr *)&sin,
	    &len), 0);
	return ntohs(sin.sin_port);
}

/* After its 64th question a socket takes no other, and is spent when the last
   one leaves. */
START_TEST(a_socket_wears_out)
{
	struct dnsq_seat seat, last, next;
	struct dnsq_socket *first;
	struct scene s;
	uint16_t port;
	int i, who;

	begin(&s);
	sit(&s, 0, &who, &last);
	first = last.socket;
	port = port_of(first);
	for (i = 1; i < 64; i++) {
		sit(&s, 0, &who, &seat);
		ck_assert_ptr_eq(seat.socket, first);
		ck_assert_uint_eq(s.watch.n, 1);
		dnsq_pool_leave(&s.pool, &seat);
		ck_assert(!first->is_spent);
	}
	sit(&s, 0, &who, &next);
	ck_assert_ptr_ne(next.socket, first);
	ck_assert_uint_ne(port_of(next.socket), port);
	ck_assert_ptr_eq(dnsq_pool_who(first, last.id), &who);
	ck_assert_ptr_null(s.pool.spent);
	dnsq_pool_leave(&s.pool, &last);
	ck_assert(first->is_spent);
	ck_assert_ptr_eq(s.pool.spent, first);
	ck_assert_uint_eq(s.watch.n, 2);
	dnsq_pool_close(&s.pool, first);
	ck_assert_ptr_null(s.pool.spent);
	ck_assert_uint_eq(s.watch.n, 1);
	end(&s);
}
END_TEST

/* One that broke takes no other either; a full one does when a seat is free
   again; each server has its own. */
START_TEST(where_questions_sit)
{
	struct dnsq_seat seat[DNSQ_SEATS], other;
	struct dnsq_socket *first;
	struct scene s;
	int i, who;

	begin(&s);
	for (i = 0; i < DNSQ_SEATS; i++)
		sit(&s, 0, &who, &seat[i]);
	first = seat[0].socket;
	ck_assert_ptr_eq(seat[DNSQ_SEATS - 1].socket, first);
	ck_assert_ptr_null(s.pool.free[0]);
	sit(&s, 1, &who, &other);
	ck_assert_ptr_ne(other.socket, first);
	dnsq_pool_leave(&s.pool, &seat[1]);
	sit(&s, 0, &who, &seat[1]);
	ck_assert_ptr_eq(seat[1].socket, first);
	dnsq_pool_leave(&s.pool, &seat[2]);
	dnsq_pool_spend(&s.pool, first);
	dnsq_pool_spend(&s.pool, first);
	ck_assert_ptr_eq(s.pool.spent, first);
	ck_assert_ptr_null(first->next);
	sit(&s, 0, &who, &seat[2]);
	ck_assert_ptr_ne(seat[2].socket, first);
	for (i = 0; i < DNSQ_SEATS; i++)
		dnsq_pool_leave(&s.pool, &seat[i]);
	ck_assert_uint_eq(first->n, 0);
	ck_assert_ptr_eq(s.pool.spent, first);
	ck_assert_uint_eq(s.watch.n, 3);
	end(&s);
}
END_TEST

/* The kernel drops what comes from elsewhere: a socket is connected. */
START_TEST(sockets_are_connected)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof sin;
	struct dnsq_seat seat;
	struct scene s;
	int who;

	begin(&s);
	sit(&s, 1, &who, &seat);
	ck_assert_int_eq(getpeername(seat.socket->fd, (struct sockaddr *)&sin,
	    &len), 0);
	ck_assert_uint_eq(ntohl(sin.sin_addr.s_addr), 0x7f000002);
	ck_assert_uint_eq(ntohs(sin.sin_port), 5399);
	end(&s);
}
END_TEST

/* An ICMP message to an earlier question is told to the next one, also those
   that Linux hides unless asked. */
START_TEST(nobody_there)
{
	struct question question = { "example.com", WIRE_A };
	struct wire_query query;
	struct dnsq_seat seat;
	struct scene s;
	int who;

	begin(&s);
	sit(&s, 0, &who, &seat);
	ck_assert_int_eq(wire_make_query(&query, &question, seat.id, 0),
	    WIRE_MADE);
	ck_assert_int_eq(dnsq_pool_send(seat.socket, &query), DNSQ_SENT);
	ck_assert_int_eq(dnsq_pool_send(seat.socket, &query),
	    DNSQ_SEND_FAILED);
#ifdef IP_RECVERR
	{
		int on = 0;
		socklen_t len = sizeof on;

		ck_assert_int_eq(getsockopt(seat.socket->fd, IPPROTO_IP,
		    IP_RECVERR, &on, &len), 0);
		ck_assert_int_eq(on, 1);
	}
#endif
	end(&s);
}
END_TEST

/* a family that this kernel has, and an address that nobody routes to */
START_TEST(no_way_there)
{
	struct server server;
	int fd;

	ck_assert_int_eq(resolv_server(&server, "255.255.255.255"), 0);
	ck_assert_int_eq(dnsq_pool_open(&server, SOCK_DGRAM, &fd),
	    DNSQ_UNREACHABLE);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pool");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(all, ids_differ_on_a_socket);
	tcase_add_test(all, ids_do_not_repeat);
	tcase_add_test(all, a_socket_wears_out);
	tcase_add_test(all, where_questions_sit);
	tcase_add_test(all, sockets_are_connected);
	tcase_add_test(all, nobody_there);
	tcase_add_test(all, no_way_there);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
