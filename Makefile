# GNU make.  make deps run: what is needed, then the demo.  make check: tests.
#
#	objdir=DIR	build there (no trailing slash), for other flags; the
#			program is DIR/mxwhy then. Without it the program is
#			./mxwhy, and all else that is made is in build/plain.
#	RUN='FILE ...'	make check runs these alone: 30-golden.t, check_wire
#			(or t/30-golden.t, ./t/check_wire), options of t/run
#	WERROR=1	warnings are errors
#	LIBS=shared	link shared libraries only

PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
DOCDIR = $(PREFIX)/share/doc/mxwhy
DESTDIR =

CC = cc
CFLAGS = -O2 -g -D_FORTIFY_SOURCE=2
LDFLAGS =
AR = ar
INSTALL = install
PKG_CONFIG = pkg-config

objdir =
o = $(or $(objdir),build/plain)/
program = $(if $(objdir),$(objdir)/)mxwhy
system := $(shell uname -s)

# The house: a folder for each room; doc/architecture says what a line there
# does, t/layers what it may use.
ROOMS = base wire zone qmail advice report host net run

# What differs between systems has a file for each.
SYSTEM_Linux = interfaces_linux here_linux send_linux confine_linux
SYSTEM_OpenBSD = interfaces_bsd here_bsd send_other confine_openbsd
SYSTEM = $(or $(SYSTEM_$(system)),interfaces_bsd here_bsd send_other \
	confine_other)
