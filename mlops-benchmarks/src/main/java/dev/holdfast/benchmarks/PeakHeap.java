// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The most bytes of the heap that were in use right after any garbage collection since it was made. */
final class PeakHeap {
    private final AtomicLong peak = new AtomicLong();

    PeakHeap() {
        Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toSet());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(
                        (notification, none) -> {
                            if (notification.getUserData() instanceof CompositeData data) {
                                add(GarbageCollectionNotificationInfo.from(data), heap);
                            }
                        },
                        null,
                        null);
            }
        }
    }

    private void add(GarbageCollectionNotificationInfo collection, Set<String> heap) {
        long used = collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heap.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        peak.accumulateAndGet(used, Math::max);
    }

    long bytes() {
        return peak.get();
    }
}
