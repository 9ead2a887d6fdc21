// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.Any;
import org.tribuo.FeatureMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.RealIDInfo;
import org.tribuo.VariableIDInfo;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.RealIDInfoProto;
import org.tribuo.protos.core.VariableInfoProto;
import org.tribuo.provenance.DataProvenance;

/**
 * A dataset whose models write their feature map themselves.
 *
 * <p>Tribuo 4.3.2 finds the method that stores a field by turning its first letter to upper case in the language of the
 * host, which under a Turkish locale makes "info" an "&#304;nfo" that is not there. Writing the map here avoids that,
 * gives the same bytes on every host, and leaves the features' minima, maxima and means out, which no prediction needs
 * and which tell of the people in the training table.
 */
final class TrainingDataset<T extends Output<T>> extends MutableDataset<T> {
    private static final long serialVersionUID = 1L;

    TrainingDataset(DataProvenance provenance, OutputFactory<T> factory) {
        super(provenance, factory);
    }

    @Override
    public ImmutableFeatureMap getFeatureIDMap() {
        return new Features(getFeatureMap());
    }

    private static final class Features extends ImmutableFeatureMap {
        private static final long serialVersionUID = 1L;

        Features(FeatureMap map) {
            super(map);
        }

        @Override
        public FeatureDomainProto serialize() {
            ImmutableFeatureMapProto.Builder infos = ImmutableFeatureMapProto.newBuilder();
            for (int id = 0; id < size(); id++) {
                VariableIDInfo info = get(id);
                infos.addInfo(VariableInfoProto.newBuilder()
                        .setVersion(RealIDInfo.CURRENT_VERSION)
                        .setClassName(RealIDInfo.class.getName())
                        .setSerializedData(Any.pack(RealIDInfoProto.newBuilder()
                                .setName(info.getName())
                                .setCount(info.getCount())
                                .setId(id)
                                .build())));
            }
            return FeatureDomainProto.newBuilder()
                    .setVersion(CURRENT_VERSION)
                    .setClassName(ImmutableFeatureMap.class.getName())
                    .setSerializedData(Any.pack(infos.build()))
                    .build();
        }
    }
}
