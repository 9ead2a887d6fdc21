// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.testkit.Backing;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;

class PostgresGovernanceTest extends GovernanceTest {
    private final Backing schema = Backing.postgres();

    @Override
    Backing backing() {
        return (folder, options) ->
                folder.endsWith("guarded") ? Backing.postgres().open(folder, options) : schema.open(folder, options);
    }

    @Override
    Workspace reopened() {
        return schema.open(Path.of(System.getProperty("java.io.tmpdir")), o -> o);
    }
}
