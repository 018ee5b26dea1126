/*
 * json_value.c: values from what reports hold.
 */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/json_parts.h"

void
json_put(struct json_writer *w, json_t *object, const char *key,
    json_t *value)
{
	if (json_object_set_new(object, key, value) == -1)
		w->no_memory = true;
}

void
json_push(struct json_writer *w, json_t *list, json_t *value)
{
	if (json_array_append_new(list, value) == -1)
		w->no_memory = true;
}

json_t *
json_octets(const char *octets, size_t len)
{
	char *text = escape_copy(octets, len);
	json_t *value;

	if (text == NULL)
		return NULL;
	value = json_string(text);
	free(text);
	return value;
}

json_t *
json_escaped(const char *text)
{
	return text != NULL ? json_octets(text, strlen(text)) : json_null();
}

json_t *
json_name(const char *name)
{
	size_t room = escape_name(NULL, 0, name) + 1;
	char *text = malloc(room);
	json_t *value;

	if (text == NULL)
		return NULL;
	escape_name(text, room, name);
	value = json_string(text);
	free(text);
	return value;
}

json_t *
json_text(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

json_t *
json_address(uint32_t address)
{
	char text[NETMASK_TEXT];

	return json_string(netmask_text(address, text));
}

json_t *
json_line(size_t line)
{
	return line > 0 ? json_integer((json_int_t)line) : json_null();
}

json_t *
json_maybe(int is)
{
	return is == -1 ? json_null() : json_boolean(is);
}

json_t *
json_entry(struct json_writer *w, const struct netentry *entry)
{
	static const char *const lists[] = {
		[NETLIST_IMPLICIT] = "implicit",
		[NETLIST_INTERFACE] = "interface",
		[NETLIST_MOREIPME] = "moreipme",
		[NETLIST_NOTIPME] = "notipme",
	};
	json_t *object;

	if (entry == NULL)
		return json_null();
	object = json_object();
	json_put(w, object, "list", json_string(lists[entry->list]));
	json_put(w, object, "address", json_address(entry->address));
	json_put(w, object, "mask", json_address(entry->mask));
	json_put(w, object, "interface", entry->interface[0] != '\0' ?
	    json_escaped(entry->interface) : json_null());
	json_put(w, object, "line", json_line(entry->line));
	return object;
}
