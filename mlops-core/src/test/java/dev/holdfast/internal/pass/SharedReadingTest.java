// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedReadingTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    /** Squares each piece in a task of its own, and holds it until that is done. */
    private static class Squares implements SharedWork<Integer> {
        final List<Integer> appended = new ArrayList<>();
        final List<Integer> squares = new ArrayList<>();
        private final Deque<Integer> waiting = new ArrayDeque<>();
        private final AtomicInteger inside = new AtomicInteger();
        boolean wasAlone = true;
        int ends;
        private int held;
        int mostHeld;

        @Override
        public void append(Integer piece) {
            alone(() -> {
                appended.add(piece);
                waiting.add(piece);
                mostHeld = Math.max(mostHeld, ++held);
            });
        }

        @Override
        public void end() {
            ends++;
        }

        @Override
        public @Nullable Task claim() {
            Integer piece = waiting.poll();
            return piece == null
                    ? null
                    : () -> {
                        int square = square(piece);
                        return () -> alone(() -> {
                            squares.add(square);
                            held--;
                        });
                    };
        }

        int square(int value) {
            return value * value;
        }

        @Override
        public int held() {
            return held;
        }

        @Override
        public boolean isIdle() {
            return waiting.isEmpty();
        }

        private void alone(Runnable action) {
            wasAlone &= inside.getAndIncrement() == 0;
            action.run();
            inside.getAndDecrement();
        }
    }

    private static Stream<Supplier<Integer>> pieces(int count) {
        return IntStream.range(0, count).mapToObj(i -> () -> i);
    }

    @Test
    void appendsEachPieceInOrderAndDoesEachTaskOnceForAnyNumberOfThreads() {
        for (int count : new int[] {0, 1, 1_000}) {
            for (int threads = 1; threads <= 5; threads++) {
                Squares work = new Squares();
                new SharedReading<>(pieces(count).iterator(), work, threads).run(executor);
                assertThat(work.appended)
                        .isEqualTo(IntStream.range(0, count).boxed().toList());
                assertThat(work.squares)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, count).mapToObj(i -> i * i).toList());
                assertThat(work.ends).isEqualTo(1);
                assertThat(work.wasAlone).isTrue();
                assertThat(work.mostHeld).isLessThanOrEqualTo(2 * threads);
            }
        }
    }

    @Test
    void readsNoMoreThanTwoPiecesAThreadAheadOfOneThatIsStillParsed() {
        CountDownLatch sixTaken = new CountDownLatch(6);
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger takenWhileTheFirstWasParsed = new AtomicInteger();
        Stream<Supplier<Integer>> pieces = IntStream.range(0, 100).mapToObj(i -> {
            taken.incrementAndGet();
            sixTaken.countDown();
            return () -> {
                if (i == 0) {
                    await(sixTaken);
                    takenWhileTheFirstWasParsed.set(taken.get());
                }
                return i;
            };
        });
        Squares work = new Squares();
        new SharedReading<>(pieces.iterator(), work, 3).run(executor);
        assertThat(takenWhileTheFirstWasParsed).hasValue(6);
        assertThat(work.squares).hasSize(100);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ofTwoFailuresThatInTheFirstPieceIsThrown() {
        CountDownLatch secondFails = new CountDownLatch(1);
        Stream<Supplier<Integer>> pieces = Stream.of(
                () -> {
                    await(secondFails);
                    throw new IllegalStateException("first");
                },
                () -> {
                    secondFails.countDown();
                    throw new IllegalStateException("second");
                });
        assertThatThrownBy(() -> new SharedReading<>(pieces.iterator(), new Squares(), 2).run(executor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("first");
    }

    @Test
    void throwsWhatTheSourceOrATaskThrowsAsItIs() {
        Stream<Supplier<Integer>> pieces = IntStream.range(0, 9).mapToObj(i -> {
            if (i == 5) {
                throw new IllegalArgumentException("no piece 5");
            }
            return () -> i;
        });
        assertThatThrownBy(() -> new SharedReading<>(pieces.iterator(), new Squares(), 3).run(executor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no piece 5");
        Error error = new AssertionError("no square of 7");
        Squares work = new Squares() {
            @Override
            int square(int value) {
                if (value == 7) {
                    throw error;
                }
                return super.square(value);
            }
        };
        assertThatThrownBy(() -> new SharedReading<>(pieces(9).iterator(), work, 3).run(executor))
                .isSameAs(error);
    }

    @Test
    void aHelperThatStartsAfterTheEndDoesNothing() {
        List<Runnable> late = new ArrayList<>();
        Squares work = new Squares();
        new SharedReading<>(pieces(20).iterator(), work, 4).run(late::add);
        assertThat(work.squares).hasSize(20);
        assertThat(late).hasSize(3);
        late.forEach(Runnable::run);
        assertThat(work.squares).hasSize(20);
        assertThat(work.ends).isEqualTo(1);
    }

    @Test
    void doesAloneWhatTheExecutorRefuses() {
        Squares work = new Squares();
        new SharedReading<>(pieces(20).iterator(), work, 4).run(task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(work.squares).hasSize(20);
    }

    @Test
    void anInterruptionIsPassedOnAndEndsNothing() {
        CountDownLatch otherParses = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        Stream<Supplier<Integer>> pieces = IntStream.range(0, 50).mapToObj(i -> () -> {
            if (Thread.currentThread() == caller) {
                caller.interrupt();
            }
            otherParses.countDown();
            return i;
        });
        Squares work = new Squares();
        new SharedReading<>(pieces.iterator(), work, 2).run(task -> {
            executor.execute(task);
            await(otherParses);
            caller.interrupt();
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(work.squares).hasSize(50);
    }
}
