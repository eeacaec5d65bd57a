# A private OpenStack Swift that speaks S3, for the tests of the object store: on loopback, one copy of everything, in one folder.
# shellcheck shell=bash disable=SC2154

S3_PROGRAMS='swift-proxy-server swift-account-server swift-container-server swift-object-server swift-ring-builder'

# s3_start DIR FIRST_PORT: starts the four servers and sets S3_ENDPOINT; false where the programs are missing, or root who lends them a user.
s3_start() {
    local program
    is_root && id swift >/dev/null 2>&1 || return 1
    for program in $S3_PROGRAMS; do have "$program" || return 1; done
    S3_HOME=$(server_home "$1")/s3
    S3_PORT=$(free_port "$2")
    S3_PIDS=
    rm -rf "$S3_HOME"
    mkdir -p "$S3_HOME/nodes/d1"
    s3_write_proxy
    s3_write_stores
    chown -R swift "$S3_HOME"
    for program in account container object proxy; do
        "swift-$program-server" "$S3_HOME/$program.conf" </dev/null >"$S3_HOME/$program.log" 2>&1 &
        S3_PIDS="$S3_PIDS $!"
    done
    s3_await
}

s3_await() {
    local try
    for try in $(seq 1 100); do
        if curl -fs "http://127.0.0.1:$S3_PORT/healthcheck" >/dev/null 2>&1; then
            export S3_ENDPOINT=http://127.0.0.1:$S3_PORT
            return 0
        fi
        sleep 0.2
    done
    note "Swift does not start ($try tries): $(tail -n 3 "$S3_HOME/proxy.log")"
    s3_stop
    return 1
}

s3_stop() {
    local pid
    for pid in ${S3_PIDS:-}; do kill "$pid" 2>/dev/null || true; done
    for pid in ${S3_PIDS:-}; do wait "$pid" 2>/dev/null || true; done
    [ -z "${S3_HOME:-}" ] || rm -rf "$S3_HOME"
    S3_PIDS=
}

s3_write_proxy() {
    cat >"$S3_HOME/proxy.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $S3_PORT
swift_dir = $S3_HOME
user = swift
workers = 1
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_braidmgr_tester = $S3_SECRET .admin
CONF
    local filter
    for filter in catch_errors gatekeeper healthcheck cache:memcache listing_formats bulk copy slo dlo versioned_writes; do
        printf '[filter:%s]\nuse = egg:swift#%s\n' "${filter%:*}" "${filter#*:}" >>"$S3_HOME/proxy.conf"
    done
}

s3_write_stores() {
    local kind port=$S3_PORT
    for kind in account container object; do
        port=$(free_port $((port + 1)))
        cat >"$S3_HOME/$kind.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
swift_dir = $S3_HOME
devices = $S3_HOME/nodes
mount_check = false
user = swift
workers = 1
log_level = WARNING
[pipeline:main]
pipeline = $kind-server
[app:$kind-server]
use = egg:swift#$kind
CONF
        (cd "$S3_HOME" && swift-ring-builder "$kind.builder" create 4 1 1 && swift-ring-builder "$kind.builder" add "r1z1-127.0.0.1:$port/d1" 1 &&
            swift-ring-builder "$kind.builder" rebalance) >"$S3_HOME/$kind.ring.log"
    done
}
