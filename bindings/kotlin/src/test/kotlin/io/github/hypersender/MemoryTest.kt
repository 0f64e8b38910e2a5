package io.github.hypersender

import io.github.hypersender.internal.FfiConverterTypeTokenSource
import io.github.hypersender.internal.uniffiContinuationHandleMap
import java.io.File
import kotlinx.coroutines.runBlocking
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
        flat(100_000) {
            // The call makes the way of every other: a handle, a record, an object; no server.
            check(code.png.size == png.size && code.payload.reveal().isNotEmpty())
            failure { orRefused() }
        }
    }

    private val client = Hypersender("1|token", HypersenderOptions(baseUrl = "http://localhost:1"))

    private suspend fun orRefused() = client.health("not an id")

    @Test
    fun `ten thousand clients that are closed leave the memory as it was`() = runBlocking {
        flat(10_000) {
            Hypersender({ "1|token" }, HypersenderOptions(baseUrl = "http://localhost:1")).use {
                failure { it.health("not an id") }
            }
        }
        settle()
        assertTrue(FfiConverterTypeTokenSource.handleMap.size < 100)
    }

    /** Does it so often; the second half must not need more than a little above the first. */
    private suspend fun flat(times: Int, work: suspend () -> Unit) {
        repeat(times / 2) { work() }
        val before = settle()
        repeat(times / 2) { work() }
        val grown = settle() - before
        assertTrue(grown < 4_000, "it grew by $grown kB")
        assertEquals(0, uniffiContinuationHandleMap.size)
    }

    /** The resident size in kB, once the garbage is gone. */
    private fun settle(): Long {
        repeat(5) {
            System.gc()
            Thread.sleep(50) // the cleaner has a thread of its own, and tells nobody when it is done
        }
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong()
    }
}
