# cluster: several silos and API hosts as processes of this machine, in the foreground, until somebody stops them.
# shellcheck shell=bash disable=SC2154

CLUSTER_PIDS=()

cmd_cluster() {
    [ "${1:-}" = up ] || fail "cluster knows 'up' only; see ./braid help"
    shift
    local silos=3 apis=2 port=8080 dir=''
    while [ $# -gt 0 ]; do
        case $1 in
            --silos) silos=$(option_value "$@"); shift ;;
            --apis) apis=$(option_value "$@"); shift ;;
            --port) port=$(option_value "$@"); shift ;;
            --data) dir=$(option_value "$@"); shift ;;
            *) fail "cluster up does not know '$1'; see ./braid help" ;;
        esac
        shift
    done
    case $silos$apis$port in *[!0-9]*) fail "--silos, --apis and --port must be numbers" ;; esac
    [ "$silos" -ge 1 ] && [ "$apis" -ge 1 ] || fail "a cluster needs a silo and an API host at least"
    set_data_dir "$dir"
    refuse_second_up ''
    record_process "$RUN/up" $$ "http://127.0.0.1:$port"
    trap stop_cluster EXIT
    trap 'asked_to_stop 130' INT
    trap 'asked_to_stop 143' TERM HUP
    trap '' PIPE
    prepare_cluster
    start_cluster "$silos" "$apis" "$port"
    # up.sh asks for it when it is told to stop.
    # shellcheck disable=SC2034
    READY=yes
    watch_cluster
}

prepare_cluster() {
    need_dotnet
    choose_engine
    [ "$ActorEngine" = Orleans ] || fail "a cluster needs the engine orleans: the embedded one has one silo, always (docs/engine.md)"
    attend build eng/host.slnf
    load_secrets
    if [ -z "${BRAID__CENTRAL__CONNECTIONSTRING:-}" ]; then
        pg_start "$DATA/pg" 15432
        use_private_connection
    fi
    attend migrate_central || { cat "$LOGS/migrate.log" >&2; fail "the central database could not be migrated"; }
    attend ensure_operator || { cat "$LOGS/operator.log" >&2; fail "the operator's account could not be made"; }
    export BRAID__STORAGE__DIRECTORY=${BRAID__STORAGE__DIRECTORY:-$DATA/objects}
    export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development} ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
}

start_cluster() {
    local silos=$1 apis=$2 port=$3 number at silo_port=11110 gateway_port=30000 health=$(($3 + 1000)) urls=()
    for ((number = 1; number <= silos; number++)); do
        silo_port=$(free_port $((silo_port + 1))) gateway_port=$(free_port $((gateway_port + 1))) health=$(free_port $((health + 1)))
        start_member "silo$number" "$health" Silo BraidMgr.Silo \
            BRAID__ENGINE__SILOPORT="$silo_port" BRAID__ENGINE__GATEWAYPORT="$gateway_port"
    done
    for ((number = 1; number <= apis; number++)); do
        at=$port
        ! port_answers "$at" || fail "port $at is taken by another program; choose others with --port N"
        # One of them makes the demo organization and serves operators.
        start_member "api$number" "$at" Api BraidMgr.Api BRAID__ENGINE__ROLE=Client \
            BRAID__DEMO__ENABLED="$([ "$number" -gt 1 ] && echo false || echo "${BRAID__DEMO__ENABLED:-true}")" \
            BRAID__ADMIN__URL="$([ "$number" -gt 1 ] || echo "http://127.0.0.1:$(free_port $((port + 500)))")"
        urls+=("http://127.0.0.1:$at")
        port=$((port + 1))
    done
    say "ready: ${urls[*]}"
    say "silos: $silos; logs: $LOGS/silo*.log, $LOGS/api*.log; stop with Ctrl-C"
}

# start_member NAME PORT PROJECT ASSEMBLY [VARIABLE=VALUE...]: starts a process and waits until it is ready.
start_member() {
    local name=$1 at=$2 project=$3 assembly=$4 pid since=$SECONDS
    shift 4
    set -m
    (cd "$ROOT" && exec env "$@" dotnet exec "$(output "$project" "$assembly")" --urls "http://127.0.0.1:$at") >"$LOGS/$name.log" 2>&1 </dev/null &
    pid=$!
    set +m
    CLUSTER_PIDS+=("$pid")
    record_process "$RUN/member-$name" "$pid"
    while [ "$(http_status "$at" /health/ready)" != 200 ]; do
        kill -0 "$pid" 2>/dev/null || { tail -n 20 "$LOGS/$name.log" >&2; fail "$name ended by itself; its log is $LOGS/$name.log"; }
        [ $((SECONDS - since)) -lt 120 ] || fail "$name is not ready after 120 s; its log is $LOGS/$name.log"
        sleep 0.2
    done
}

# A silo that dies is no reason to stop the others: that is what they are for.
watch_cluster() {
    local file name
    while sleep 1; do
        for file in "$RUN"/member-*; do
            [ -e "$file" ] || return 0
            [ -z "$(process_in "$file")" ] || continue
            name=${file##*/member-}
            note "$name is gone; its log is $LOGS/$name.log"
            rm -f "$file"
        done
    done
}

# API hosts first, then silos, then the database: whoever stops still finds what it needs.
stop_cluster() {
    local status=$? number
    trap '' INT TERM HUP
    set +e
    [ -z "$JOB" ] || kill -TERM -- "-$JOB" 2>/dev/null || true
    for ((number = ${#CLUSTER_PIDS[@]} - 1; number >= 0; number--)); do
        stop_process "${CLUSTER_PIDS[$number]}" 30
    done
    if [ -n "${PG_HOME:-}" ]; then pg_stop || status=1; fi
    rm -f "$RUN/up" "$RUN"/member-*
    exit "$status"
}
