// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import java.util.ArrayList;
import java.util.List;

/** Counts what is carried over; confined to one thread. */
final class Tally {
    long runs;
    long present;
    long points;
    long files;
    private final List<String> notes = new ArrayList<>();

    void note(String sentence) {
        notes.add(sentence);
    }

    MlflowReport report() {
        return new MlflowReport(runs, present, points, files, notes);
    }
}
