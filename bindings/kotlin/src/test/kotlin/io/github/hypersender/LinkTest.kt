package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class LinkTest {
    private val scanned = """{"shown": 1, "after": 8, "do": {"scan": {}}}"""

    @Test
    fun `a session shows a code, sees it scanned, and ends`() = sandbox(speed = 20.0) { sandbox ->
        sandbox.expect(scanned)
        val events = sandbox.client().link(sandbox.instance).toList()
        // How many statuses are seen between the scan and the end is the polls' affair.
        val names = events.map { it.javaClass.simpleName }
        assertEquals(listOf("Status", "Requesting", "QrCode"), names.take(3))
        assertEquals(listOf("Status", "Linked"), names.drop(3).distinct())
        val code = events.filterIsInstance<LinkEvent.QrCode>().single()
        assertEquals(1, code.number)
        assertEquals(code.qrCode.expiresAt, code.expiresAt)
        assertTrue(code.nextRequestAt > code.expiresAt)
        val linked = events.last() as LinkEvent.Linked
        assertEquals(sandbox.instance, linked.instanceId)
        assertTrue(!linked.alreadyLinked)
    }

    @Test
    fun `awaitLinked gives the end, and tells each event`() = sandbox(speed = 20.0) { sandbox ->
        sandbox.expect(scanned)
        val told = mutableListOf<LinkEvent>()
        val linked = sandbox.client().awaitLinked(sandbox.instance) { told += it }
        assertEquals(linked, told.last())
        assertEquals(linked.copy(alreadyLinked = true), sandbox.client().awaitLinked(sandbox.instance))
    }

    @Test
    fun `the flow is cold, and each collect is a session of its own`() =
        sandbox(speed = 20.0) { sandbox ->
            val flow = sandbox.client().link(sandbox.instance)
            assertEquals(0, sandbox.requests.size)
            val first = flow.first { it is LinkEvent.QrCode } as LinkEvent.QrCode
            val second = flow.first { it is LinkEvent.QrCode } as LinkEvent.QrCode
            assertEquals(listOf(1, 1), listOf(first.number, second.number))
            assertEquals(first.qrCode, second.qrCode, "a code that is alive is used")
        }

    @Test
    fun `nobody scans`() = sandbox(speed = 20.0) { sandbox ->
        val options = LinkOptions(timeout = 3.minutes, maxQrCodes = 2)
        val shown = mutableListOf<LinkEvent>()
        val error = failure {
            sandbox.client().link(sandbox.instance, options).onEach { shown += it }.collect {}
        } as HypersenderException.LinkTimeout
        assertEquals(2, error.qrCodesShown)
        assertEquals(2, shown.count { it is LinkEvent.QrCode })
        assertEquals(2, shown.count { it is LinkEvent.QrExpired })
        assertEquals(Operation.LINK, error.operation)
        assertNotEquals(Duration.ZERO, error.elapsed)
    }

    @Test
    fun `an option that makes no sense is refused by its name`() = sandbox { sandbox ->
        val client = sandbox.client()
        suspend fun refused(options: LinkOptions): String? {
            val refusal = failure { client.awaitLinked(sandbox.instance, options) }
            return (refusal as HypersenderException.InvalidArgument).argument
        }
        assertEquals("timeout", refused(LinkOptions(timeout = 0.seconds)))
        assertEquals("timeout", refused(LinkOptions(timeout = Duration.INFINITE)))
        assertEquals("qrLifetime", refused(LinkOptions(qrLifetime = (-1).seconds)))
        assertEquals("maxQrCodes", refused(LinkOptions(maxQrCodes = 0)))
        assertEquals("maxQrCodes", refused(LinkOptions(maxQrCodes = -1)))
        assertEquals(emptyList<Sandbox.Request>(), sandbox.requests)
    }

    @Test
    fun `what the restart failed with is the cause of the session's end`() =
        sandbox(
            """{"instances": [{"status": "FAILED"}], "faults": [
                {"operation": "request_new_qr_code", "times": null, "fault": {"status": {"status": 409}}},
                {"operation": "restart", "times": null, "fault": {"status": {"status": 500}}}]}""",
            speed = 20.0,
        ) { sandbox ->
            val options = LinkOptions(restartOnFailed = true)
            val ended = failure { sandbox.client().awaitLinked(sandbox.instance, options) }
            assertTrue(ended is HypersenderException.LinkFailed, "$ended")
            val cause = ended.cause as HypersenderException.Server
            assertEquals(Operation.RESTART, cause.operation)
        }

    @Test
    fun `a phone that needs a passkey`() = sandbox(speed = 20.0) { sandbox ->
        val seen = mutableListOf<LinkEvent>()
        sandbox.client().awaitLinked(sandbox.instance) { event ->
            seen += event
            if (event is LinkEvent.QrCode) sandbox.scan(event.qrCode.payload, Sandbox.Phone.NeedsPasskey)
            if (event is LinkEvent.ActionRequired) sandbox.confirmPasskey(sandbox.instance)
        }
        val action = seen.filterIsInstance<LinkEvent.ActionRequired>().first()
        assertEquals(Status.of("PASSKEY_REQUIRED"), action.status)
    }

    @Test
    fun `a thread that was busy is never handed a code that is dead`() = sandbox(speed = 5.0) { sandbox ->
        Screen().use { screen ->
            val shown =
                async(screen) {
                    sandbox.client().link(sandbox.instance).first { event ->
                        assertFalse(event is LinkEvent.QrExpired, "nobody saw that code")
                        if (event is LinkEvent.Requesting) screen.getBusy()
                        event is LinkEvent.QrCode
                    } as LinkEvent.QrCode
                }
            val news = withTimeout(20.seconds) { screen.waiting.receive() }
            sandbox.advance(70.seconds) // the code dies
            screen.goOn(news)
            assertFalse(shown.await().qrCode.isExpired)
        }
    }

    private enum class Time { FREE, BUSY, FREE_AGAIN }

    /** The one thread of a user interface: while it is busy, once, what it is to do waits. */
    private class Screen : CoroutineDispatcher(), AutoCloseable {
        private val thread = Executors.newSingleThreadExecutor()
        private val time = AtomicReference(Time.FREE)
        val waiting = Channel<Runnable>(Channel.UNLIMITED)

        fun getBusy() {
            time.compareAndSet(Time.FREE, Time.BUSY)
        }

        fun goOn(with: Runnable) {
            time.set(Time.FREE_AGAIN)
            thread.execute(with)
        }

        override fun dispatch(context: CoroutineContext, block: Runnable) {
            if (time.get() == Time.BUSY) waiting.trySend(block) else thread.execute(block)
        }

        override fun close() = thread.shutdown()
    }
}
