/*
 * scene.c: see scene.h.
 */

#include <strings.h>

#include "scene.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const char *const names[] = {
	"a.test", "b.test", "mx.a.test", "c.a.test", "192.0.2.1",
	"[10.0.0.5]", "300.0.2.10", "", "a.test.", "b.test..", "c.test]",
	"[192.0.2.1", "1.2.3.4.5", "1.2.3", ".", "MX2.Test",
	"\\027[31m.\\200\\255", "%s%n.x\\.y\\\\.test", "me.example"
};

static const uint32_t addresses[] = {
	0xc0000201, 0xc0000202, 0x0a000005, 0x7f000001, 0x7f000002, 0,
	0xcb007105, 0x2c00020a
};

static const uint32_t masks[] = {
	0xffffffff, 0xffffff00, 0xff000000, 0xfffffffe, 0xfffffffc,
	0xfffffff8, 0xfffffff0, 0xffffffe0, 0xffffffc0, 0xffffff80,
	0xffff00ff, 0xfffefe00, 0
};

static const char *
take_name(struct bytes *in)
{
	return names[bytes_octet(in) % COUNT(names)];
}

/* one of a few, so that they meet again, or any */
static uint32_t
take_address(struct bytes *in)
{
	unsigned choice = bytes_octet(in);

	return choice < 0xc0 ? addresses[choice % COUNT(addresses)] :
	    bytes_number(in);
}

static void
take_interface(struct bytes *in, struct interface *interface)
{
	unsigned how = bytes_octet(in);

	interface->address = take_address(in);
	interface->by_label = how & 1 ? take_address(in) : interface->address;
	interface->up = (how & 2) == 0;
	interface->label_up = how & 4 ? !interface->up : interface->up;
	memcpy(interface->name, how & 8 ? "eth0:1" : "eth0", 5);
}

/*
 * moreipme or notipme: octets as they come, or lines whose addresses and masks
 * meet those of the scene; the last line may lack its newline.
 */
static const uint8_t *
take_lines(struct bytes *in, char *lines, size_t *len)
{
	unsigned how = bytes_octet(in), n, mask;
	char address[NETMASK_TEXT], text[NETMASK_TEXT];

	if (how < 0x40)
		return bytes_section(in, len);
	*len = 0;
	for (n = how % (SCENE_LINES + 1); n > 0; n--) {
		mask = masks[bytes_octet(in) % COUNT(masks)];
		*len += (size_t)sprintf(lines + *len, "%s/%s\n", netmask_text(
		    take_address(in) & mask, address),
		    netmask_text(mask, text));
	}
	if (*len > 0 && how >= 0xc0)
		--*len;
	return (const uint8_t *)lines;
}

/* A record ends 16 to 271 octets behind the one before it, or where the
   answers end that most flavors read. */
static void
take_record(struct bytes *in, struct scene_answer *answer)
{
	struct scene_record *record = &answer->record[answer->n++];
	unsigned how = bytes_octet(in);

	record->type = how % 8 == 7 ? WIRE_CNAME : answer->type;
	if (record->type == WIRE_A)
		record->address = take_address(in);
	else
		record->name = take_name(in);
	if (record->type == WIRE_MX)
		record->preference = how & 8 ? bytes_octet(in) % 4 * 10 :
		    bytes_octet(in) << 8 | bytes_octet(in);
	answer->fixed = answer->end + 12;
	answer->end += 16 + (how & 16 ? bytes_octet(in) : 0);
	if (how >= 0xf0 && answer->end < 512)
		answer->end = 511 + how % 3;
	if (how >= 0xf8 && answer->fixed < 511)
		answer->fixed = 511 + how % 2;
	record->fixed = answer->fixed;
	record->end = record->fixed + 4 > answer->end ? record->fixed + 4 :
	    answer->end;
	answer->end = record->end;
}

static void
take_answer(struct bytes *in, struct scene_answer *answer)
{
	static const uint16_t types[] = { WIRE_A, WIRE_MX, WIRE_CNAME, WIRE_A };
	unsigned how = bytes_octet(in), n;

	answer->name = take_name(in);
	answer->type = types[how % 4];
	answer->fixed = answer->end = 30;
	switch (how / 4 % 8) {
	case 0:
		answer->class = ANSWER_HARD;
		return;
	case 1:
		answer->class = ANSWER_SOFT;
		return;
	case 2:
		answer->class = ANSWER_SOFT;
		answer->breaks = true;
		break;
	default:
		answer->class = ANSWER_FOUND;
	}
	for (n = how / 32 % SCENE_RECORDS + 1; n > 0; n--)
		take_record(in, answer);
	if (how & 128) {	/* a record of another type at the end */
		answer->fixed = answer->end + 12;
		answer->end = answer->fixed + bytes_octet(in);
	}
}

