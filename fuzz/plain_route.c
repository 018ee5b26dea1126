/*
 * plain_route.c: see plain_route.h. qmail's control.c, constmap.c,
 * qmail-send.c and qmail-remote.c.
 */
#include <string.h>

#include "bytes.h"
#include "plain_route.h"

/* strings, each with a zero octet behind it */
struct array {
	char *bytes;
	size_t len;
};

static size_t
strip(const char *line, size_t len)
{
	while (len > 0 && strchr(" \t\n", line[len - 1]) != NULL &&
	    line[len - 1] != '\0')
		len--;
	return len;
}

static size_t
line_len(const struct control *c, size_t at)
{
	size_t end = at;

	while (end < c->size && c->bytes[end] != '\n')
		end++;
	return end - at;
}

/* control_readline: false when the file is not there */
static bool
read_line(const struct control *c, const char **line, size_t *len)
{
	*line = c->bytes;
	*len = 0;
	if (c->state != CONTROL_READ)
		return false;
	if (c->size > 0)
		*len = strip(c->bytes, line_len(c, 0));
	return true;
}

/* control_readfile */
static void
read_file(struct array *array, const struct control *c)
{
	size_t at, n, len;

	array->bytes = bytes_copy("", 1);
	array->len = 0;
	if (c->state != CONTROL_READ)
		return;
	array->bytes = realloc(array->bytes, 2 * c->size + 2);
	must(array->bytes != NULL);
	for (at = 0; at < c->size; at += n + 1) {
		n = line_len(c, at);
		len = strip(c->bytes + at, n);
		if (len == 0 || c->bytes[at] == '\0' || c->bytes[at] == '#')
			continue;
		memcpy(array->bytes + array->len, c->bytes + at, len);
		array->len += len;
		array->bytes[array->len++] = '\0';
	}
}

static bool
same(const char *a, const char *b, size_t len)
{
	for (; len > 0; len--, a++, b++)
		if (*a != *b && ((*a | 32) != (*b | 32) || (*a | 32) < 'a' ||
		    (*a | 32) > 'z'))
			return false;
	return true;
}

/* constmap: the value of the last entry with this key, NULL: none */
static const char *
find(const struct array *array, const char *key, size_t len, bool colon)
{
	const char *entry = array->bytes, *found = NULL, *end;
	const char *last = array->bytes + array->len;
	size_t key_len;

	for (; entry < last; entry += strlen(entry) + 1) {
		key_len = strlen(entry);
		if (colon) {
			end = strchr(entry, ':');
			if (end == NULL)
				continue;
			key_len = (size_t)(end - entry);
		}
		if (key_len == len && same(entry, key, len))
			found = entry + key_len + colon;
	}
	return found;
}

