# Messages, paths, processes and ports. Sourced by ../braid; runs on bash 3.2 (macOS) and later.
# shellcheck shell=bash disable=SC2034

say() { printf '%s\n' "$*"; }
note() { printf 'braid: %s\n' "$*" >&2; }
fail() { printf 'braid: %s\n' "$*" >&2; exit 1; }

# Sets DATA from an argument of --data; relative paths are the caller's.
set_data_dir() {
    local dir=${1:-$ROOT/.braid}
    case $dir in
        /*) ;;
        *) dir=$CALLER_DIR/$dir ;;
    esac
    mkdir -p "$dir" || fail "the data directory $dir cannot be created; name another with --data DIR"
    DATA=$(cd "$dir" && pwd -P)
    RUN=$DATA/run
    LOGS=$DATA/log
    mkdir -p "$RUN" "$LOGS"
}

# Needs: the value of an option that must have one.
option_value() { [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a value"; printf '%s' "$2"; }

is_root() { [ "$(id -u)" -eq 0 ]; }

have() { command -v "$1" >/dev/null 2>&1; }

# limit SECONDS COMMAND...: timeout(1) where there is one.
limit() {
    local seconds=$1
    shift
    if have timeout; then timeout "$seconds" "$@"; else "$@"; fi
}

# Names a process so that a reused pid is not taken for it: its start time, empty when it is gone.
process_identity() {
    local pid=$1
    kill -0 "$pid" 2>/dev/null || { ! is_root && [ -d "/proc/$pid" ]; } || return 0
    if [ -r "/proc/$pid/stat" ]; then
        sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
    else
        ps -o lstart= -p "$pid" 2>/dev/null | tr -s ' ' '_'
    fi
}

# record_process FILE PID [WORDS]: remembers a process for process_in.
record_process() { printf '%s %s %s\n' "$2" "$(process_identity "$2")" "${3:-}" >"$1"; }

# process_in FILE: prints the pid that FILE remembers, where that very process still runs.
process_in() {
    local pid identity rest
    [ -s "$1" ] || return 0
    read -r pid identity rest <"$1" || return 0
    if [ -n "$identity" ] && [ "$(process_identity "$pid")" = "$identity" ]; then printf '%s' "$pid"; fi
}

# stop_process PID SECONDS: SIGTERM, then SIGKILL when it takes longer.
stop_process() {
    local pid=$1 ticks=$(($2 * 10))
    local identity
    identity=$(process_identity "$pid")
    kill -TERM "$pid" 2>/dev/null || return 0
    while [ -n "$identity" ] && [ "$(process_identity "$pid")" = "$identity" ]; do
        ticks=$((ticks - 1))
        if [ "$ticks" -le 0 ]; then
            note "process $pid did not stop within $2 s; killing it"
            kill -KILL "$pid" 2>/dev/null || true
            return 0
        fi
        sleep 0.1
    done
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port FROM: the first port from there on that nobody listens on, below the range of outgoing connections.
free_port() {
    local port
    for ((port = $1; port < 32768; port++)); do
        if ! port_answers "$port"; then printf '%s' "$port"; return 0; fi
    done
    fail "no free port between $1 and 32767"
}

# http_status PORT PATH: the status of a GET on loopback, 000 when nobody answers. Needs no curl.
http_status() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
        IFS=' ' read -r -t 10 _ status _ <&3 || exit 1
        printf '%s' "$status"
    ) 2>/dev/null || printf '000'
}

# apt_install PACKAGE...: as root on Debian and its kin; fails elsewhere.
apt_install() {
    is_root && have apt-get || return 1
    note "installing $* with apt-get"
    apt_run update && apt_run install --no-install-recommends "$@"
}

apt_run() {
    DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" </dev/null >&2
}
