package io.github.hypersender

import io.github.hypersender.internal.FfiConverterTypeThrown
import io.github.hypersender.internal.FfiConverterTypeTokenSource
import io.github.hypersender.internal.UniffiLib
import io.github.hypersender.internal.Waiting
import io.github.hypersender.internal.testing.hang
import io.github.hypersender.internal.testing.hanging
import io.github.hypersender.internal.uniffiContinuationHandleMap
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS

/** Nothing is kept of what is over: not here, not in the native library. */
@EnabledOnOs(OS.LINUX, disabledReason = "the size of a process is read from /proc")
class MemoryTest {
    private val client = Hypersender("1|token", HypersenderOptions(baseUrl = "http://localhost:1"))

    @Test
    fun `a hundred thousand calls leave the memory as it was`() = runBlocking {
        val code = QrCode.fromPng(png)
        flat(500, calls = 200) {
            // Refused before anything is sent, they make the way of every other but for the server.
            coroutineScope {
                repeat(40) { launch(Dispatchers.Default) { failure { client.health("not an id") } } }
            }
            repeat(160) { client.qrCooldown("one") }
            check(QrCode.fromPng(code.png).payload.reveal().isNotEmpty())
        }
    }

    @Test
    fun `calls that are cancelled leave the memory as it was`() = runBlocking {
        flat(400, calls = 50) {
            val calls = List(50) { launch(Dispatchers.Default) { hang(null) } }
            while (hanging() < 50u) yield()
            calls.forEach { it.cancel() }
            calls.joinAll()
        }
        withTimeout(20.seconds) { while (hanging() > 0u) yield() }
    }

    @Test
    fun `calls that their callers leave leave the memory as it was`() = runBlocking {
        val client = Hypersender({ awaitCancellation() }, HypersenderOptions(baseUrl = "http://localhost:1"))
        flat(400, calls = 50) {
            val calls = List(50) {
                launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) { client.health("one") }
            }
            calls.forEach { it.cancel() }
            calls.joinAll()
        }
    }

    @Test
    fun `calls with an answer, and providers that throw, leave the memory as it was`() =
        sandbox { sandbox ->
            val client = sandbox.client()
            val thrown = IllegalStateException("logged out")
            val throwing = Hypersender({ throw thrown }, HypersenderOptions(baseUrl = sandbox.url))
            flat(2_000, calls = 4) {
                repeat(2) { client.listInstances() }
                repeat(2) { check(failure { throwing.listInstances() } === thrown) }
                sandbox.reset()
            }
            assertEquals(0, FfiConverterTypeThrown.handleMap.size)
        }

    @Test
    fun `clients and sessions that are over leave the memory as it was`() = runBlocking {
        flat(8_000, calls = 1, limit = 500) {
            Hypersender({ "1|token" }, HypersenderOptions(baseUrl = "http://localhost:1")).use {
                failure { it.awaitLinked("not an id") }
            }
        }
        settle()
        // The last ones are let go by the threads of the native library, when these get to it.
        withTimeout(20.seconds) { while (FfiConverterTypeTokenSource.handleMap.size > 100) yield() }
    }

    /**
     * Does it so often, with so many calls each time. In the second half each quarter is looked at by
     * itself, since a leak grows in all of them, and the compiler of the virtual machine, which also
     * takes memory and gives it back, does not: so what counts is the second smallest.
     */
    private suspend fun flat(times: Int, calls: Int, limit: Int = 250, work: suspend () -> Unit) {
        repeat(times / 2) { work() }
        var size = settle()
        val grown = List(4) {
            repeat(times / 8) { work() }
            val before = size
            size = settle()
            size - before
        }
        val bytes = grown.sorted()[1] * 1024 / (times / 8 * calls)
        assertTrue(bytes < limit, "it grew by $grown kB, $bytes bytes a call")
        assertEquals(0, uniffiContinuationHandleMap.size)
        assertEquals(0, Waiting.size)
    }

    /** The resident size in kB, once what the garbage held of the native library is given back. */
    private fun settle(): Long {
        // The cleaner has one thread, which takes what was collected in any order: when it gets to
        // the second object, it is done with all that went before the first.
        repeat(2) {
            val cleaned = CountDownLatch(1)
            UniffiLib.CLEANER.register(Any(), cleaned::countDown)
            do System.gc() while (!cleaned.await(20, TimeUnit.MILLISECONDS))
        }
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong()
    }
}
