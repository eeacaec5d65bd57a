# test: every runner against a throwaway PostgreSQL; the last line counts over all of them.
# shellcheck shell=bash disable=SC2154

PASSED=0
FAILED=0
SKIPPED=0

# Tests make hundreds of databases that live for seconds: to vacuum each, and to write it out over and over, would take a third of the time.
TEST_PG_SETTINGS='autovacuum_naptime = 1h
shared_buffers = 512MB
bgwriter_lru_maxpages = 0
checkpoint_timeout = 1h
max_wal_size = 32GB'

cmd_test() {
    local all='' filter=''
    while [ $# -gt 0 ]; do
        case $1 in
            --all) all=all ;;
            --full) all=full ;;
            -*) fail "test does not know '$1'; see ./braid help" ;;
            *) filter=$1 ;;
        esac
        shift
    done
    set_data_dir ''
    RESULTS=$DATA/test-results
    rm -rf "$RESULTS"
    mkdir -p "$RESULTS"
    need_dotnet
    choose_engine
    build BraidMgr.sln
    install_node_client
    start_test_postgres
    start_test_s3 "$all"
    run_dotnet_tests "$all" "$filter"
    run_node_tests "$filter"
    stop_test_postgres
    report
}

# The tests of the hub drive its JavaScript client; without it they are skipped by name.
install_node_client() {
    local js=$ROOT/tests/js
    [ ! "$js/node_modules/.package-lock.json" -nt "$js/package-lock.json" ] || return 0
    { have node && have npm; } || apt_install nodejs npm || { note "tests/js needs Node 18 or newer with npm: https://nodejs.org"; return 0; }
    (cd "$js" && npm ci --silent --no-audit --no-fund </dev/null && touch node_modules/.package-lock.json) ||
        note "the packages of tests/js could not be installed"
}

# Tests find the server in BRAID_TEST_POSTGRES, as a superuser; a server set there by hand is used as it is.
start_test_postgres() {
    local pid
    trap stop_test_postgres EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    pid=$(process_in "$RUN/test")
    [ -z "$pid" ] || { TEST_PG=; fail "another test run is on (pid $pid)"; }
    record_process "$RUN/test" $$
    [ -z "${BRAID_TEST_POSTGRES:-}" ] || return 0
    TEST_PG=$DATA/test-pg
    # What a run that was killed was deleting.
    rm -rf "$(server_home "$TEST_PG")".gone.*
    renew_test_postgres
}

# Every runner has a server of its own: each DROP DATABASE writes out all that the databases before it left.
renew_test_postgres() {
    [ -n "${TEST_PG:-}" ] || return 0
    pg_discard "$TEST_PG"
    PG_SETTINGS=$TEST_PG_SETTINGS pg_start "$TEST_PG" $((16000 + RANDOM % 4000))
    BRAID_TEST_POSTGRES=$(pg_connection postgres)
    export BRAID_TEST_POSTGRES BRAID_TEST_POSTGRES_THROWN_AWAY=true BRAID_PG_BIN=$PG_BIN
}

# The store of a bucket is tested where Swift is installed; elsewhere its tests are skipped by name.
start_test_s3() {
    [ -n "$1" ] && [ -z "${BRAID_TEST_S3:-}" ] || return 0
    S3_SECRET=$(random_password)
    s3_start "$DATA/test-s3" $((20000 + RANDOM % 4000)) || return 0
    export BRAID_TEST_S3=$S3_ENDPOINT BRAID_TEST_S3_ACCESSKEY=braidmgr:tester BRAID_TEST_S3_SECRETKEY=$S3_SECRET
}

stop_test_postgres() {
    local status=$?
    s3_stop
    [ -z "${TEST_PG:-}" ] || { pg_discard "$TEST_PG"; wait; }
    TEST_PG=
    rm -f "$RUN/test"
    return "$status"
}

run_dotnet_tests() {
    local project name where ran=' '
    where=$(test_filter "$1" "$2")
    # Hosts live for seconds here: what the compiler would learn of their hot paths never pays.
    export DOTNET_TieredPGO=0
    # Servers that are killed recover by syncing the whole file system: before the others have filled it with databases.
    for project in "$ROOT"/tests/Fault.Tests/*.csproj "$ROOT"/tests/*/*.csproj; do
        name=$(basename "$project" .csproj)
        case $ran in *" $name "*) continue ;; esac
        ! grep -q '<IsTestProject>false' "$project" || continue
        say "== $name"
        # The first has the one that was started.
        [ "$ran" = ' ' ] || renew_test_postgres
        ran+="$name "
        local status=0
        (cd "$ROOT" && dotnet test "$(output "$name" "BraidMgr.$name")" --nologo ${where:+--filter "$where"} \
            --logger "trx;LogFileName=$name.trx" --results-directory "$RESULTS" \
            --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null) || status=$?
        count_trx "$RESULTS/$name.trx" "$name" "$status"
    done
}

