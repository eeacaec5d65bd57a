# Secrets are made once per data directory, kept in secrets.env (0600), and never printed.
# shellcheck shell=bash disable=SC2154

random_password() { head -c 64 /dev/urandom | base64 | tr -d '+/=\n' | cut -c1-40; }

# Loads DATA/secrets.env, making it first where it is missing; what the environment sets wins.
load_secrets() {
    local file=$DATA/secrets.env line name
    [ -s "$file" ] || make_secrets "$file"
    while IFS= read -r line; do
        name=${line%%=*}
        case $name in
            BRAID__*) [ -n "${!name:-}" ] || export "$name=${line#*=}" ;;
        esac
    done <"$file"
}

make_secrets() {
    (
        umask 077
        {
            printf 'BRAID__POSTGRES__APPPASSWORD=%s\n' "$(random_password)"
            printf 'BRAID__KEYS__MASTER=%s\n' "$(head -c 32 /dev/urandom | base64)"
        } >"$1.new"
        mv "$1.new" "$1"
    )
}
