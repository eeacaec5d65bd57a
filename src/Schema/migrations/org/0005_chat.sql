-- Chat sessions: an owner, members beside the owner, and messages in a gapless order.

create type chat_role as enum ('user', 'assistant', 'system');

create table chat_sessions (
    id         uuid        primary key,
    user_id    uuid        not null,
    project_id uuid        references projects (id) on delete cascade, -- null: of the whole organization
    title      text        check (char_length(title) <= 200),
    next_seq   bigint      not null default 1 check (next_seq >= 1),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
);
create index idx_chat_session_user on chat_sessions (user_id);
create index chat_sessions_project_idx on chat_sessions (project_id) where project_id is not null;

create table chat_session_members (
    session_id    uuid        not null references chat_sessions (id) on delete cascade,
    user_id       uuid        not null,
    last_read_seq bigint      not null default 0 check (last_read_seq >= 0),
    created_at    timestamptz not null default now(),
    primary key (session_id, user_id)
);
create index chat_session_members_user_idx on chat_session_members (user_id);

create table chat_messages (
    id                uuid        primary key,
    session_id        uuid        not null references chat_sessions (id) on delete cascade,
    seq               bigint      not null check (seq >= 1),
    role              chat_role   not null,
    user_id           uuid,
    content           text        not null check (octet_length(content) <= 32768),
    context_refs      jsonb,
    token_count       integer     check (token_count >= 0),
    client_message_id text        check (char_length(client_message_id) between 1 and 200),
    created_at        timestamptz not null default now(),
    unique (session_id, seq),
    unique (session_id, client_message_id) -- a resend is not a second message
);

grant select, insert, update, delete on chat_sessions, chat_session_members, chat_messages to braid_app;
