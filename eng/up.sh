# up and down: PostgreSQL and the host, in the foreground, until somebody stops them.
# shellcheck shell=bash disable=SC2154

HOST_PID=
JOB=
READY=
OPERATOR=operator@braidmgr.example

cmd_up() {
    local port=8080 admin='' dir='' fresh=
    while [ $# -gt 0 ]; do
        case $1 in
            --port) port=$(option_value "$@"); shift ;;
            --admin-port) admin=$(option_value "$@"); shift ;;
            --data) dir=$(option_value "$@"); shift ;;
            --fresh) fresh=yes ;;
            *) fail "up does not know '$1'; see ./braid help" ;;
        esac
        shift
    done
    case $port in '' | *[!0-9]*) fail "--port must be a number, not '$port'" ;; esac
    case ${admin:-0} in *[!0-9]*) fail "--admin-port must be a number, not '$admin'" ;; esac
    set_data_dir "$dir"
    refuse_second_up "$fresh"
    record_process "$RUN/up" $$ "http://127.0.0.1:$port"
    trap stop_all EXIT
    trap 'asked_to_stop 130' INT
    trap 'asked_to_stop 143' TERM HUP
    # Whoever read the output may leave; that ends up as any failure does, and not without stop_all.
    trap '' PIPE
    stop_leftover_host
    [ -z "$fresh" ] || remove_data
    ! port_answers "$port" || fail "port $port is taken by another program; choose another with --port N"
    choose_admin_address "$port" "$admin"
    start_everything "$port"
    wait_until_ready "$port"
    [ ! -s "$DATA/operator-password" ] || attend migrate_organizations ||
        note "some organizations' databases are not at the version of this build, see $LOGS/migrate-orgs.log and: ./braid cli migrate status"
    announce "$port"
    wait "$HOST_PID" || true
    host_died
}

refuse_second_up() {
    local pid
    pid=$(process_in "$RUN/up")
    [ -n "$pid" ] || return 0
    if [ -n "$1" ]; then fail "up runs already (pid $pid); ./braid down stops it, then --fresh may delete its data"; fi
    say "already running: $(cut -d' ' -f3 "$RUN/up") (pid $pid, data $DATA); ./braid down stops it"
    exit 0
}

# After kill -9 of an earlier up its host is still there.
stop_leftover_host() {
    local pid
    pid=$(process_in "$RUN/host")
    [ -z "$pid" ] || { note "stopping the host of an earlier up (pid $pid)"; stop_process "$pid" 30; }
}

remove_data() {
    [ -z "${BRAID__CENTRAL__CONNECTIONSTRING:-}" ] ||
        fail "--fresh deletes only a private PostgreSQL; BRAID__CENTRAL__CONNECTIONSTRING names another"
    pg_remove "$DATA/pg"
    rm -rf "$DATA/secrets.env" "$DATA/operator-password" "$DATA/objects" "$LOGS"
    mkdir -p "$LOGS"
}

# Operators are served at a port of their own: the one after the API's, unless that is taken.
choose_admin_address() {
    [ -z "$2" ] || BRAID__ADMIN__URL=http://127.0.0.1:$2
    if [ -z "${BRAID__ADMIN__URL+set}" ]; then BRAID__ADMIN__URL=http://127.0.0.1:$(free_port $(($1 + 1))); fi
    export BRAID__ADMIN__URL
    printf '%s\n' "$BRAID__ADMIN__URL" >"$RUN/admin"
}

start_everything() {
    need_dotnet
    choose_engine
    attend first_build eng/host.slnf
    load_secrets
    if [ -z "${BRAID__CENTRAL__CONNECTIONSTRING:-}" ]; then
        pg_start "$DATA/pg" 15432
        use_private_connection
    fi
    attend migrate_central || { cat "$LOGS/migrate.log" >&2; fail "the central database could not be migrated"; }
    attend ensure_operator || { cat "$LOGS/operator.log" >&2; fail "the operator's account could not be made"; }
    start_host "$1"
}

# The first operator, of a private server only; whose password it is stands in a file beside the data.
ensure_operator() {
    [ -n "${PG_HOME:-}" ] && [ ! -s "$DATA/operator-password" ] || return 0
    (umask 077 && random_password >"$DATA/operator-password.new")
    dotnet exec "$(output Cli braidmgr)" operator create "$OPERATOR" --replace --password-file "$DATA/operator-password.new" \
        >"$LOGS/operator.log" 2>&1 || return 1
    mv "$DATA/operator-password.new" "$DATA/operator-password"
}

migrate_central() { dotnet exec "$(output Cli braidmgr)" migrate central >"$LOGS/migrate.log" 2>&1; }

