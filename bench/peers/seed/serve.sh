#!/usr/bin/env bash
# serve.sh WORKERS PORT: the seed peer in the foreground. PEER_PGHOST and PEER_PGPORT say where its PostgreSQL is.
# Debian: python3-fastapi python3-asyncpg python3-jwt uvicorn python3-uvloop python3-httptools
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
exec "${PEER_PYTHON:-python3}" -m uvicorn app:app --host 127.0.0.1 --port "$2" --workers "$1" \
    --loop uvloop --http httptools --no-access-log --log-level warning --backlog 2048
