#!/usr/bin/env bash
# The peers' databases on a PostgreSQL 15+ named by PGHOST, PGPORT, PGUSER (a superuser) and PGPASSWORD: the role peer, the
# database peer_central and ORGS (21) databases peer_org_001... of 5 projects of 400 items; both peers use the same.
# OUT gets tokens and ids for ../load. For another try drop the databases, or use another server.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
orgs=${ORGS:-21}
out=${OUT:?a folder for tokens and ids}
python=${PEER_PYTHON:-python3}
mkdir -p "$out"

superuser() { psql -qX -v ON_ERROR_STOP=1 "$@"; }
peer() { PGUSER=peer PGPASSWORD=peer superuser "$@"; }

superuser -d postgres -c "CREATE ROLE peer LOGIN PASSWORD 'peer'" \
    -c "CREATE DATABASE peer_central OWNER peer" -c "CREATE DATABASE peer_org_template OWNER peer"
peer -d peer_central -f "$here/seed/schema_central.sql"
peer -d peer_org_template -f "$here/seed/schema_org.sql"
for ((i = 1; i <= orgs; i++)); do
    slug=$(printf '%03d' "$i")
    superuser -d postgres -c "CREATE DATABASE peer_org_$slug TEMPLATE peer_org_template OWNER peer"
    peer -d peer_central -c "INSERT INTO organizations (id, name, slug, database_name)
        VALUES (('00000000-0000-4000-a000-' || lpad(to_hex($i), 12, '0'))::uuid, 'Org $i', '$slug', 'peer_org_$slug')"
    peer -d "peer_org_$slug" -v org="$i" -v nitems=400 -f "$here/seed/seed_org.sql"
done
superuser -d postgres -c CHECKPOINT
"$python" "$here/seed/mktokens.py" "$orgs" 400 "$out/tokens" "$out/ids"
