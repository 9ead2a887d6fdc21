-- SPDX-License-Identifier: Apache-2.0
-- What is known of stored bytes, so that a collector of garbage and writers cannot race: LIVE bytes are there; DELETING
-- ones are there and nothing named them when a collector looked; PURGING ones may be gone any moment; GONE ones were
-- deleted in the given turn; PENDING ones are being stored again by who holds the lease.
CREATE TABLE hf_blob (
    digest TEXT PRIMARY KEY,
    size_bytes BIGINT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    turn BIGINT NOT NULL
);
CREATE INDEX hf_blob_by_state ON hf_blob (state, since);

-- One row: how many blobs were deleted so far.
CREATE TABLE hf_collection (
    id BIGINT PRIMARY KEY,
    turn BIGINT NOT NULL
);
INSERT INTO hf_collection (id, turn) VALUES (1, 0);

CREATE INDEX hf_file_by_digest ON hf_file (digest);
CREATE INDEX hf_evidence_by_digest ON hf_evidence (digest);

-- What manifests name, for collection, lineage and search. The manifest is what counts; these follow from it.
CREATE TABLE hf_version_file (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (model, number, role, name)
);
CREATE INDEX hf_version_file_by_digest ON hf_version_file (digest);

CREATE TABLE hf_version_dataset (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (model, number, role, name)
);
CREATE INDEX hf_version_dataset_by_fingerprint ON hf_version_dataset (fingerprint, model, number);

-- The points of what the evidence of a version measured.
CREATE TABLE hf_version_metric (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    point DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (model, number, name)
);
CREATE INDEX hf_version_metric_by_point ON hf_version_metric (name, point, model, number);

CREATE TABLE hf_version_tag (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, number, name)
);
CREATE INDEX hf_version_tag_by_value ON hf_version_tag (name, value, model, number);

-- Who else relies on a version: a deployment elsewhere, a legal duty to keep it.
CREATE TABLE hf_version_hold (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    holder TEXT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (model, number, holder)
);

-- What is left of a deleted version: its number, which is never used again, and its manifest, for lineage.
CREATE TABLE hf_tombstone (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    number BIGINT NOT NULL,
    run_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (model, number)
);

-- Evidence of versions that came from elsewhere, by its digest.
CREATE TABLE hf_document (
    digest TEXT PRIMARY KEY,
    document TEXT NOT NULL
);

CREATE INDEX hf_model_version_by_state ON hf_model_version (state, model, number);
CREATE INDEX hf_alias_by_version ON hf_alias (model, version);
CREATE INDEX hf_approval_by_version ON hf_approval (model, version);
