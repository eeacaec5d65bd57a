-- Which messages of a session address the assistant, and which did: a question is asked until its answer is stored.

alter table chat_sessions
    add column assistant text not null default 'mentions' check (assistant in ('mentions', 'all', 'none'));

alter table chat_messages
    add column asks_assistant boolean not null default false;
create index chat_messages_questions_idx on chat_messages (session_id) where asks_assistant;
