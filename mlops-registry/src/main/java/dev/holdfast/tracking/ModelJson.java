// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.data.Schema;
import dev.holdfast.internal.store.Json;
import dev.holdfast.model.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of a stored model beside its bytes. Provenance is a list of pairs, which keeps its order. */
final class ModelJson {
    private ModelJson() {}

    static Map<String, Object> write(StoredModel model) {
        Signature signature = model.signature();
        List<Object> provenance = new ArrayList<>();
        model.provenance().forEach((name, value) -> provenance.add(List.of(name, value)));
        return Json.object(
                "format",
                model.format(),
                "parameterDigest",
                model.parameterDigest(),
                "inputs",
                signature.inputs().toJson(),
                "target",
                signature.target(),
                "labels",
                signature.labels(),
                "provenance",
                provenance);
    }

    static StoredModel read(Blob blob, Map<String, Object> json) {
        Map<String, String> provenance = new LinkedHashMap<>();
        for (Object pair : Json.toList(json.get("provenance"))) {
            provenance.put(
                    Json.toText(Json.toList(pair).get(0)),
                    Json.toText(Json.toList(pair).get(1)));
        }
        return new StoredModel(
                blob,
                Json.toText(json.get("format")),
                Json.toText(json.get("parameterDigest")),
                new Signature(
                        Schema.parse(Json.toText(json.get("inputs"))),
                        Json.toText(json.get("target")),
                        Json.toList(json.get("labels")).stream()
                                .map(Json::toText)
                                .toList()),
                provenance);
    }
}
