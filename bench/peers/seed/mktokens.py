#!/usr/bin/env python3
"""mktokens.py ORGS ITEMS TOKENS IDS: writes a token per organization and a line per project, as ../../load reads them."""
import sys
import time
import uuid

import jwt

SECRET = "peer-secret-peer-secret-peer-secret-0123"

orgs, items, tokens_file, ids_file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
now = int(time.time())
with open(tokens_file, "w") as tokens, open(ids_file, "w") as ids:
    for org in range(1, orgs + 1):
        claims = {"sub": str(uuid.uuid4()), "org_id": "00000000-0000-4000-a000-%012x" % org, "org_role": "member",
                  "email": f"user{org}@example.com", "iat": now, "exp": now + 86400}
        tokens.write(f"{org}\t{jwt.encode(claims, SECRET, algorithm='HS256')}\n")
        for project in range(1, 6):
            ids.write(f"{org}\t00000000-0000-4000-8000-{org * 1000 + project:012x}\t{items}\n")
