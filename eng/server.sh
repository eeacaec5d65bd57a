# The PostgreSQL programs: where they are, how they are installed, and as whom they run.
# shellcheck shell=bash disable=SC2154

PG_LEAST=15

# Sets PG_BIN to the newest folder with initdb, pg_ctl and postgres of 15 or later; installs them where that can be done.
need_postgres() {
    find_postgres && return 0
    install_postgres && find_postgres && return 0
    fail "PostgreSQL $PG_LEAST or newer is missing: install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17;" \
        "Fedora: dnf install postgresql-server postgresql-contrib), set BRAID_PG_BIN to the folder of its programs," \
        "or name a running server in BRAID__CENTRAL__CONNECTIONSTRING"
}

find_postgres() {
    local dir version best=0
    PG_BIN=
    for dir in "${BRAID_PG_BIN:-}" "$(dirname "$(command -v pg_ctl 2>/dev/null || echo /nowhere/pg_ctl)")" \
        /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] && [ -x "$dir/psql" ] || continue
        version=$("$dir/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
        if [ "${version:-0}" -ge $PG_LEAST ] && [ "$version" -gt "$best" ]; then
            best=$version
            PG_BIN=$dir
        fi
    done
    [ -n "$PG_BIN" ]
}

# Debian's package would make a cluster of its own and start it; only the programs are wanted.
install_postgres() {
    is_root && have apt-get || return 1
    local conf=/etc/postgresql-common/createcluster.conf
    if [ ! -e "$conf" ]; then
        mkdir -p "$(dirname "$conf")"
        printf 'create_main_cluster = false\n' >"$conf"
    fi
    apt_install postgresql
}

# PostgreSQL refuses to run as root; root lends it the user that the packages made, or nobody.
server_user() { if id postgres >/dev/null 2>&1; then printf postgres; else printf nobody; fi; }

# as_server COMMAND...: runs a command of the server as the user that owns its files.
as_server() {
    local user
    if ! is_root; then
        (cd / && "$@" </dev/null)
        return
    fi
    user=$(server_user)
    if have runuser; then
        (cd / && runuser -u "$user" -- "$@" </dev/null)
    elif have setpriv; then
        (cd / && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@" </dev/null)
    else
        fail "PostgreSQL does not run as root, and neither runuser nor setpriv (util-linux) is there: run braid as another user"
    fi
}

# server_home DIR: prints where the server's files of DIR are; elsewhere when root's server user cannot get into DIR.
server_home() {
    local parent
    parent=$(dirname "$1")
    while [ ! -d "$parent" ]; do parent=$(dirname "$parent"); done
    if is_root && ! as_server test -x "$parent"; then
        printf '/var/lib/braidmgr/%s' "$(printf '%s' "$1" | cksum | cut -d' ' -f1)"
    else
        printf '%s' "$1"
    fi
}

make_server_home() {
    local home=$1
    mkdir -p "$home"
    if is_root; then
        [ "${home#/var/lib/braidmgr/}" = "$home" ] || chmod 755 /var/lib/braidmgr
        chown "$(server_user)" "$home"
    fi
    chmod 700 "$home"
}
