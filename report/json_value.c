/*
 * json_value.c: values from what reports hold.
 */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/json_parts.h"

static void
part_escaped(struct json_writer *w, const char *octets, size_t len)
{
	char text[8];
	size_t plain;

	while (len > 0) {
		plain = escape_plain(octets, len);
		json_part(w, octets, plain);
		octets += plain;
		len -= plain;
		if (len == 0)
			break;
		json_part(w, text,
		    escape_octets(text, sizeof text, octets, 1));
		octets++;
		len--;
	}
}

void
json_octets(struct json_writer *w, const char *key, const char *octets,
    size_t len)
{
	json_string(w, key);
	part_escaped(w, octets, len);
	json_string_end(w);
}

void
json_escaped(struct json_writer *w, const char *key, const char *text)
{
	if (text == NULL)
		json_null(w, key);
	else
		json_octets(w, key, text, strlen(text));
}

void
json_made(struct json_writer *w, const char *key, char *text)
{
	w->line.no_memory |= text == NULL;
	json_text(w, key, text);
	free(text);
}

void
json_name(struct json_writer *w, const char *key, const char *name)
{
	size_t room;
	char *text;

	if (name == NULL || strchr(name, '\\') == NULL) {
		json_escaped(w, key, name);
		return;
	}
	room = escape_name(NULL, 0, name) + 1;
	text = malloc(room);
	if (text != NULL)
		escape_name(text, room, name);
	json_made(w, key, text);
}

void
json_address(struct json_writer *w, const char *key, uint32_t address)
{
	char text[NETMASK_TEXT];

	json_text(w, key, netmask_text(address, text));
}

void
json_line(struct json_writer *w, const char *key, size_t line)
{
	if (line > 0)
		json_number(w, key, line);
	else
		json_null(w, key);
}

void
json_maybe(struct json_writer *w, const char *key, int is)
{
	if (is == -1)
		json_null(w, key);
	else
		json_boolean(w, key, is == 1);
}

void
json_entry_keys(struct json_writer *w, const struct netentry *entry)
{
	static const char *const lists[] = {
		[NETLIST_IMPLICIT] = "implicit",
		[NETLIST_INTERFACE] = "interface",
		[NETLIST_MOREIPME] = "moreipme",
		[NETLIST_NOTIPME] = "notipme",
	};

	json_text(w, "list", lists[entry->list]);
	json_address(w, "address", entry->address);
	json_address(w, "mask", entry->mask);
	json_escaped(w, "interface", entry->interface[0] != '\0' ?
	    entry->interface : NULL);
	json_line(w, "line", entry->line);
}

void
json_entry(struct json_writer *w, const char *key,
    const struct netentry *entry)
{
	if (entry == NULL) {
		json_null(w, key);
		return;
	}
	json_object(w, key);
	json_entry_keys(w, entry);
	json_object_end(w);
}

/* their newlines are qmail's own, the name in them is not */
void
json_message(struct json_writer *w, const char *words)
{
	const char *end;

	if (words == NULL) {
		json_null(w, "message");
		return;
	}
	json_string(w, "message");
	for (; (end = strchr(words, '\n')) != NULL; words = end + 1) {
		part_escaped(w, words, (size_t)(end - words));
		json_part(w, "\n", 1);
	}
	part_escaped(w, words, strlen(words));
	json_string_end(w);
}

void
json_verdict(struct json_writer *w, const char *key,
    const struct diagnosis *d, const struct verdict *verdict,
    const char *words)
{
	if (d->error.what != ERROR_NONE) {
		json_null(w, key);
		return;
	}
	json_object(w, key);
	json_text(w, "action", action_name(verdict->action));
	json_text(w, "code", words_code(verdict->words));
	json_message(w, words);
	json_object_end(w);
}