static void
take_tcpto(struct bytes *in, struct scene *scene)
{
	uint32_t address, when;
	uint8_t *record;
	unsigned n;

	for (n = bytes_octet(in) % (SCENE_TCPTO + 1); n > 0; n--) {
		record = scene->tcpto + (n - 1) * 16;
		address = take_address(in);
		record[0] = (uint8_t)(address >> 24);
		record[1] = (uint8_t)(address >> 16);
		record[2] = (uint8_t)(address >> 8);
		record[3] = (uint8_t)address;
		record[4] = (uint8_t)bytes_octet(in);
		record[4] = record[4] < 0xc0 ? record[4] % 5 : record[4];
		when = SCENE_NOW - 3000 - bytes_octet(in) * 16;
		if (record[4] == 4)
			when = bytes_number(in);
		record[8] = (uint8_t)when;
		record[9] = (uint8_t)(when >> 8);
		record[10] = (uint8_t)(when >> 16);
		record[11] = (uint8_t)(when >> 24);
	}
}

void
scene_read(struct scene *scene, struct bytes *in)
{
	unsigned how;

	memset(scene, 0, sizeof *scene);
	scene->flavor = flavor_get(
	    (enum flavor_id)(bytes_octet(in) % FLAVORS));
	how = bytes_octet(in);
	scene->ahead = how & 1;
	scene->has_moreipme = how & 2;
	scene->has_notipme = how & 4;
	scene->domain = take_name(in);
	scene->port = 25;
	if ((how & 0x38) == 0x38) {
		scene->relay = take_name(in);
		scene->port = how & 0x40 ? 25 : bytes_octet(in);
	}
	scene->here = bytes_octet(in);
	scene->n_interface = how >> 6;
	for (how = 0; how < scene->n_interface; how++)
		take_interface(in, &scene->interface[how]);
	take_tcpto(in, scene);
	if (scene->has_moreipme)
		scene->moreipme = take_lines(in, scene->lines[0],
		    &scene->moreipme_len);
	if (scene->has_notipme)
		scene->notipme = take_lines(in, scene->lines[1],
		    &scene->notipme_len);
	while (in->left > 0 && scene->n_answer < SCENE_ANSWERS)
		take_answer(in, &scene->answer[scene->n_answer++]);
}

const struct scene_answer *
scene_ask(const struct scene *scene, const char *name, uint16_t type)
{
	size_t i;

	if (type == WIRE_ANY)
		type = WIRE_CNAME;
	for (i = 0; i < scene->n_answer; i++)
		if (scene->answer[i].type == type &&
		    strcasecmp(scene->answer[i].name, name) == 0)
			return &scene->answer[i];
	return NULL;
}

void
scene_answer(const struct scene *scene, const char *name, uint16_t type,
    struct answer *answer)
{
	const struct scene_answer *from = scene_ask(scene, name, type);
	const struct scene_record *record;
	size_t i;

	answer_none(answer, from != NULL ? from->class : ANSWER_HARD);
	answer->rcode = WIRE_NXDOMAIN;
	if (from == NULL)
		return;
	answer->rcode = from->n > 0 ? WIRE_NOERROR : from->class ==
	    ANSWER_SOFT ? WIRE_SERVFAIL : WIRE_NXDOMAIN;
	answer->size = answer->end = from->end;
	answer->fixed = from->n > 0 ? from->fixed : 30;
	answer->odd = from->breaks ? ODD_BREAKS_OFF : 0;
	if (from->n == 0)
		return;
	answer->n = from->n;
	answer->record = calloc(from->n, sizeof *answer->record);
	must(answer->record != NULL);
	for (i = 0; i < from->n; i++) {
		record = &from->record[i];
		answer->record[i].type = record->type;
		answer->record[i].preference = (uint16_t)record->preference;
		answer->record[i].address = record->address;
		answer->record[i].fixed = record->fixed;
		answer->record[i].needs = record->end;
		if (record->name != NULL)
			answer->record[i].name = bytes_copy(record->name,
			    strlen(record->name) + 1);
	}
}

int
scene_is_here(const struct scene *scene, uint32_t address)
{
	return (scene->here >> (address % 8) & 1) != 0;
}
