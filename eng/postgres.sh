# A private PostgreSQL: on loopback only, with a generated password, its files in one folder.
# shellcheck shell=bash disable=SC2154

# pg_start DIR FIRST_PORT: makes the server when it is new, starts it when it does not run. Sets PG_HOME, PG_PORT.
# PG_SETTINGS adds lines to its configuration.
pg_start() {
    need_postgres
    PG_HOME=$(server_home "$1")
    if [ "$PG_HOME" != "$1" ] && [ ! -d "$PG_HOME" ]; then
        note "the user $(server_user) cannot reach $1; PostgreSQL's files go to $PG_HOME"
    fi
    [ -s "$PG_HOME/data/PG_VERSION" ] || pg_init
    pg_check_version
    PG_PORT=$(cat "$PG_HOME/port" 2>/dev/null) || PG_PORT=$(free_port "$2")
    if [ -n "$(pg_pid)" ]; then
        pg_answers || fail "a PostgreSQL runs in $PG_HOME but does not answer on port $PG_PORT; see $PG_HOME/postgres.log"
    else
        pg_launch
    fi
}

# The data move into place once they are whole, so that an interrupted start leaves nothing half made.
pg_init() {
    local locale=C
    # C.UTF-8 folds the case of every letter and sorts the same on every machine.
    ! locale -a 2>/dev/null | grep -qixE 'C\.utf-?8' || locale=C.UTF-8
    make_server_home "$PG_HOME"
    rm -rf "$PG_HOME/data.new" "$PG_HOME/data"
    (umask 077 && random_password >"$PG_HOME/password")
    ! is_root || chown "$(server_user)" "$PG_HOME/password"
    as_server "$PG_BIN/initdb" -D "$PG_HOME/data.new" -U braid --pwfile="$PG_HOME/password" -A scram-sha-256 \
        --encoding=UTF8 --locale=$locale >"$PG_HOME/initdb.log" 2>&1 ||
        fail "initdb failed: $(tail -n 3 "$PG_HOME/initdb.log")"
    printf "include 'braid.conf'\n" >>"$PG_HOME/data.new/postgresql.conf"
    mv "$PG_HOME/data.new" "$PG_HOME/data"
}

pg_check_version() {
    local data programs
    data=$(cat "$PG_HOME/data/PG_VERSION")
    programs=$("$PG_BIN/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
    [ "$data" = "$programs" ] || fail "the data in $PG_HOME are of PostgreSQL $data, the programs in $PG_BIN are $programs:" \
        "install $data, or start anew with --fresh"
}

# Texts of users stay out of the server's log: no statements, no details of an error.
pg_write_conf() {
    local preload='' sync=fsync
    ! ls "$("$PG_BIN/pg_config" --pkglibdir 2>/dev/null || echo "$PG_BIN/../lib")"/pg_stat_statements.* >/dev/null 2>&1 ||
        preload=pg_stat_statements
    # What has to be synced after a crash, before the recovery: hundreds of files for each organization when taken one by one.
    [ "$(uname -s)" != Linux ] || sync=syncfs
    cat >"$PG_HOME/data/braid.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $PG_PORT
unix_socket_directories = ''
max_connections = 500
wal_level = logical
max_wal_size = 4GB
fsync = on
recovery_init_sync_method = $sync
shared_preload_libraries = '$preload'
log_min_error_statement = panic
log_error_verbosity = terse
log_line_prefix = '%m [%p] %u@%d '
${PG_SETTINGS:-}
CONF
    ! is_root || chown "$(server_user)" "$PG_HOME/data/braid.conf"
}

# Tries again on another port when somebody took it, and for as long as backends of a killed server hold its memory.
pg_launch() {
    local try log=$PG_HOME/postgres.log
    for try in 1 2 3 4 5 6 7 8 9 10; do
        drop_stranger_pid
        ! port_answers "$PG_PORT" || PG_PORT=$(free_port $((PG_PORT + 1)))
        pg_write_conf
        rm -f "$log.1" && { [ ! -f "$log" ] || mv "$log" "$log.1"; }
        if as_server "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -l "$log" -w -t 60 start >/dev/null 2>&1; then
            printf '%s\n' "$PG_PORT" >"$PG_HOME/port"
            return 0
        fi
        grep -qE 'could not bind|pre-existing shared memory' "$log" || break
        sleep 1
    done
    fail "PostgreSQL does not start ($try tries): $(tail -n 3 "$log")"
}

# PostgreSQL itself takes over the pid file of a server that was killed, after a look whether backends of it still live:
# the file must stay for that. Only when another program has the pid by now it has to go.
drop_stranger_pid() {
    local pid
    pid=$(head -n 1 "$PG_HOME/data/postmaster.pid" 2>/dev/null) || return 0
    if [ -n "$(process_identity "$pid")" ] && [ -z "$(pg_pid)" ]; then rm -f "$PG_HOME/data/postmaster.pid"; fi
}

# The pid of the server of PG_HOME, empty when it does not run.
pg_pid() {
    local pid words
    pid=$(head -n 1 "$PG_HOME/data/postmaster.pid" 2>/dev/null) || return 0
    if [ -d /proc/self ]; then
        words=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) || return 0
    else
        words=$(ps -o args= -p "$pid" 2>/dev/null) || return 0
    fi
    case $words in */postgres" -D $PG_HOME/data"*) printf '%s' "$pid" ;; esac
}

pg_answers() { pg_psql -d postgres -c 'SELECT 1' >/dev/null 2>&1; }

pg_stop() {
    [ -n "$(pg_pid)" ] || return 0
    as_server "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -m "${1:-fast}" -w -t 60 stop >/dev/null 2>&1 ||
        as_server "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -m immediate -w -t 20 stop >/dev/null 2>&1 ||
        { note "PostgreSQL in $PG_HOME does not stop"; return 1; }
}

pg_psql() {
    PGHOST=127.0.0.1 PGPORT=$PG_PORT PGUSER=braid PGPASSWORD=$(cat "$PG_HOME/password") PGCONNECT_TIMEOUT=10 "$PG_BIN/psql" -X "$@"
}

# pg_connection DATABASE: the connection string of its superuser, as Npgsql reads it.
pg_connection() {
    printf 'Host=127.0.0.1;Port=%s;Username=braid;Password=%s;Database=%s' "$PG_PORT" "$(cat "$PG_HOME/password")" "$1"
}

# pg_find DIR: sets PG_HOME, PG_BIN and PG_PORT of a server that was made before; fails when there is none.
pg_find() {
    PG_HOME=$(server_home "$1")
    [ -s "$PG_HOME/port" ] && find_postgres || return 1
    PG_PORT=$(cat "$PG_HOME/port")
}

# Stops a server and deletes its files behind it, which takes long where there were many databases; 'wait' waits for that.
pg_discard() {
    local home gone
    home=$(server_home "$1")
    gone=$home.gone.$RANDOM
    # Nothing has to be written out that is deleted next.
    ! pg_find "$1" || pg_stop immediate
    [ -d "$home" ] || return 0
    mv "$home" "$gone"
    rm -rf "$gone" &
}

pg_remove() {
    ! pg_find "$1" || pg_stop
    rm -rf "$(server_home "$1")" "$1"
}

cmd_psql() {
    local dir=
    if [ "${1:-}" = --data ]; then dir=$(option_value "$@"); shift 2; fi
    set_data_dir "$dir"
    pg_find "$DATA/pg" && [ -n "$(pg_pid)" ] || fail "no PostgreSQL runs for $DATA; ./braid up starts one"
    cd "$CALLER_DIR" || exit
    PGDATABASE=braidmgr_central pg_psql "$@"
}
