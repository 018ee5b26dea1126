/*
 * fuzz_resolv: resolv.conf, RES_OPTIONS and --server.
 *
 * Input: RES_OPTIONS, a server's text, then the file.
 */
#include "fuzz/bytes.h"
#include "net/resolv.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Its text is printable, and names the same server. */
static void
check_server(const struct server *server)
{
	struct server again;
	const char *c;

	must(memchr(server->text, '\0', sizeof server->text) != NULL);
	for (c = server->text; *c != '\0'; c++)
		must(*c > 32 && *c < 127);
	must(server->port > 0);
	must(resolv_server(&again, server->text) == 0);
	must(again.v6 == server->v6 && again.port == server->port &&
	    again.scope == server->scope);
	must(memcmp(again.address, server->address,
	    sizeof again.address) == 0);
	must(strcmp(again.text, server->text) == 0);
}

static void
check_resolv(const struct resolv *resolv)
{
	size_t i;

	must(resolv->n >= 1 && resolv->n <= RESOLV_MAXNS);
	must(resolv->timeout >= 1 && resolv->timeout <= 30);
	must(resolv->attempts <= 5);
	for (i = 0; i < resolv->n; i++) {
		must(resolv->server[i].port == 53);
		check_server(&resolv->server[i]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	char *options = bytes_string(&in), *text = bytes_string(&in);
	char *file = bytes_copy(in.at, in.left);
	struct resolv resolv;
	struct server server;

	resolv_parse(&resolv, file, in.left, options);
	check_resolv(&resolv);
	resolv_parse(&resolv, NULL, 0, NULL);
	check_resolv(&resolv);
	if (resolv_server(&server, text) == 0)
		check_server(&server);
	free(file);
	free(text);
	free(options);
	return 0;
}