SYSTEMS = $(wildcard $(foreach s,linux bsd openbsd other,host/*_$s.c))
USERS = host/users_files host/users_nss

MODULES = $(basename $(filter-out mxwhy.c host/users_%.c $(SYSTEMS), \
	$(wildcard *.c $(ROOMS:%=%/*.c)))) $(SYSTEM:%=host/%)
ARCHIVE = $(o)libmxwhy.a
OBJECTS = $(patsubst %,$(o)%.o,$(MODULES) $(USERS) host/users_static mxwhy)
STATIC_OBJECTS = $(patsubst %,$(o)%.o,mxwhy $(MODULES) host/users_files \
	host/users_static)
CHECKS = $(patsubst %.c,$(o)%,$(wildcard t/check_*.c))
CHECK_HELPERS = $(patsubst %.c,$(o)%.o, \
	$(filter-out t/check_%,$(wildcard t/*.c)))
FUZZERS = $(patsubst %.c,$(o)%,$(wildcard fuzz/fuzz_*.c))
FUZZ_HELPERS = $(patsubst %.c,$(o)%.o, \
	$(filter-out fuzz/fuzz_%,$(wildcard fuzz/*.c)))
ALL_OBJECTS = $(OBJECTS) $(CHECKS:=.o) $(CHECK_HELPERS) $(FUZZERS:=.o) \
	$(FUZZ_HELPERS)

# Libraries, as pkg-config knows them. t/libs finds out how they are compiled
# and linked with here, once; compilers read its answers as @FILE.
LIBRARIES = ldns libidn2
LIBS_OF = $(addprefix $(o)libs/,flags check shared mixed static)

WARNINGS = -Wall -Wextra $(if $(WERROR),-Werror)
HARDENING = -fstack-protector-strong -fPIE
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) \
	$(HARDENING) $(CPPFLAGS) $(CFLAGS) -I. -MMD -MP
LINK_PIE = $(CC) $(CFLAGS) $(LDFLAGS) -pie -Wl,-z,relro,-z,now,--as-needed,--gc-sections
LINK_STATIC = $(CC) $(CFLAGS) $(LDFLAGS) -static -Wl,-z,relro,-z,now,--gc-sections

all: $(program)

# Shared, the libraries make a start twice as long: libldns brings libcrypto,
# which mxwhy never calls, libidn2 the tables of libunistring. They come from
# their archives where the program links with these.
$(program): $(o)mxwhy.o $(ARCHIVE) | $(o)libs/$(or $(LIBS),mixed)
	$(LINK_PIE) -o $@ $^ @$(o)libs/$(or $(LIBS),mixed)

$(ARCHIVE): $(patsubst %,$(o)%.o,$(MODULES) $(USERS))
	@rm -f $@
	$(AR) qcs $@ $^

$(o)%.o: %.c | $(o)libs/flags
	@mkdir -p $(@D)
	$(COMPILE) @$(o)libs/flags -c -o $@ $<

# Nothing is built before what building needs is there.
$(o)libs/flags: | $(filter deps,$(MAKECMDGOALS))
	@mkdir -p $(@D)
	@t/libs flags $(LIBRARIES) >$@

$(o)libs/check $(o)libs/shared: | $(o)libs/flags
	@mkdir -p $(@D)
	@t/libs $(@F) $(LIBRARIES) >$@

$(o)libs/mixed: | $(o)mxwhy.o $(ARCHIVE)
	@mkdir -p $(@D)
	@t/libs mixed $(LIBRARIES) -- $| >$@

$(o)libs/static: | $(STATIC_OBJECTS)
	@mkdir -p $(@D)
	@t/libs static $(LIBRARIES) -- $| >$@

$(LIBS_OF): export TRY_COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS)
$(LIBS_OF): export TRY_LINK = $(LINK_$(if $(filter static,$(@F)),STATIC,PIE))
$(LIBS_OF): export PKG_CONFIG := $(PKG_CONFIG)

# The name service switch loads shared libraries, so users come from files.
# glibc warns of look-ups by name inside the libraries: told if linking fails.
static: $(program)-static
$(program)-static: $(STATIC_OBJECTS) | $(o)libs/static
	$(LINK_STATIC) -o $@ $^ @$(o)libs/static >$(o)libs/said 2>&1 || \
	    { cat $(o)libs/said >&2; exit 1; }

$(CHECKS): $(o)t/check_%: $(o)t/check_%.o $(CHECK_HELPERS) $(ARCHIVE) \
		| $(o)libs/check $(o)libs/shared
	$(LINK_PIE) -o $@ $^ @$(o)libs/check @$(o)libs/shared

$(CHECKS:=.o) $(CHECK_HELPERS): | $(o)libs/check

# Two fail allocations: those of the objects that are linked in.
$(o)t/check_memory: LDFLAGS += $(foreach f,malloc calloc realloc strdup \
	strndup idn2_lookup_u8,-Wl,--wrap=$f)
$(o)t/check_questions: LDFLAGS += \
	$(foreach f,malloc calloc realloc strdup,-Wl,--wrap=$f)

checks: $(CHECKS)

deps:
	t/deps

# A bounce, an alias that comes back and is kept, a relay that comes back for
# ever: each command, what it prints, the exit status that it has to have.
DEMO = example.com:100 post.example:0 round.example:3
run: $(program)
	@for demo in $(DEMO); do \
	    set -- --zone demo/zone --control demo/control $${demo%:*}; \
	    echo "$(if $(objdir),,./)$(program) $$*"; \
	    $(abspath $(program)) "$$@"; s=$$?; \
	    echo "exit status $$s"; test $$s = $${demo#*:} || exit 1; \
	    test $$demo = $(lastword $(DEMO)) || echo; \
	done

RUN =
check: $(program) $(CHECKS)
	@objdir='$(objdir)' t/run $(RUN)

SANITIZE = -O1 -g -DMXWHY_MEMORY=0 -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined -fno-omit-frame-pointer
check-asan:
	+$(MAKE) objdir=$(or $(objdir),build)/asan CFLAGS='$(SANITIZE)' LIBS=shared check

# the scripts that talk to name servers
check-valgrind: $(program)
	@objdir='$(objdir)' LAB_MOST=$${LAB_MOST:-15} t/run --valgrind $(RUN)

# That each room uses what it may, no more.
layers: $(OBJECTS)
	t/layers $(o:/=)

# Small faults that a test must notice. SAMPLE=40 takes so many by chance.
mutants: $(program) $(CHECKS)
	t/mutate

bench: $(program)
	@objdir='$(objdir)' t/bench

lint:
	.ci/lint

FUZZ_CC = clang
FUZZ_SECONDS = 20
FUZZ_FLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined
fuzz:
	+$(MAKE) objdir=$(or $(objdir),build)/fuzz CC=$(FUZZ_CC) CFLAGS='$(FUZZ_FLAGS)' \
	    LIBS=shared fuzzers
	t/fuzz $(or $(objdir),build)/fuzz/fuzz $(FUZZ_SECONDS)

fuzz-long:
	$(MAKE) FUZZ_SECONDS=1200 fuzz

fuzzers: $(FUZZERS)
$(FUZZERS): $(o)fuzz/fuzz_%: $(o)fuzz/fuzz_%.o $(FUZZ_HELPERS) \
		$(o)t/json_read.o $(ARCHIVE) | $(o)libs/shared
	$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ @$(o)libs/shared

install: $(program)
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 755 $(program) $(DESTDIR)$(BINDIR)/mxwhy
	$(INSTALL) -m 644 man/mxwhy.1 $(DESTDIR)$(MANDIR)/man1/mxwhy.1
	$(INSTALL) -m 644 doc/mxwhy.schema.json $(DESTDIR)$(DOCDIR)

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/mxwhy $(DESTDIR)$(MANDIR)/man1/mxwhy.1
	rm -f $(DESTDIR)$(DOCDIR)/mxwhy.schema.json
	rmdir $(DESTDIR)$(DOCDIR) 2>/dev/null || :

# In a DIR of others' making, only what was made here goes.
clean:
	rm -f $(program) $(program)-static
	rm -rf $(if $(objdir),$(o)libs $(objdir)/asan $(objdir)/fuzz,build)
	rm -f $(ARCHIVE) $(CHECKS) $(FUZZERS) \
	    $(foreach d,. $(ROOMS) t fuzz,$(o)$d/*.o $(o)$d/*.d)

.PHONY: all static checks deps run check check-asan check-valgrind layers \
	mutants bench lint fuzz fuzz-long fuzzers install uninstall clean
.SECONDARY:
.DELETE_ON_ERROR:

-include $(ALL_OBJECTS:.o=.d)
