package io.github.hypersender

import io.github.hypersender.internal.CancelToken
import io.github.hypersender.internal.NativeException
import io.github.hypersender.internal.Waiting
import io.github.hypersender.internal.testing.hang
import io.github.hypersender.internal.testing.hanging
import io.github.hypersender.testing.Sandbox
import java.util.concurrent.Executors
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

@OptIn(ExperimentalCoroutinesApi::class)
class CancellationTest {
    @Test
    fun `a cancelled call is dropped in under 50 ms, and the server sees the connection close`() =
        sandbox(NEVER_ANSWER) { sandbox ->
            val client = sandbox.client()
            // The first one pays for loading classes; any may meet a busy machine, but not all.
            val took = List(6) { round ->
                val call = launch(Dispatchers.Default) { client.health(sandbox.instance) }
                val request = sandbox.awaitRequest(Operation.HEALTH, after = round.toLong())
                measureTime {
                    call.cancelAndJoin()
                    val ended = sandbox.awaitRequest(after = request.number - 1, ended = true)
                    assertEquals("client_left", ended.end)
                }
            }
            assertTrue(took.min() < 50.milliseconds, "it took $took")
        }

    @Test
    fun `a timeout around a call cancels it`() =
        sandbox(NEVER_ANSWER) { sandbox ->
            val time = TestCoroutineScheduler()
            val call =
                CoroutineScope(StandardTestDispatcher(time)).async {
                    withTimeoutOrNull(2.seconds) { sandbox.client().health(sandbox.instance) }
                }
            time.runCurrent()
            val request = sandbox.awaitRequest(Operation.HEALTH)
            assertNull(request.end)
            time.advanceTimeBy(3.seconds)
            while (call.isActive) {
                time.runCurrent()
                yield()
            }
            assertNull(call.await())
            assertEquals("client_left", sandbox.awaitRequest(ended = true).end)
        }

    @Test
    fun `a call that was cancelled before it began sends nothing`() =
        sandbox { sandbox ->
            val client = sandbox.client()
            repeat(100) {
                // One that is cancelled before it runs would not even come to the call.
                val call =
                    launch(start = CoroutineStart.UNDISPATCHED) {
                        cancel()
                        client.listInstances()
                    }
                call.join()
                assertTrue(call.isCancelled)
            }
            // A request that was sent is seen by the sandbox before this one's answer comes.
            client.health(sandbox.instance)
            assertEquals(listOf(Operation.HEALTH), sandbox.requests.map { it.operation })
        }

    @Test
    fun `calls that are cancelled as their answers come silence no others`() =
        sandbox { sandbox ->
            val client = sandbox.client()
            repeat(1_000) { round ->
                val call = launch(Dispatchers.Default) { client.listInstances() }
                val until = System.nanoTime() + round % 100 * 10_000
                while (System.nanoTime() < until) Thread.onSpinWait()
                call.cancelAndJoin()
            }
            assertEquals(1, withTimeout(20.seconds) { client.listInstances() }.size)
            assertEquals(0, Waiting.size)
        }

    @Test
    fun `a caller whose dispatcher takes nothing keeps no other from its answer`() =
        sandbox { sandbox ->
            val client = sandbox.client()
            val refusing =
                object : CoroutineDispatcher() {
                    @Volatile var refuses = false

                    override fun dispatch(context: CoroutineContext, block: Runnable) {
                        check(!refuses)
                        block.run()
                    }
                }
            CoroutineScope(refusing + SupervisorJob()).launch {
                refusing.refuses = true
                client.listInstances()
            }
            assertEquals(1, withTimeout(20.seconds) { client.listInstances() }.size)
        }

    @Test
    fun `a thousand hanging calls are dropped when their scope ends`(): Unit = runBlocking {
        val calls = List(1000) { launch(Dispatchers.Default) { hang(null) } }
        while (hanging() < 1000u) yield()
        calls.forEach { it.cancel() }
        calls.joinAll()
        withTimeout(20.seconds) { while (hanging() > 0u) yield() }
    }