/* Looks the key and its suffixes up that start with one of `starts`. */
static const char *
find_suffix(const struct array *array, const char *text, size_t at,
    const char *starts)
{
	size_t i, len = strlen(text);
	const char *found;

	for (i = 0; i <= len; i++) {
		if (i > 0 && i < len && i != at &&
		    (i < at || strchr(starts, text[i]) == NULL))
			continue;
		found = find(array, text + i, len - i, true);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static char *
join(const char *a, size_t a_len, const char *between, const char *b,
    size_t b_len)
{
	size_t middle = strlen(between);
	char *whole = malloc(a_len + middle + b_len + 1);

	must(whole != NULL);
	if (a_len > 0)
		memcpy(whole, a, a_len);
	memcpy(whole + a_len, between, middle);
	if (b_len > 0)
		memcpy(whole + a_len + middle, b, b_len);
	whole[a_len + middle + b_len] = '\0';
	return whole;
}

/* the address with its @, percent signs turned; malloc'd */
static char *
rewrite(const struct controls *controls, const char *recipient)
{
	const struct control *file = controls->file;
	struct array hack;
	const char *host;
	size_t len, at;
	char *address, *percent;

	if (!read_line(&file[CONTROL_ENVNOATHOST], &host, &len) &&
	    !read_line(&file[CONTROL_ME], &host, &len)) {
		host = "envnoathost";
		len = strlen(host);
	}
	if (strchr(recipient, '@') != NULL) {
		address = join(recipient, strlen(recipient), "", "", 0);
		at = (size_t)(strrchr(address, '@') - address);
	} else {
		address = join(recipient, strlen(recipient), "@", host, len);
		at = strlen(recipient);
	}
	read_file(&hack, &file[CONTROL_PERCENTHACK]);
	while (find(&hack, address + at + 1, strlen(address + at + 1),
	    false) != NULL) {
		address[at] = '\0';
		percent = strrchr(address, '%');
		if (percent == NULL) {
			address[at] = '@';
			break;
		}
		*percent = '@';
		at = (size_t)(percent - address);
	}
	free(hack.bytes);
	return address;
}

static bool
is_local(const struct controls *controls, const char *domain)
{
	struct array locals;
	const char *line;
	size_t len;
	bool found;

	if (controls->file[CONTROL_LOCALS].state != CONTROL_MISSING ||
	    !read_line(&controls->file[CONTROL_ME], &line, &len)) {
		read_file(&locals, &controls->file[CONTROL_LOCALS]);
	} else {
		locals.bytes = join(line, len, "", "", 0);
		locals.len = len + 1;
	}
	found = find(&locals, domain, strlen(domain), false) != NULL;
	free(locals.bytes);
	return found;
}

static void
find_virtual(struct plain_route *route, const struct controls *controls,
    const char *text)
{
	const char *at = strrchr(text, '@'), *prepend;
	struct array file;

	read_file(&file, &controls->file[CONTROL_VIRTUALDOMAINS]);
	prepend = find_suffix(&file, text, route->address != NULL ?
	    (size_t)(at - text) + 1 : 0, ".");
	if (prepend != NULL && *prepend != '\0') {
		route->where = PLAIN_VIRTUAL;
		if (route->address != NULL) {
			at = route->address;
			route->address = join(prepend, strlen(prepend), "-",
			    at, strlen(at));
			free((char *)at);
		}
	}
	free(file.bytes);
}

/* false: none, or one that is empty */
static bool
take_relay(struct plain_route *route, const char *value, bool by_sender)
{
	size_t len = value != NULL ? strlen(value) : 0;
	const char *port;

	if (len == 0)
		return false;
	if (by_sender && strchr(value, '|') != NULL)
		len = (size_t)(strchr(value, '|') - value);
	route->has_relay = true;
	route->relay = join(value, len, "", "", 0);
	if (strchr(route->relay, ':') == NULL)
		return true;
	*strchr(route->relay, ':') = '\0';
	route->port = 0;
	for (port = value + strlen(route->relay) + 1; port < value + len &&
	    *port >= '0' && *port <= '9'; port++)
		route->port = route->port * 10 + (unsigned long)(*port - '0');
	route->port &= 0xffff;
	return true;
}

/* mxwhy's own rule: no password of a relay is shown, or taken for a port */
static void
hide(struct plain_route *route)
{
	char *bar = route->has_relay ? strchr(route->relay, '|') : NULL, *shown;

	if (bar == NULL)
		return;
	shown = join(route->relay, (size_t)(bar - route->relay) + 1, "***",
	    "", 0);
	free(route->relay);
	route->relay = shown;
	route->port = 25;
}

/* MAIL FROM's address: quote.c, quote_need and doit */
static char *
mangle(const char *sender)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.";
	const char *at = strrchr(sender, '@');
	size_t len = at != NULL ? (size_t)(at - sender) : 0, i, n = 0;
	char *quoted = malloc(2 * strlen(sender) + 3);

	must(quoted != NULL);
	strcpy(quoted, sender);
	if (at == NULL || (len > 0 && strspn(sender, plain) == len &&
	    sender[0] != '.' && sender[len - 1] != '.' &&
	    (strstr(sender, "..") == NULL || strstr(sender, "..") > at)))
		return quoted;
	quoted[n++] = '"';
	for (i = 0; i < len; i++) {
		if (sender[i] == '"' || sender[i] == '\\' ||
		    sender[i] == '\r' || sender[i] == '\n')
			quoted[n++] = '\\';
		quoted[n++] = sender[i];
	}
	quoted[n++] = '"';
	strcpy(quoted + n, at);
	return quoted;
}

static void
find_relay(struct plain_route *route, const struct controls *controls,
    bool by_sender, const char *sender)
{
	struct array file;
	bool taken = false;
	char *mangled;

	route->port = 25;
	if (by_sender) {
		mangled = mangle(sender);
		read_file(&file, &controls->file[CONTROL_AUTHSENDERS]);
		taken = take_relay(route, find_suffix(&file, mangled, 0, "@."),
		    true);
		free(file.bytes);
		free(mangled);
	}
	if (taken)
		return;
	read_file(&file, &controls->file[CONTROL_SMTPROUTES]);
	take_relay(route, find_suffix(&file, route->domain, 0, "."),
	    by_sender);
	free(file.bytes);
}

static bool
unreadable(const struct controls *controls, enum control_file file)
{
	return controls->file[file].state == CONTROL_UNREADABLE;
}

static bool
fails(const struct plain_route *route, const struct controls *controls,
    bool by_sender)
{
	if (unreadable(controls, CONTROL_ME) ||
	    unreadable(controls, CONTROL_ENVNOATHOST) ||
	    unreadable(controls, CONTROL_LOCALS) ||
	    unreadable(controls, CONTROL_PERCENTHACK) ||
	    unreadable(controls, CONTROL_VIRTUALDOMAINS) ||
	    unreadable(controls, CONTROL_QUEUELIFETIME) ||
	    unreadable(controls, CONTROL_CONCURRENCYLOCAL) ||
	    unreadable(controls, CONTROL_CONCURRENCYREMOTE) ||
	    unreadable(controls, CONTROL_BOUNCEFROM) ||
	    unreadable(controls, CONTROL_BOUNCEHOST) ||
	    unreadable(controls, CONTROL_DOUBLEBOUNCEHOST) ||
	    unreadable(controls, CONTROL_DOUBLEBOUNCETO))
		return true;
	if (route->where != PLAIN_REMOTE)
		return false;
	if (unreadable(controls, CONTROL_HELOHOST) ||
	    unreadable(controls, CONTROL_TIMEOUTREMOTE) ||
	    unreadable(controls, CONTROL_TIMEOUTCONNECT) ||
	    unreadable(controls, CONTROL_SMTPROUTES) ||
	    (by_sender && (unreadable(controls, CONTROL_AUTHSENDERS) ||
	    unreadable(controls, CONTROL_OUTGOINGIP))))
		return true;
	return controls->file[CONTROL_ME].state != CONTROL_READ &&
	    controls->file[CONTROL_HELOHOST].state != CONTROL_READ;
}

void
plain_route(struct plain_route *route, const struct controls *controls,
    bool by_sender, const char *subject, bool is_domain, const char *sender)
{
	const char *text = subject;

	memset(route, 0, sizeof *route);
	route->where = PLAIN_REMOTE;
	if (!is_domain)
		text = route->address = rewrite(controls, subject);
	if (!is_domain && strrchr(text, '@') != NULL)
		route->domain = strdup(strrchr(text, '@') + 1);
	else
		route->domain = strdup(text);
	must(route->domain != NULL);
	if (is_local(controls, route->domain)) {
		route->where = PLAIN_LOCAL;
	} else {
		find_virtual(route, controls, text);
		if (route->where == PLAIN_REMOTE)
			find_relay(route, controls, by_sender, sender);
		hide(route);
	}
	route->control_fails = fails(route, controls, by_sender);
}

void
plain_route_free(struct plain_route *route)
{
	free(route->address);
	free(route->domain);
	free(route->relay);
}