# Those that an earlier build made; the host refuses to serve them until then.
migrate_organizations() {
    [ -n "$BRAID__ADMIN__URL" ] || return 0
    BRAIDMGR_URL=$BRAID__ADMIN__URL BRAIDMGR_EMAIL=$OPERATOR BRAIDMGR_PASSWORD_FILE=$DATA/operator-password \
        dotnet exec "$(output Cli braidmgr)" migrate orgs >"$LOGS/migrate-orgs.log" 2>&1
}

use_private_connection() {
    pg_find "$DATA/pg" || fail "no PostgreSQL in $DATA; ./braid up makes one"
    BRAID__CENTRAL__CONNECTIONSTRING=$(pg_connection braidmgr_central)
    export BRAID__CENTRAL__CONNECTIONSTRING
}

# attend COMMAND...: a step that a signal can interrupt; in a process group of its own, which stop_all ends.
attend() {
    local status=0
    set -m
    "$@" </dev/null &
    JOB=$!
    set +m
    wait "$JOB" || status=$?
    JOB=
    return "$status"
}

# In a group of its own, so that Ctrl-C reaches this script alone and the order of stopping is ours.
start_host() {
    export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development} ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
    export BRAID__DEMO__ENABLED=${BRAID__DEMO__ENABLED:-true}
    export BRAID__STORAGE__DIRECTORY=${BRAID__STORAGE__DIRECTORY:-$DATA/objects}
    [ ! -f "$LOGS/host.log" ] || mv "$LOGS/host.log" "$LOGS/host.log.1"
    set -m
    (cd "$ROOT" && exec dotnet exec "$(output Api BraidMgr.Api)" --urls "http://127.0.0.1:$1") >"$LOGS/host.log" 2>&1 </dev/null &
    HOST_PID=$!
    set +m
    record_process "$RUN/host" "$HOST_PID"
}

wait_until_ready() {
    local since=$SECONDS
    while [ "$(http_status "$1" /health/ready)" != 200 ]; do
        kill -0 "$HOST_PID" 2>/dev/null || host_died
        [ $((SECONDS - since)) -lt 120 ] ||
            host_failed "the host runs but is not ready after 120 s (GET /health/ready: $(http_status "$1" /health/ready))"
        sleep 0.2
    done
}

announce() {
    READY=yes
    say "ready: http://127.0.0.1:$1"
    if [ "$BRAID__DEMO__ENABLED" = true ]; then
        say "sign in: demo@braidmgr.example / Demo-Passw0rd"
    fi
    [ ! -s "$DATA/operator-password" ] ||
        say "operators: ./braid cli org list (at $BRAID__ADMIN__URL as $OPERATOR, whose password is in $DATA/operator-password)"
    say "log: $LOGS/host.log; stop with Ctrl-C"
}

host_died() {
    local status=0
    wait "$HOST_PID" || status=$?
    HOST_PID=
    host_failed "the host ended by itself (exit code $status)"
}

host_failed() {
    tail -n 20 "$LOGS/host.log" >&2 || true
    fail "$1; its last lines are above, all of them in $LOGS/host.log"
}

# Stopped while it was ready is success; while it was starting it is the signal's exit code.
asked_to_stop() {
    trap '' INT TERM HUP
    if [ -n "$READY" ]; then exit 0; else exit "$1"; fi
}

# The host first, so that its last groups still find a database.
stop_all() {
    local status=$?
    trap '' INT TERM HUP
    set +e
    [ -z "$JOB" ] || kill -TERM -- "-$JOB" 2>/dev/null || true
    if [ -n "$HOST_PID" ]; then
        say "stopping"
        stop_process "$HOST_PID" 30
    fi
    if [ -n "${PG_HOME:-}" ]; then pg_stop || status=1; fi
    rm -f "$RUN/up" "$RUN/host" "$RUN/admin"
    exit "$status"
}

cmd_down() {
    local dir='' pid stopped=
    if [ "${1:-}" = --data ]; then dir=$(option_value "$@"); shift 2; fi
    [ $# -eq 0 ] || fail "down does not know '$1'; see ./braid help"
    set_data_dir "$dir"
    pid=$(process_in "$RUN/up")
    if [ -n "$pid" ]; then stop_process "$pid" 100; stopped=yes; fi
    pid=$(process_in "$RUN/host")
    if [ -n "$pid" ]; then stop_process "$pid" 30; stopped=yes; fi
    if pg_find "$DATA/pg" && [ -n "$(pg_pid)" ]; then pg_stop; stopped=yes; fi
    rm -f "$RUN/up" "$RUN/host" "$RUN/admin"
    if [ -n "$stopped" ]; then say "stopped"; else say "nothing runs for $DATA"; fi
}
