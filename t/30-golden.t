#!/bin/sh
# Texts and objects of telling cases, held against what is recorded.
exec "${0%/*}/golden"
