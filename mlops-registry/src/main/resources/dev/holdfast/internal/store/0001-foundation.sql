-- SPDX-License-Identifier: Apache-2.0
-- Times are microseconds since 1970. Documents are canonical JSON. Digests are SHA-256 in lower-case hexadecimal.

CREATE TABLE hf_audit (
    sequence BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    payload TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE hf_experiment (
    id ${sequence},
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE hf_run (
    seq ${sequence},
    id TEXT NOT NULL UNIQUE,
    experiment_id BIGINT NOT NULL REFERENCES hf_experiment (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    parent_id TEXT,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    lease_until BIGINT,
    failure TEXT,
    environment TEXT NOT NULL
);
CREATE INDEX hf_run_by_experiment ON hf_run (experiment_id, seq);
CREATE INDEX hf_run_by_parent ON hf_run (parent_id);

CREATE TABLE hf_parameter (
    run BIGINT NOT NULL REFERENCES hf_run (seq),
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    number DOUBLE PRECISION,
    PRIMARY KEY (run, name)
);
CREATE INDEX hf_parameter_by_number ON hf_parameter (name, number, run);
CREATE INDEX hf_parameter_by_text ON hf_parameter (name, substr(text, 1, 100), run);

-- The bits are the value; the number beside them is for comparing, and NULL where it is NaN. What records a point holds
-- its run, so that each of thousands of points need not ask for it again.
CREATE TABLE hf_metric_point (
    seq ${sequence},
    run BIGINT NOT NULL,
    name TEXT NOT NULL,
    step BIGINT NOT NULL,
    at BIGINT NOT NULL,
    bits BIGINT NOT NULL
);
CREATE INDEX hf_metric_point_by_name ON hf_metric_point (run, name, seq);

CREATE TABLE hf_metric (
    run BIGINT NOT NULL REFERENCES hf_run (seq),
    name TEXT NOT NULL,
    points BIGINT NOT NULL,
    step BIGINT NOT NULL,
    at BIGINT NOT NULL,
    bits BIGINT NOT NULL,
    number DOUBLE PRECISION,
    PRIMARY KEY (run, name)
);
CREATE INDEX hf_metric_by_number ON hf_metric (name, number, run);

CREATE TABLE hf_tag (
    run BIGINT NOT NULL REFERENCES hf_run (seq),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, name)
);
CREATE INDEX hf_tag_by_value ON hf_tag (name, substr(value, 1, 100), run);

CREATE TABLE hf_dataset (
    seq ${sequence},
    run BIGINT NOT NULL REFERENCES hf_run (seq),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    schema TEXT NOT NULL,
    UNIQUE (run, role, name)
);
CREATE INDEX hf_dataset_by_fingerprint ON hf_dataset (fingerprint, run);

CREATE TABLE hf_evidence (
    seq ${sequence},
    run BIGINT NOT NULL REFERENCES hf_run (seq),
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    summary TEXT NOT NULL,
    digest TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX hf_evidence_by_run ON hf_evidence (run, seq);

-- What a run stored as bytes: its model (role MODEL, at most one) and its attachments.
CREATE TABLE hf_file (
    seq ${sequence},
    run BIGINT NOT NULL REFERENCES hf_run (seq),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    digest TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    description TEXT NOT NULL,
    UNIQUE (run, role, name)
);

CREATE TABLE hf_model (
    id ${sequence},
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    next_version BIGINT NOT NULL
);

CREATE TABLE hf_model_version (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    run_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    PRIMARY KEY (model, number)
);
CREATE INDEX hf_model_version_by_run ON hf_model_version (run_id);

CREATE TABLE hf_alias (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (model, name),
    FOREIGN KEY (model, version) REFERENCES hf_model_version (model, number)
);

CREATE TABLE hf_alias_change (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    alias TEXT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    previous BIGINT,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (model, alias, revision)
);

CREATE TABLE hf_approval (
    seq ${sequence},
    model BIGINT NOT NULL REFERENCES hf_model (id),
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX hf_approval_by_digest ON hf_approval (digest, seq);
