package io.github.hypersender

import io.github.hypersender.internal.FfiConverterTypeTokenSource
import io.github.hypersender.internal.UniffiLib
import io.github.hypersender.internal.uniffiContinuationHandleMap
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.coroutineScope
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
    @Test
    fun `a hundred thousand calls leave the memory as it was`() = runBlocking {
        val code = QrCode.fromPng(png)
        flat(1_000) {
            // Refused or answered at once, they make the way of every other but for the server.
            coroutineScope { repeat(10) { launch { failure { orRefused() } } } }
            repeat(89) { client.qrCooldown(instance) }
            check(QrCode.fromPng(code.png).payload.reveal().isNotEmpty())
        }
    }

    private val client = Hypersender("1|token", HypersenderOptions(baseUrl = "http://localhost:1"))

    private val instance = "2f1f3c52-6d5e-4c2b-9a51-0f6a1d2b3c4d"

    private suspend fun orRefused() = client.health("not an id")

    @Test
    fun `ten thousand clients that are closed leave the memory as it was`() = runBlocking {
        flat(10_000) {
            Hypersender({ "1|token" }, HypersenderOptions(baseUrl = "http://localhost:1")).use {
                failure { it.health("not an id") }
            }
        }
        settle()
        // The last ones are let go by the threads of the native library, when these get to it.
        withTimeout(20.seconds) { while (FfiConverterTypeTokenSource.handleMap.size > 100) yield() }
    }

    /**
     * Does it so often. In the second half each quarter is looked at by itself, since a leak grows
     * in all of them, and the compiler of the virtual machine, which also takes memory, does not.
     */
    private suspend fun flat(times: Int, work: suspend () -> Unit) {
        repeat(times / 2) { work() }
        var size = settle()
        val grown = List(4) {
            repeat(times / 8) { work() }
            val before = size
            size = settle()
            size - before
        }
        assertTrue(grown.min() < 1_000, "it grew by $grown kB")
        assertEquals(0, uniffiContinuationHandleMap.size)
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
