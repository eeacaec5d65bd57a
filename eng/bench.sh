# bench: BraidMgr beside its peers, on a PostgreSQL of its own; see bench/README.md.
# shellcheck shell=bash disable=SC2154

cmd_bench() {
    set_data_dir ''
    BENCH=$DATA/bench
    need_dotnet
    choose_engine >&2
    need_bench_tools
    build eng/bench.slnf
    [ "$ActorEngine" = Embedded ] || (ActorEngine=Embedded build src/Api)
    refuse_second_bench
    trap stop_bench EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    pg_remove "$BENCH/pg"
    pg_remove "$BENCH/crowded"
    rm -rf "$BENCH"
    case " $* " in *' many '*) start_crowded ;; esac
    PG_SETTINGS="max_connections = $(bench_connections "$*")" pg_start "$BENCH/pg" 14000
    hand_over
    attend dotnet exec "$(output Compare BraidMgr.Compare)" "$@"
}

# The peers hold hundreds of connections each; the fleet has to do with what PostgreSQL allows by default.
bench_connections() {
    case " $1 " in
        *' fleet '*) echo 100 ;;
        *) echo 1000 ;;
    esac
}

# A second server, for thousands of databases: what is measured beside them is measured on the first, which has no others.
start_crowded() {
    PG_SETTINGS="max_connections = $(bench_connections '')" pg_start "$BENCH/crowded" 14500
    BENCH_CROWDED_PORT=$PG_PORT BENCH_CROWDED_PASSWORD=$(cat "$PG_HOME/password")
    export BENCH_CROWDED_PORT BENCH_CROWDED_PASSWORD
}

refuse_second_bench() {
    local pid
    pid=$(process_in "$RUN/bench")
    [ -z "$pid" ] || fail "another bench is on (pid $pid)"
    record_process "$RUN/bench" $$
}

# The seed peer needs Debian's python packages; without them it is left out.
need_bench_tools() {
    local packages='python3 python3-fastapi python3-asyncpg python3-jwt uvicorn python3-uvloop python3-httptools'
    need_postgres
    have wrk || apt_install wrk || fail "wrk is missing: install it (Debian, Ubuntu: apt-get install wrk; macOS: brew install wrk)"
    [ -x "$PG_BIN/pgbench" ] || fail "pgbench is missing beside $PG_BIN/postgres: install postgresql-contrib"
    # shellcheck disable=SC2086
    find_peer_python || { apt_install $packages && find_peer_python; } ||
        note "the seed peer is left out: it needs $packages"
}

find_peer_python() {
    local python
    for python in /usr/bin/python3 "$(command -v python3 || true)"; do
        if [ -x "$python" ] && "$python" -c 'import fastapi, asyncpg, jwt, uvicorn, uvloop, httptools' 2>/dev/null; then
            export PEER_PYTHON=$python
            return 0
        fi
    done
    return 1
}

# What Compare, psql, pgbench and the systems under load find in their environment.
hand_over() {
    export BENCH_FOLDER=$ROOT/bench BENCH_SCRATCH=$BENCH/scratch
    mkdir -p "$BENCH_SCRATCH"
    BENCH_HOST=$(output Api BraidMgr.Api) BENCH_CLI=$(output Cli braidmgr) BENCH_DIRECT=$(output direct BraidMgr.direct)
    BENCH_CALLS=$(output Engine.Bench BraidMgr.Engine.Bench)
    PGHOST=127.0.0.1 PGPORT=$PG_PORT PGUSER=braid PGPASSWORD=$(cat "$PG_HOME/password")
    [ "$ActorEngine" = Embedded ] || BENCH_OTHER_HOST=$(ActorEngine=Embedded output Api BraidMgr.Api)
    export BENCH_OTHER_HOST=${BENCH_OTHER_HOST:-}
    export BENCH_HOST BENCH_CLI BENCH_DIRECT BENCH_CALLS PGHOST PGPORT PGUSER PGPASSWORD PATH="$PG_BIN:$PATH"
    unset BRAID__POSTGRES__APPPASSWORD BRAID__KEYS__MASTER
    DATA=$BENCH load_secrets
    export DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development
}

stop_bench() {
    local status=$?
    trap '' INT TERM HUP
    set +e
    [ -z "$JOB" ] || { kill -TERM -- "-$JOB" 2>/dev/null && wait "$JOB" 2>/dev/null; }
    pg_stop
    # Some 40 GB of nothing that anybody looks at afterwards.
    pg_discard "$BENCH/crowded"
    rm -f "$RUN/bench"
    exit "$status"
}
