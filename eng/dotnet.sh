# The .NET SDK and what is built with it. Everything is built in Release: up, test and bench share one output.
# shellcheck shell=bash disable=SC2154

CONFIGURATION=Release
# Build nodes that stay behind would outlive the script, and hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=${DOTNET_CLI_TELEMETRY_OPTOUT:-1} DOTNET_NOLOGO=1

need_dotnet() {
    if ! have dotnet && [ -x "$HOME/.dotnet/dotnet" ]; then
        export PATH="$HOME/.dotnet:$PATH"
    fi
    have dotnet || fail "the .NET SDK 10 is missing: install it from https://dot.net/download and put dotnet on the PATH"
    (cd "$ROOT" && dotnet --version) >/dev/null 2>&1 ||
        fail "global.json asks for a .NET SDK 10, installed are: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}

# build PROJECT...: restores and builds, unless nothing was changed since; says nothing but what is wrong. The compiler lives for a minute
# at most: what it would learn of its own hot paths costs more than it saves.
build() {
    local project stamp key log=$ROOT/.braid/build.log
    key=$(build_key)
    for project in "$@"; do
        ! is_built "$project" "$key" && ! is_built BraidMgr.sln "$key" || continue
        stamp=$(stamp_of "$project")
        mkdir -p "$ROOT/.braid" "${stamp%/*}"
        # As old as the beginning: what is changed while it builds is built the next time.
        printf '%s\n' "$key" >"$stamp.new"
        (cd "$ROOT" && DOTNET_TieredPGO=0 dotnet build "$project" -c $CONFIGURATION -v q --nologo -tl:off ${BUILD_OPTION:-} </dev/null >"$log" 2>&1) || build_failed "$project" "$log"
        mv "$stamp.new" "$stamp"
    done
}

# Whether a project was built with this key, and nothing that a build could read is newer: asking dotnet build takes ten seconds.
is_built() {
    local stamp
    stamp=$(stamp_of "$1")
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$2" ] &&
        [ -z "$(find "$ROOT" -mindepth 1 \( -name .git -o -name .artifacts -o -name .braid -o -name node_modules -o -name docs \) -prune -o -newer "$stamp" -print -quit)" ]
}

stamp_of() { printf '%s/.artifacts/%s/built/%s' "$ROOT" "$ActorEngine" "${1//\//_}"; }

# What a build depends on beside the files. One that begins anew leaves what the usual one does.
build_key() {
    local option=${BUILD_OPTION:-}
    printf '%s|%s|%s|%s' "${option#--no-incremental}" "${OrleansVersion:-}" "${RestoreAdditionalProjectSources:-}" "$(cd "$ROOT" && dotnet --version)"
}

# first_build PROJECT...: for somebody who waits to use it. The very first build of a checkout does without the analyzers, which take a
# good part of its time; check then builds everything with them.
first_build() {
    local option=
    if [ ! -d "$ROOT/.artifacts/$ActorEngine/bin" ]; then
        mkdir -p "$ROOT/.artifacts/$ActorEngine"
        : >"$(analyzers_owed)"
    fi
    [ ! -e "$(analyzers_owed)" ] || option=-p:RunAnalyzers=false
    BUILD_OPTION=$option build "$@"
}

analyzers_owed() { printf '%s/.artifacts/%s/analyzers-owed' "$ROOT" "$ActorEngine"; }

build_failed() {
    # sed reads to the end, where head would leave the others with a broken pipe.
    grep -E '(error|warning) [A-Za-z]+[0-9]+' "$2" | sed 's/ \[[^]]*\]$//' | sort -u | sed -n 1,40p >&2 || cat "$2" >&2
    fail "$1 does not build (engine: $ActorEngine)"
}

# output PROJECT ASSEMBLY: where the build leaves an assembly, per engine.
output() { printf '%s/.artifacts/%s/bin/%s/release/%s.dll' "$ROOT" "$ActorEngine" "$1" "$2"; }

cmd_cli() {
    local dir=
    if [ "${1:-}" = --data ]; then dir=$(option_value "$@"); shift 2; fi
    set_data_dir "$dir"
    need_dotnet
    choose_engine >&2
    build src/Cli >&2
    load_secrets
    if [ -z "${BRAID__CENTRAL__CONNECTIONSTRING:-}" ] && [ -f "$DATA/pg/port" ]; then
        use_private_connection
    fi
    export BRAIDMGR_SOURCE=$ROOT
    case "$*" in
        'migrate new'*--autogenerate* | 'migrate schema'*) cli_with_scratch_server "$@" ; return ;;
    esac
    sign_in_as_operator
    cd "$CALLER_DIR" || exit
    exec dotnet exec "$(output Cli braidmgr)" "$@"
}

# The operator that up made, at the address where it serves; what the environment sets wins.
sign_in_as_operator() {
    [ ! -s "$RUN/admin" ] || export BRAIDMGR_URL="${BRAIDMGR_URL:-$(cat "$RUN/admin")}"
    if [ -s "$DATA/operator-password" ] && [ -z "${BRAIDMGR_EMAIL:-}" ]; then
        export BRAIDMGR_EMAIL=$OPERATOR BRAIDMGR_PASSWORD_FILE=$DATA/operator-password
    fi
}

# What builds schemas to compare them does so in a throwaway server, as the tests do.
cli_with_scratch_server() {
    start_test_postgres
    BRAID__CENTRAL__CONNECTIONSTRING=$BRAID_TEST_POSTGRES dotnet exec "$(output Cli braidmgr)" migrate central >/dev/null
    (cd "$CALLER_DIR" && BRAID__CENTRAL__CONNECTIONSTRING=$BRAID_TEST_POSTGRES dotnet exec "$(output Cli braidmgr)" "$@")
    stop_test_postgres
}
