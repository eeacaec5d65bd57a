-- A member who is deactivated keeps history, roles and assignments and is let in nowhere until they are activated again.

alter table user_org_memberships
    add column deactivated_at timestamptz;
