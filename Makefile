# GNU make.  make deps run: what is needed, then the demo.  make check: tests.
#
#	objdir=DIR	build there (no trailing slash), for other flags
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
o = $(if $(objdir),$(objdir)/)
system := $(shell uname -s)

# The house: a folder for each room; doc/architecture says what a line there
# does and what it may use.
PURE_ROOMS = base wire qmail advice
ROOMS = $(PURE_ROOMS) zone report host net run

# What differs between systems has a file for each.
SYSTEM_Linux = interfaces_linux here_linux send_linux confine_linux
SYSTEM_OpenBSD = interfaces_bsd here_bsd send_other confine_openbsd
SYSTEM = $(or $(SYSTEM_$(system)),interfaces_bsd here_bsd send_other \
	confine_other)
SYSTEMS = $(wildcard $(foreach s,linux bsd openbsd other,host/*_$s.c))
USERS = host/users_files host/users_nss

MODULES = $(basename $(filter-out mxwhy.c host/users_%.c $(SYSTEMS), \
	$(wildcard *.c $(ROOMS:%=%/*.c)))) $(SYSTEM:%=host/%)
CORE = $(filter $(PURE_ROOMS:%=%/%) netmask ipme,$(MODULES))
LIBRARY = $(o)libmxwhy.a
OBJECTS = $(patsubst %,$(o)%.o,$(MODULES) $(USERS) host/users_static mxwhy)
CHECKS = $(patsubst %.c,$(o)%,$(wildcard t/check_*.c))
CHECK_HELPERS = $(patsubst %.c,$(o)%.o, \
	$(filter-out t/check_%,$(wildcard t/*.c)))
FUZZERS = $(patsubst %.c,$(o)%,$(wildcard fuzz/fuzz_*.c))
FUZZ_HELPERS = $(patsubst %.c,$(o)%.o, \
	$(filter-out fuzz/fuzz_%,$(wildcard fuzz/*.c)))
ALL_OBJECTS = $(OBJECTS) $(CHECKS:=.o) $(CHECK_HELPERS) $(FUZZERS:=.o) \
	$(FUZZ_HELPERS)

# Asked once, and only when something is built: make deps comes first.
once = $(eval $1 := $$(shell $2))$($1)
flags_of = $(PKG_CONFIG) $1 $2 2>/dev/null || echo $3
archive = $(shell f=$$($(CC) -print-file-name=lib$1.a); \
	test -f "$$f" && echo "$$f")

PKG_CFLAGS = $(call once,PKG_CFLAGS,$(call flags_of,--cflags,ldns libidn2))
CHECK_LIBS = $(call once,CHECK_LIBS,$(call flags_of,--libs,check,-lcheck -lm))
JSON_IDN_LIBS = $(call once,JSON_IDN_LIBS,$(call flags_of,--libs,libidn2,-lidn2))
LDNS_SHARED = $(call once,LDNS_SHARED,$(call flags_of,--libs,ldns,-lldns))

# Shared, the libraries make a start twice as long: libldns brings libcrypto,
# which mxwhy never calls, libidn2 the tables of libunistring. They come from
# their archives where there are all of them.
ARCHIVES = ldns crypto idn2 unistring
has_archives = $(if $(filter-out $(words $(ARCHIVES)), \
	$(words $(foreach l,$(ARCHIVES),$(call archive,$l)))),,yes)
STATIC_LIBS = -Wl,-Bstatic $(ARCHIVES:%=-l%) -Wl,-Bdynamic
LIBRARIES = $(if $(filter shared,$(LIBS)),,$(and $(has_archives),$(STATIC_LIBS)))
MXWHY_LIBS = $(or $(strip $(LIBRARIES)),$(LDNS_SHARED) $(JSON_IDN_LIBS))

WARNINGS = -Wall -Wextra $(if $(WERROR),-Werror)
HARDENING = -fstack-protector-strong -fPIE
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) \
	$(HARDENING) $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS) -I. -MMD -MP
LINK = $(CC) $(CFLAGS) $(LDFLAGS)
LINK_PIE = $(LINK) -pie -Wl,-z,relro,-z,now,--as-needed,--gc-sections

all: $(o)mxwhy

$(o)mxwhy: $(o)mxwhy.o $(LIBRARY)
	$(LINK_PIE) -o $@ $^ $(MXWHY_LIBS)

$(LIBRARY): $(patsubst %,$(o)%.o,$(MODULES) $(USERS))
	@rm -f $@
	$(AR) qcs $@ $^

$(o)%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# Nothing is built before what building needs is there.
$(ALL_OBJECTS): | $(filter deps,$(MAKECMDGOALS))

# The name service switch loads shared libraries, so users come from files.
static: $(o)mxwhy-static
$(o)mxwhy-static: $(patsubst %,$(o)%.o,mxwhy $(MODULES) host/users_files host/users_static)
	$(LINK) -static -Wl,-z,relro,-z,now,--gc-sections -o $@ $^ \
	    $(ARCHIVES:%=-l%)

$(CHECKS): $(o)t/check_%: $(o)t/check_%.o $(CHECK_HELPERS) $(LIBRARY)
	$(LINK_PIE) -o $@ $^ $(CHECK_LIBS) $(LDNS_SHARED) $(JSON_IDN_LIBS)

# Two fail allocations: those of the objects that are linked in.
$(o)t/check_memory: LDFLAGS += $(foreach f,malloc calloc realloc strdup \
	strndup idn2_lookup_u8,-Wl,--wrap=$f)
$(o)t/check_questions: LDFLAGS += \
	$(foreach f,malloc calloc realloc strdup,-Wl,--wrap=$f)

checks: $(CHECKS)

deps:
	t/deps

run: $(o)mxwhy
	@echo '$(if $(objdir),$(o),./)mxwhy --zone demo/zone --control demo/control example.com'
	@$(abspath $(o)mxwhy) --zone demo/zone --control demo/control \
	    example.com; s=$$?; echo "exit status $$s"; test $$s = 100

# RUN: options and files of t/run
RUN =
check: $(o)mxwhy $(CHECKS)
	@objdir='$(objdir)' t/run $(RUN)

SANITIZE = -O1 -g -DMXWHY_MEMORY=0 -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined -fno-omit-frame-pointer
check-asan:
	+$(MAKE) objdir=$(o)build/asan CFLAGS='$(SANITIZE)' LIBS=shared check

# the scripts that talk to name servers
check-valgrind: $(o)mxwhy
	@objdir='$(objdir)' LAB_MOST=$${LAB_MOST:-15} t/run --valgrind $(RUN)

pure: $(patsubst %,$(o)%.o,$(CORE))
	t/pure $^

bench: $(o)mxwhy
	@objdir='$(objdir)' t/bench

lint:
	.ci/lint

FUZZ_CC = clang
FUZZ_SECONDS = 20
FUZZ_FLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined
fuzz:
	+$(MAKE) objdir=$(o)build/fuzz CC=$(FUZZ_CC) CFLAGS='$(FUZZ_FLAGS)' \
	    LIBS=shared fuzzers
	t/fuzz $(o)build/fuzz/fuzz $(FUZZ_SECONDS)

fuzz-long:
	$(MAKE) FUZZ_SECONDS=1200 fuzz

fuzzers: $(FUZZERS)
$(FUZZERS): $(o)fuzz/fuzz_%: $(o)fuzz/fuzz_%.o $(FUZZ_HELPERS) \
    $(o)t/json_read.o $(LIBRARY)
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(LDNS_SHARED) $(JSON_IDN_LIBS)

install: $(o)mxwhy
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 755 $(o)mxwhy $(DESTDIR)$(BINDIR)/mxwhy
	$(INSTALL) -m 644 man/mxwhy.1 $(DESTDIR)$(MANDIR)/man1/mxwhy.1
	$(INSTALL) -m 644 doc/mxwhy.schema.json $(DESTDIR)$(DOCDIR)

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/mxwhy $(DESTDIR)$(MANDIR)/man1/mxwhy.1
	rm -f $(DESTDIR)$(DOCDIR)/mxwhy.schema.json
	rmdir $(DESTDIR)$(DOCDIR) 2>/dev/null || :

clean:
	rm -rf $(o)build
	rm -f $(o)mxwhy $(o)mxwhy-static $(LIBRARY) $(CHECKS) $(FUZZERS)
	rm -f $(foreach d,. $(ROOMS) t fuzz,$(o)$d/*.o $(o)$d/*.d)

.PHONY: all static checks deps run check check-asan check-valgrind pure bench \
	lint fuzz fuzz-long fuzzers install uninstall clean
.SECONDARY:
.DELETE_ON_ERROR:

-include $(ALL_OBJECTS:.o=.d)