    @Test
    fun `a call whose dispatcher is shut down is dropped, and the next one goes on elsewhere`() =
        sandbox(NEVER_ANSWER) { sandbox ->
            val client = sandbox.client()
            val dispatcher = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
            val call = CoroutineScope(dispatcher).async { client.health(sandbox.instance) }
            sandbox.awaitRequest(Operation.HEALTH)
            dispatcher.close()
            call.cancel()
            assertEquals("client_left", sandbox.awaitRequest(ended = true).end)
            withTimeout(20.seconds) { call.join() }
            assertEquals(sandbox.instance, client.listInstances().single().id)
        }

    @Test
    fun `clients that nobody closed are collected, and their connections with them`() =
        sandbox { sandbox ->
            val most = (1..20).maxOf { forgotten(sandbox) }
            assertTrue(most > 0, "no connection was kept")
            withTimeout(60.seconds) {
                while (sandbox.openConnections > 0) {
                    System.gc()
                    delay(10.milliseconds)
                }
            }
        }

    private suspend fun forgotten(sandbox: Sandbox): Int {
        sandbox.client().listInstances()
        return sandbox.openConnections
    }

    @Test
    fun `a cancel token ends the calls that it was handed to, and those that come later`(): Unit =
        runBlocking {
            CancelToken().use { token ->
                val calls = List(3) { async(Dispatchers.Default) { failure { hang(token) } } }
                while (hanging() < 3u) yield()
                token.cancel()
                val ends = calls.awaitAll() + failure { hang(token) }
                assertTrue(ends.all { it is NativeException.Cancelled }, "$ends")
                assertEquals(0uL, hanging())
            }
        }

    @Test
    fun `a session ends with the scope that collects it`() =
        sandbox { sandbox ->
            val shown = CompletableDeferred<Unit>()
            val scope =
                launch(Dispatchers.Default) {
                    sandbox.client().link(sandbox.instance).collect { event ->
                        if (event is LinkEvent.QrCode) shown.complete(Unit)
                    }
                }
            shown.await()
            scope.cancelAndJoin()
            assertNothingMoreIsSent(sandbox)
        }

    @Test
    fun `a collector that has enough ends the session`() =
        sandbox { sandbox ->
            sandbox.client().link(sandbox.instance).first { it is LinkEvent.QrCode }
            assertNothingMoreIsSent(sandbox)
        }

    @Test
    fun `an onEvent that throws ends the session, and what it threw reaches the caller`() =
        sandbox { sandbox ->
            val thrown = IllegalStateException("enough")
            val caught = failure {
                sandbox.client().awaitLinked(sandbox.instance) {
                    if (it is LinkEvent.QrCode) throw thrown
                }
            }
            assertTrue(caught === thrown)
            assertNothingMoreIsSent(sandbox)
        }

    @Test
    fun `closing the client ends what is under way, and later calls`() =
        sandbox(NEVER_ANSWER) { sandbox ->
            val client = sandbox.client()
            coroutineScope {
                val call = async(Dispatchers.Default) { failure { client.health(sandbox.instance) } }
                sandbox.awaitRequest(Operation.HEALTH)
                client.close()
                assertTrue(call.await() is HypersenderException.Closed)
            }
            assertTrue(failure { client.health(sandbox.instance) } is HypersenderException.Closed)
            val session = failure { client.link(sandbox.instance).collect {} }
            assertTrue(session is HypersenderException.Closed)
            client.close() // again does no harm
        }

    /** An hour later the sandbox has got nothing more. */
    private suspend fun assertNothingMoreIsSent(sandbox: Sandbox) {
        val sent = sandbox.requests.size
        sandbox.advance(3600.seconds)
        // A request that is sent now is seen by the sandbox before this one's answer comes.
        sandbox.client().listInstances()
        assertEquals(sent + 1, sandbox.requests.size)
    }

    private companion object {
        const val NEVER_ANSWER =
            """{"faults": [{"operation": "health", "times": null, "fault": "never_answer"}]}"""
    }
}
