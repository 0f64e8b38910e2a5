package io.github.hypersender

import io.github.hypersender.jvm.HypersenderFutures
import io.github.hypersender.testing.Sandbox
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The library has one thread that wakes whoever waits: nobody's own code may run on it. */
class ThreadsTest {
    /** Coroutines that go on where they are woken. */
    private val undispatched =
        mapOf(
            "Unconfined" to Dispatchers.Unconfined,
            "an executor that is none" to Executor { it.run() }.asCoroutineDispatcher(),
            "no interceptor" to EmptyCoroutineContext,
        )

    /** Runs [work], which blocks its thread in [Blocks.here], and meanwhile another call. */
    private fun doesNotDisturb(work: suspend (Hypersender, Sandbox, Blocks) -> Unit) {
        for ((name, context) in undispatched) {
            sandbox(speed = 20.0) { sandbox ->
                val client = sandbox.client()
                val (blocks, ended) = Blocks() to CompletableDeferred<Unit>()
                // Whose answer is there at once goes on without being woken: on a thread of its own, here.
                thread { beginIn(context, ended) { work(client, sandbox, blocks) } }
                try {
                    withTimeout(20.seconds) { blocks.reached.await() }
                    withTimeout(20.seconds) { client.listInstances() }
                } finally {
                    blocks.over.countDown()
                }
                withTimeout(20.seconds) { ended.await() }
                assertTrue(blocks.place.isNotEmpty() && "hypersender" !in blocks.place, "$name: ${blocks.place}")
            }
        }
    }

    private class Blocks {
        val reached = CompletableDeferred<Unit>()
        val over = CountDownLatch(1)
        var place = ""

        fun here() {
            place = Thread.currentThread().name
            reached.complete(Unit)
            check(over.await(60, TimeUnit.SECONDS))
        }
    }

    private fun beginIn(context: CoroutineContext, ended: CompletableDeferred<Unit>, work: suspend () -> Unit) {
        val completion =
            Continuation<Unit>(context) { it.fold(ended::complete, ended::completeExceptionally) }
        work.startCoroutine(completion)
    }

    @Test
    fun `code after a call may block its thread`() = doesNotDisturb { client, sandbox, blocks ->
        client.health(sandbox.instance)
        blocks.here()
    }

    @Test
    fun `code after a call that failed may, too`() = doesNotDisturb { client, _, blocks ->
        try {
            client.health("nobody")
        } catch (_: HypersenderException.NotFound) {
            blocks.here()
        }
    }

    @Test
    fun `a collector of events may, too`() = doesNotDisturb { client, sandbox, blocks ->
        sandbox.expect("""{"shown": 1, "after": 8, "do": {"scan": {}}}""")
        client.awaitLinked(sandbox.instance) { event ->
            if (event is LinkEvent.QrCode) {
                blocks.here()
                sandbox.advance(10.seconds)
            }
        }
    }

    @Test
    fun `who follows on a future may, too`() = doesNotDisturb { client, sandbox, blocks ->
        val called = HypersenderFutures(client).health(sandbox.instance)
        called.thenRun { blocks.here() }
    }

    @Test
    fun `a cancelled call ends as cancelled wherever it goes on`() {
        for ((name, context) in undispatched) {
            sandbox("""{"faults": [{"operation": "health", "times": null, "fault": "never_answer"}]}""") { sandbox ->
                val call = CoroutineScope(context).launch { sandbox.client().health(sandbox.instance) }
                sandbox.awaitRequest(Operation.HEALTH)
                call.cancelAndJoin()
                assertTrue(call.isCancelled, name)
                assertEquals("client_left", sandbox.awaitRequest(ended = true).end)
            }
        }
    }
}