# A long test does all that its short form does, more often.
test_filter() {
    local where=
    case $1 in
        full) ;;
        all) where='Category!=Full&Category!=Short' ;;
        *) where='Category!=Long&Category!=Full' ;;
    esac
    [ -z "$2" ] || where="${where:+$where&}FullyQualifiedName~$2"
    printf '%s' "$where"
}

# A runner that dies, or fails without naming a test, counts as one failure.
count_trx() {
    local file=$1 name=$2 status=$3 passed=0 failed=0 skipped=0
    if [ -f "$file" ]; then
        passed=$(grep -c '<UnitTestResult .*outcome="Passed"' "$file" || true)
        failed=$(grep -c '<UnitTestResult .*outcome="Failed"' "$file" || true)
        skipped=$(grep -c '<UnitTestResult .*outcome="NotExecuted"' "$file" || true)
        skips_in_trx "$file" >>"$RESULTS/skipped"
    fi
    if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
        note "$name: the test run ended with exit code $status and no failed test"
        failed=1
    fi
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
}

# Name and reason of each skipped test.
skips_in_trx() {
    awk '
        /<UnitTestResult / { name = ""; if (/outcome="NotExecuted"/) { name = $0; sub(/.*testName="/, "", name); sub(/".*/, "", name) } }
        name != "" && /<Message>/ { reason = $0; sub(/.*<Message>/, "", reason); sub(/<\/Message>.*/, "", reason); print name ": " reason; name = "" }
    ' "$1" | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
}

run_node_tests() {
    local log=$RESULTS/node.tap status=0 failed
    ls "$ROOT"/tests/js/*.test.mjs >/dev/null 2>&1 || return 0
    have node || apt_install nodejs || fail "tests/js needs node 18 or newer: install it from https://nodejs.org"
    say "== tests/js"
    (cd "$ROOT" && node --test --test-reporter=tap ${1:+--test-name-pattern "$1"} tests/js/*.test.mjs </dev/null) >"$log" 2>&1 || status=$?
    failed=$(tap_count fail "$log")
    [ "$status" -eq 0 ] || cat "$log"
    [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    PASSED=$((PASSED + $(tap_count pass "$log"))) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + $(tap_count skipped "$log")))
    sed -n 's/^ *ok [0-9]* - \(.*\) # SKIP\(.*\)/\1:\2/p' "$log" >>"$RESULTS/skipped"
}

tap_count() { sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$2" | awk '{ n = $1 } END { print n + 0 }'; }

report() {
    if [ -s "$RESULTS/skipped" ]; then
        say "skipped:"
        sed 's/^/  /' "$RESULTS/skipped"
    fi
    [ $((PASSED + FAILED)) -gt 0 ] || note "no test ran; is the filter right?"
    say "$PASSED passed, $FAILED failed, $SKIPPED skipped"
    [ "$FAILED" -eq 0 ] && [ "$PASSED" -gt 0 ]
}

# soak: the long test of a cluster, for as long as wanted.
cmd_soak() {
    local minutes=10
    if [ "${1:-}" = --minutes ]; then minutes=$(option_value "$@"); shift 2; fi
    [ $# -eq 0 ] || fail "soak does not know '$1'; see ./braid help"
    case $minutes in '' | *[!0-9]*) fail "--minutes must be a number, not '$minutes'" ;; esac
    [ "$minutes" -le 50 ] || fail "--minutes is 50 at most: the clients' tokens end after an hour"
    set_data_dir ''
    need_dotnet
    choose_engine
    [ "$ActorEngine" = Orleans ] || fail "a cluster needs the engine orleans: the embedded one has one silo, always (docs/engine.md)"
    build tests/Fault.Tests tests/Engine.Tests
    install_node_client
    export BRAID_SOAK_MINUTES=$minutes
    # The cluster under load; then what else is to hold: a silo that stands still past its eviction, a rolling upgrade, twenty restarts of
    # PostgreSQL, what ends on one host holds on the others; and a circle of calls.
    soak_part Fault.Tests SoakTests
    soak_part Fault.Tests SiloLostTests
    soak_part Fault.Tests AccessAcrossHostsTests
    soak_part Fault.Tests PostgresLostTests.The_host_goes_on_by_itself_after_its_server_was_lost_twenty_times
    soak_part Engine.Tests TimeoutTests.A_cycle_of_calls
    say "soak: all of it held"
}

# A part that was skipped has shown nothing.
soak_part() {
    local log=$DATA/soak.log
    say "== $2"
    (cd "$ROOT" && dotnet test "$(output "$1" "BraidMgr.$1")" --nologo --filter "FullyQualifiedName~$2" --logger "console;verbosity=detailed" </dev/null) |
        tee "$log" || fail "$2 did not hold"
    ! grep -q '^ *Skipped ' "$log" || fail "$2 was skipped, so that nothing is known of it"
    grep -q '^ *Passed ' "$log" || fail "no test of $2 ran"
}
