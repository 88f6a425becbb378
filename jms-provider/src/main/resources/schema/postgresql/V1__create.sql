-- OnceMQ, schema version 1, PostgreSQL 13 or newer.
-- Times are milliseconds since 1970 by the clock of this database. The words are explained in docs/architecture.md.
-- OnceMQ runs this file when schemaManagement is MIGRATE; with VALIDATE it is yours to run.

create sequence oncemq_lease_seq;
create sequence oncemq_branch_seq;
-- Destinations and subscriptions: both are ids of queues.
create sequence oncemq_queue_seq;

-- One row. Each later schema file raises schema_version.
create table oncemq_store (
    store_id             uuid        not null default gen_random_uuid() primary key,
    created_at           timestamptz not null default now(),
    schema_version       integer     not null default 1,
    subscription_version bigint      not null default 0,
    security_version     bigint      not null default 0
);
insert into oncemq_store default values;

-- kind: 0 queue, 1 topic, 2 temporary queue, 3 temporary topic. Settings that are null are not set.
create table oncemq_destination (
    id                       bigint       not null primary key,
    kind                     smallint     not null,
    name                     varchar(255) not null,
    owner_lease              bigint       not null default 0,
    max_deliveries           integer,
    redelivery_delay_ms      bigint,
    redelivery_multiplier    double precision,
    max_redelivery_delay_ms  bigint,
    dead_letter_name         varchar(255),
    paused                   boolean,
    constraint oncemq_destination_name unique (kind, name)
);
create index oncemq_destination_owner on oncemq_destination (owner_lease) where owner_lease <> 0;

create table oncemq_subscription (
    id          bigint       not null primary key,
    topic_id    bigint       not null,
    client_id   varchar(255) not null,
    name        varchar(255) not null,
    durable     boolean      not null,
    shared      boolean      not null,
    selector    text         not null,
    no_local    boolean      not null,
    owner_lease bigint       not null default 0
);
create unique index oncemq_subscription_durable on oncemq_subscription (client_id, name) where durable;
create unique index oncemq_subscription_shared on oncemq_subscription (client_id, name) where shared and not durable;
create index oncemq_subscription_topic on oncemq_subscription (topic_id);
create index oncemq_subscription_owner on oncemq_subscription (owner_lease) where owner_lease <> 0;

-- Which leases have consumers on a shared subscription; one that is not durable ends with the last of them.
create table oncemq_subscriber (
    subscription_id bigint not null,
    lease_id        bigint not null,
    primary key (subscription_id, lease_id)
);
create index oncemq_subscriber_lease on oncemq_subscriber (lease_id);

-- holder: 0 ready, > 0 the lease that claimed it, -1 waits for its time, below that a branch's (even: an unseen send, odd:
-- an acknowledgement in doubt). message_id: null when the body is in this row, the same id when it is in oncemq_message for
-- this delivery alone, another id when several deliveries share it. properties: the head, everything but the body; null when
-- it is over 1 KiB and beside the body in oncemq_message. group_id: the message group, or its digest where this column
-- cannot hold its name. correlation_id is for finding: null also where the value is too long or is not text that this
-- column can hold.
create table oncemq_delivery (
    id             bigint   not null,
    queue_id       bigint   not null,
    holder         bigint   not null,
    priority       smallint not null,
    deliveries     integer  not null default 0,
    crashes        integer  not null default 0,
    deliver_at     bigint   not null default 0,
    expires_at     bigint   not null default 0,
    sent_at        bigint   not null default 0,
    message_id     bigint,
    format         smallint,
    group_id       varchar(255),
    correlation_id varchar(255),
    properties     bytea,
    body           bytea,
    constraint oncemq_delivery_pk primary key (holder, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000,
        toast.autovacuum_vacuum_cost_delay = 0);
-- Said as a range so that a claim can ask for the same range: the key gives no order then, and this index is what is left.
create index oncemq_delivery_ready on oncemq_delivery (queue_id, priority desc, id) where holder >= 0 and holder <= 0;
-- For what has a group: whether there is any, and whether something of it must come first.
create index oncemq_delivery_grouped on oncemq_delivery (queue_id, group_id, holder)
    where group_id is not null and holder <= 0;
create index oncemq_delivery_expiring on oncemq_delivery (expires_at) where holder = 0 and expires_at > 0;

-- A body beside its delivery. Over 256 KiB it is in oncemq_chunk and null here; size_bytes counts it either way.
create table oncemq_message (
    id         bigint   not null primary key,
    format     smallint not null,
    size_bytes bigint   not null,
    properties bytea    not null,
    body       bytea
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000,
        toast.autovacuum_vacuum_cost_delay = 0);

create table oncemq_chunk (
    message_id bigint  not null,
    part       integer not null,
    bytes      bytea   not null,
    primary key (message_id, part)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000,
        toast.autovacuum_vacuum_cost_delay = 0);

-- How many deliveries still need a shared body.
create table oncemq_shared (
    message_id bigint  not null primary key,
    remaining  integer not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0);

-- One row beside each delivery whose holder is -1.
create table oncemq_delayed (
    deliver_at  bigint not null,
    delivery_id bigint not null,
    queue_id    bigint not null,
    primary key (deliver_at, delivery_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
-- For the removal of a queue.
create index oncemq_delayed_queue on oncemq_delayed (queue_id);

create table oncemq_lease (
    lease_id     bigint       not null primary key,
    slot         smallint     not null constraint oncemq_lease_slot unique,
    node_name    varchar(255) not null,
    process_id   varchar(255) not null,
    expires_at   bigint       not null,
    seen_version bigint       not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- lane_no: the lane, plus 100 for each 500 of its batches.
create table oncemq_lane (
    lease_id bigint  not null,
    lane_no  integer not null,
    batch_no bigint  not null default 0,
    primary key (lease_id, lane_no)
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);

-- Which lease owns which message group of a queue: nobody else may claim deliveries of it meanwhile.
create table oncemq_group (
    queue_id bigint       not null,
    group_id varchar(255) not null,
    lease_id bigint       not null,
    primary key (queue_id, group_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
create index oncemq_group_lease on oncemq_group (lease_id);

-- Prepared XA branches.
create table oncemq_branch (
    branch_id   bigint       not null primary key,
    format_id   integer      not null,
    gtrid       bytea        not null,
    bqual       bytea        not null,
    node_name   varchar(255) not null,
    prepared_at bigint       not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
    constraint oncemq_branch_xid unique (format_id, gtrid, bqual)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Who may connect; while nobody is here, everybody may. credential: docs/security.md says how it is made.
create table oncemq_user (
    name       varchar(255) not null primary key,
    credential varchar(255) not null
);

create table oncemq_user_role (
    user_name varchar(255) not null,
    role_name varchar(255) not null,
    primary key (user_name, role_name)
);

-- What a role may do (send, consume, browse, create, manage) with the destinations that a pattern stands for.
create table oncemq_permission (
    role_name varchar(255) not null,
    pattern   varchar(255) not null,
    action    varchar(16)  not null,
    primary key (role_name, pattern, action)
);

-- What only one node may have at a time. kind: 0 a connection with a client ID (name), 1 the consumer of an unshared durable
-- subscription (name: its id). Goes with the lease.
create table oncemq_reservation (
    kind     smallint     not null,
    name     varchar(255) not null,
    lease_id bigint       not null,
    primary key (kind, name)
);
create index oncemq_reservation_lease on oncemq_reservation (lease_id);
