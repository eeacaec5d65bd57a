# check: what must hold before a change lands, apart from the tests.
# shellcheck shell=bash disable=SC2154

cmd_check() {
    local option=
    [ $# -eq 0 ] || fail "check takes no arguments"
    need_dotnet
    choose_engine
    check_scripts
    [ ! -e "$(analyzers_owed)" ] || { option=--no-incremental; rm -f "$(stamp_of BraidMgr.sln)"; }
    BUILD_OPTION=$option build BraidMgr.sln
    rm -f "$(analyzers_owed)"
    # The build reports the rules of style and the analyzers' as errors; what is left is white space.
    (cd "$ROOT" && DOTNET_TieredPGO=0 dotnet format whitespace BraidMgr.sln --verify-no-changes --no-restore </dev/null) ||
        fail "the format is not the one of .editorconfig; dotnet format BraidMgr.sln mends it"
    say "check: in order"
}

check_scripts() {
    local script
    for script in "$ROOT/braid" "$ROOT"/eng/*.sh "$ROOT/.ci/run"; do
        bash -n "$script" || fail "$script does not parse"
    done
    ! have shellcheck || shellcheck -x -S warning "$ROOT/braid" "$ROOT"/eng/*.sh "$ROOT/.ci/run" || fail "shellcheck objects"
}
