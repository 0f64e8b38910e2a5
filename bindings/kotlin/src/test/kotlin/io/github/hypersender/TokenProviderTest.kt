package io.github.hypersender

import io.github.hypersender.internal.FfiConverterTypeThrown
import io.github.hypersender.testing.Sandbox
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class TokenProviderTest {
    private fun Sandbox.clientOf(provider: TokenProvider) =
        Hypersender(provider, HypersenderOptions(baseUrl = url))

    @Test
    fun `it is asked when a token is needed, and its answer is kept`() = sandbox { sandbox ->
        val asked = AtomicInteger()
        val client = sandbox.clientOf {
            asked.incrementAndGet()
            sandbox.token.reveal()
        }
        assertEquals(0, asked.get())
        List(20) { async(Dispatchers.Default) { client.listInstances() } }.awaitAll()
        assertEquals(1, asked.get())
    }

    @Test
    fun `it is asked again when the service refuses its token`() = sandbox { sandbox ->
        val client = sandbox.clientOf { sandbox.token.reveal() }
        client.listInstances()
        sandbox.replaceToken()
        assertEquals(1, client.listInstances().size)
        assertEquals(listOf(200, 401, 200), sandbox.requests.map { it.status })
    }

    @Test
    fun `what it throws reaches the caller, the very same object`() = sandbox { sandbox ->
        class OurOwn(text: String) : Exception(text)
        val failures =
            listOf(OurOwn("logged out"), StackOverflowError("deep"), CancellationException("theirs"))
        for (thrown in failures) {
            val client = sandbox.clientOf { throw thrown }
            assertTrue(failure { client.health(sandbox.instance) } === thrown, "$thrown")
            assertTrue(failure { client.link(sandbox.instance).collect {} } === thrown, "$thrown")
        }
        assertEquals(emptyList<Sandbox.Request>(), sandbox.requests)
        assertEquals(0, FfiConverterTypeThrown.handleMap.size)
    }

    @Test
    fun `a token that can't be one is refused and not shown`() = sandbox { sandbox ->
        val client = sandbox.clientOf { "canary canary" }
        val error = failure { client.health(sandbox.instance) } as HypersenderException
        assertEquals("invalid_argument", error.code)
        assertTrue("canary" !in error.stackTraceToString())
    }

    @Test
    fun `a token that is no text is refused at once, by its name`() = sandbox { sandbox ->
        val client = sandbox.clientOf { "1|canary\ud800" }
        val error = failure { client.health(sandbox.instance) }
        assertTrue(error is HypersenderException.InvalidArgument, "$error")
        assertEquals("token", (error as HypersenderException.InvalidArgument).argument)
        assertTrue("canary" !in error.stackTraceToString())
        assertEquals(emptyList<Sandbox.Request>(), sandbox.requests)
    }

    @Test
    fun `it may block its thread, and its time counts`() = sandbox { sandbox ->
        val isOver = CountDownLatch(1)
        val client = sandbox.clientOf {
            @Suppress("BlockingMethodInNonBlockingContext")
            isOver.await()
            sandbox.token.reveal()
        }
        val error = failure { client.health(sandbox.instance, timeout = 100.milliseconds) }
        isOver.countDown()
        assertTrue(error is HypersenderException.Timeout, "$error")
    }

    @Test
    fun `it may use another client, and close its own`() = sandbox { sandbox ->
        lateinit var client: Hypersender
        client = sandbox.clientOf {
            sandbox.client().listInstances()
            client.close()
            sandbox.token.reveal()
        }
        val error = failure { client.health(sandbox.instance) }
        assertTrue(error is HypersenderException.Closed, "$error")
    }

    @Test
    fun `cancelling the call cancels it`() = sandbox { sandbox ->
        val (begun, cancelled) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        val client = sandbox.clientOf {
            begun.complete(Unit)
            try {
                awaitCancellation()
            } finally {
                cancelled.complete(Unit)
            }
        }
        val call = launch(Dispatchers.Default) { client.health(sandbox.instance) }
        begun.await()
        call.cancelAndJoin()
        withTimeout(20.seconds) { cancelled.await() }
    }
}
