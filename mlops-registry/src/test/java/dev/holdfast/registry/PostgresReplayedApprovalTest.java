// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.audit.Actor;
import dev.holdfast.testkit.Postgres;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import javax.sql.DataSource;

class PostgresReplayedApprovalTest extends ReplayedApprovalTest {
    @Override
    DataSource database(Path folder) {
        return Postgres.schema();
    }

    @Override
    Workspace workspace(Path folder, DataSource source) {
        return Workspace.connect(
                source,
                FolderBlobs.in(folder.resolve("blobs")),
                o -> o.clock(clock()).actor(Actor.of("anna")));
    }
}
