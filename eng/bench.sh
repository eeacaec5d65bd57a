# bench: BraidMgr beside its peers; see bench/README.md.
# shellcheck shell=bash disable=SC2154

cmd_bench() { fail "there is no bench yet"; }
