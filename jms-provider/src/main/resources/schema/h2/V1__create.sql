-- OnceMQ, schema version 1, H2 2.4 or newer.
-- Times are milliseconds since 1970 by the clock of this database. The words are explained in docs/architecture.md.
-- OnceMQ runs this file when schemaManagement is MIGRATE; with VALIDATE it is yours to run.

create sequence oncemq_lease_seq;
create sequence oncemq_branch_seq;
-- Destinations and subscriptions: both are ids of queues.
create sequence oncemq_queue_seq;

-- One row. Each later schema file raises schema_version.
create table oncemq_store (
    store_id             uuid                     default random_uuid() not null primary key,
    created_at           timestamp with time zone default current_timestamp not null,
    schema_version       integer                  default 1 not null,
    subscription_version bigint                   default 0 not null,
    security_version     bigint                   default 0 not null
);
insert into oncemq_store default values;

-- kind: 0 queue, 1 topic, 2 temporary queue, 3 temporary topic. Settings that are null are not set.
create table oncemq_destination (
    id                       bigint       not null primary key,
    kind                     smallint     not null,
    name                     varchar(255) not null,
    owner_lease              bigint       default 0 not null,
    max_deliveries           integer,
    redelivery_delay_ms      bigint,
    redelivery_multiplier    double precision,
    max_redelivery_delay_ms  bigint,
    dead_letter_name         varchar(255),
    paused                   boolean,
    constraint oncemq_destination_name unique (kind, name)
);
create index oncemq_destination_owner on oncemq_destination (owner_lease);

-- exclusive: what (client_id, name) must be unique among; null where it need not be.
create table oncemq_subscription (
    id          bigint       not null primary key,
    topic_id    bigint       not null,
    client_id   varchar(255) not null,
    name        varchar(255) not null,
    durable     boolean      not null,
    shared      boolean      not null,
    selector    varchar      not null,
    no_local    boolean      not null,
    owner_lease bigint       default 0 not null,
    exclusive   smallint     generated always as (case when durable then 1 when shared then 2 end),
    constraint oncemq_subscription_name unique (exclusive, client_id, name)
);
create index oncemq_subscription_topic on oncemq_subscription (topic_id);
create index oncemq_subscription_owner on oncemq_subscription (owner_lease);

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
    id             bigint   not null primary key,
    queue_id       bigint   not null,
    holder         bigint   not null,
    priority       smallint not null,
    deliveries     integer  default 0 not null,
    crashes        integer  default 0 not null,
    deliver_at     bigint   default 0 not null,
    expires_at     bigint   default 0 not null,
    sent_at        bigint   default 0 not null,
    message_id     bigint,
    format         smallint,
    group_id       varchar(255),
    correlation_id varchar(255),
    properties     varbinary(1048576),
    body           varbinary(1048576)
);
-- Queries on it repeat the columns they fix in ORDER BY: without them H2 sorts everything. They include the bounds of a
-- range (at least 1 instead of over 0): H2 reads all that is on an excluded one, here all that is ready.
create index oncemq_delivery_held on oncemq_delivery (holder, queue_id, priority desc, id);

-- A body beside its delivery. Over 256 KiB it is in oncemq_chunk and null here; size_bytes counts it either way.
create table oncemq_message (
    id         bigint   not null primary key,
    format     smallint not null,
    size_bytes bigint   not null,
    properties varbinary(1048576) not null,
    body       varbinary(1048576)
);

create table oncemq_chunk (
    message_id bigint  not null,
    part       integer not null,
    bytes      varbinary(1048576) not null,
    primary key (message_id, part)
);

-- How many deliveries still need a shared body.
create table oncemq_shared (
    message_id bigint  not null primary key,
    remaining  integer not null
);

-- One row beside each delivery whose holder is -1.
create table oncemq_delayed (
    deliver_at  bigint not null,
    delivery_id bigint not null,
    queue_id    bigint not null,
    primary key (deliver_at, delivery_id)
);
-- For the removal of a queue.
create index oncemq_delayed_queue on oncemq_delayed (queue_id);

create table oncemq_lease (
    lease_id     bigint       not null primary key,
    slot         smallint     not null,
    node_name    varchar(255) not null,
    process_id   varchar(255) not null,
    expires_at   bigint       not null,
    seen_version bigint       default 0 not null,
    constraint oncemq_lease_slot unique (slot)
);

-- lane_no: the lane, plus 100 for each 500 of its batches.
create table oncemq_lane (
    lease_id bigint  not null,
    lane_no  integer not null,
    batch_no bigint  default 0 not null,
    primary key (lease_id, lane_no)
);

-- Which lease owns which message group of a queue: nobody else may claim deliveries of it meanwhile.
create table oncemq_group (
    queue_id bigint       not null,
    group_id varchar(255) not null,
    lease_id bigint       not null,
    primary key (queue_id, group_id)
);
create index oncemq_group_lease on oncemq_group (lease_id);

-- Prepared XA branches.
create table oncemq_branch (
    branch_id   bigint         not null primary key,
    format_id   integer        not null,
    gtrid       varbinary(64)  not null,
    bqual       varbinary(64)  not null,
    node_name   varchar(255)   not null,
    prepared_at bigint         default cast(extract(epoch from current_timestamp(3)) * 1000 as bigint) not null,
    constraint oncemq_branch_xid unique (format_id, gtrid, bqual)
);

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
