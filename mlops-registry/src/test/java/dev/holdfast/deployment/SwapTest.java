// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static dev.holdfast.deployment.FakeSource.deployed;
import static dev.holdfast.deployment.FakeSource.echo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when predictions, loads and moves of the alias meet. */
class SwapTest {
    private static final Actor ADA = Actor.of("Ada");

    private final FakeSource source = new FakeSource().point("champion", 1);
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() throws InterruptedException {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void swapsUnderLoadLoseNoCallAndMixNoVersions() throws Exception {
        // Each answer is put together from two reads of the model's number: a mixture would show.
        LongStream.rangeClosed(1, 40).forEach(number -> source.version(number, input -> number + "=" + number));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        try (Deployment<String, String> credit = source.deploy()
                .listener(served -> {
                    if (!served.output().equals(served.version() + "=" + served.version())) {
                        wrong.incrementAndGet();
                    }
                })
                .open()) {
            Callable<Long> caller = () -> {
                long calls = 0;
                long last = 0;
                while (!stop.get()) {
                    long version = Long.parseLong(credit.predict("x").split("=", -1)[0]);
                    if (version < last) {
                        wrong.incrementAndGet();
                    }
                    last = version;
                    calls++;
                }
                return calls;
            };
            List<Future<Long>> callers =
                    IntStream.range(0, 4).mapToObj(i -> pool.submit(caller)).toList();
            for (long number = 2; number <= 40; number++) {
                source.point("champion", number);
                assertThat(credit.refresh().swapped()).isTrue();
                Thread.sleep(2);
            }
            stop.set(true);
            long calls = 0;
            for (Future<Long> future : callers) {
                calls += future.get(10, TimeUnit.SECONDS);
            }
            assertThat(wrong).hasValue(0);
            assertThat(calls).isPositive();
            assertThat(credit.stats().predictions()).isEqualTo(calls);
            assertThat(credit.stats().swaps()).isEqualTo(39);
        }
    }

    @Test
    void anAliasThatMovesDuringALoadIsFollowedToItsEnd() {
        source.loading(2, () -> {
            source.point("champion", 3);
            return echo(2);
        });
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2);

            assertThat(credit.refresh().champion())
                    .isEqualTo(new Refresh.Swapped("champion", Optional.of(deployed(1)), deployed(3)));
            assertThat(credit.stats().swaps()).as("version 2 was never served").isEqualTo(1);
        }
    }

    @Test
    void anAliasThatMovesBackDuringALoadLeavesTheVersionBefore() {
        source.loading(2, () -> {
            source.rollback("champion", ADA, "no");
            return echo(2);
        });
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2);

            assertThat(credit.refresh().champion()).isEqualTo(new Refresh.Unchanged("champion", deployed(1)));
        }
    }

    @Test
    void anAliasThatNeverRestsIsGivenUpOn() {
        LongStream.rangeClosed(2, 20)
                .forEach(number -> source.loading(number, () -> {
                    source.point("champion", number + 1);
                    return echo(number);
                }));
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2);

            assertThat(credit.refresh().failures())
                    .singleElement()
                    .satisfies(failed -> assertThat(failed.cause())
                            .hasMessage("alias 'champion' of 'credit' moved during each of 5 loads"));
            assertThat(credit.version()).isEqualTo(deployed(1));
        }
    }

    @Test
    void aModelThatHangsInItsWarmUpHoldsUpNeitherPredictionsNorRollbacksNorLaterVersions() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        source.version(3, input -> {
            hanging.countDown();
            await(release);
            return "3:" + input;
        });
        try (Deployment<String, String> credit =
                source.deploy().warmUp(List.of("x")).open()) {
            source.point("champion", 2);
            credit.refresh();
            source.point("champion", 3);
            Future<Refresh> stuck = pool.submit(credit::refresh);
            assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(credit.predict("a")).isEqualTo("2:a");
            assertThat(credit.refresh().champion()).isEqualTo(new Refresh.Busy("champion", deployed(3)));
            assertThat(credit.rollback(ADA, "version 3 hangs")).isEqualTo(deployed(2));
            source.point("champion", 4);
            assertThat(credit.refresh().swapped()).isTrue();
            assertThat(credit.predict("a")).isEqualTo("4:a");

            release.countDown();
            assertThat(stuck.get(10, TimeUnit.SECONDS).champion())
                    .isEqualTo(new Refresh.Unchanged("champion", deployed(4)));
            assertThat(credit.predict("a")).isEqualTo("4:a");
        }
    }

    @Test
    void closeDuringManyPredictionsEndsEachWellOrClearly() throws Exception {
        for (int round = 0; round < 20; round++) {
            Deployment<String, String> credit = source.deploy().open();
            CountDownLatch started = new CountDownLatch(3);
            Callable<String> caller = () -> {
                started.countDown();
                try {
                    while (true) {
                        assertThat(credit.predict("a")).isEqualTo("1:a");
                    }
                } catch (IllegalStateException e) {
                    return String.valueOf(e.getMessage());
                }
            };
            List<Future<String>> callers =
                    IntStream.range(0, 3).mapToObj(i -> pool.submit(caller)).toList();
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            credit.close();
            for (Future<String> future : callers) {
                assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo("the deployment of 'credit' is closed");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("waited too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
