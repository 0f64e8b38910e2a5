package io.github.hypersender

import io.github.hypersender.internal.InternalException
import io.github.hypersender.internal.NativeClient
import io.github.hypersender.internal.NativeQrCode
import io.github.hypersender.internal.NativeSandbox
import io.github.hypersender.internal.NoHandle
import io.github.hypersender.internal.exceptions
import io.github.hypersender.internal.orThrow
import io.github.hypersender.internal.testing.failWithBare
import io.github.hypersender.internal.testing.panicAtOnce
import io.github.hypersender.internal.testing.panicInACall
import io.github.hypersender.testing.Sandbox
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.time.Instant as Time
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ErrorsTest {
    @Test
    fun `an error of each code has all its fields`() {
        for (code in exceptions.keys) {
            val error = exceptions.getValue(code)(details(code))
            assertEquals(code, error.code)
            assertEquals("It failed.", error.message)
            assertEquals(429, error.status)
            assertEquals("The service's own words", error.serverMessage)
            assertEquals("request-1", error.requestId)
            assertEquals(59.25.seconds, error.retryAfter)
            assertEquals(Outcome.UNKNOWN, error.outcome)
            assertEquals(Operation.REQUEST_NEW_QR_CODE, error.operation)
            assertEquals(3, error.attempts)
            assertEquals(1500.milliseconds, error.elapsed)
            assertEquals("It failed before.", (error.cause as HypersenderException.Server).message)
            extrasOf(error)
        }
    }

    private fun extrasOf(error: HypersenderException) {
        when (error) {
            is HypersenderException.InvalidArgument -> assertEquals("instance", error.argument)
            is HypersenderException.Connection -> assertEquals(Reason.CONNECT_TIMEOUT, error.reason)
            is HypersenderException.Validation ->
                assertEquals(mapOf("phone" to listOf("One", "Two")), error.errors)
            is HypersenderException.RateLimited -> assertEquals(LimitedBy.CLIENT, error.limitedBy)
            is HypersenderException.UnexpectedStatus ->
                assertEquals("https://example.com", error.location)
            is HypersenderException.InvalidResponse -> {
                assertEquals("$.qr_code", error.jsonPath)
                assertEquals(Reason.CONNECT_TIMEOUT, error.reason)
                assertEquals("Front desk", error.instance?.name)
                assertEquals(Time.parse("2025-05-26T10:12:45.5Z"), error.instance?.createdAt)
                assertEquals("canary-access-token", error.instance?.accessToken?.reveal())
            }
            is HypersenderException.LinkFailed ->
                assertEquals(Status.of("PASSKEY_REQUIRED"), error.lastStatus)
            is HypersenderException.LinkTimeout -> {
                assertEquals(Status.of("PASSKEY_REQUIRED"), error.lastStatus)
                assertEquals(2, error.qrCodesShown)
            }
            else -> {}
        }
    }

    @Test
    fun `an error that is sent to another process says there what it says here`() {
        for (code in exceptions.keys) {
            val error = exceptions.getValue(code)(details(code))
            val bytes = ByteArrayOutputStream()
            ObjectOutputStream(bytes).use { it.writeObject(error) }
            val read = ObjectInputStream(bytes.toByteArray().inputStream()).use { it.readObject() }
            assertEquals(error.toString(), (read as RuntimeException).message)
            assertFalse("canary" in bytes.toString(), code)
        }
    }

    @Test
    fun `what an error does not know is null`() = runBlocking {
        for (code in exceptions.keys) {
            val error = failure { orThrow { failWithBare(code) } } as HypersenderException
            assertEquals(code, error.code)
            val known =
                listOf(error.status, error.serverMessage, error.requestId, error.retryAfter) +
                    listOf(error.outcome, error.operation)
            assertTrue(known.all { it == null }, code)
            assertNull(error.cause)
        }
    }

    @Test
    fun `a code that this version does not know is told as it came`() {
        val error = runCatching { orThrow { io.github.hypersender.internal.testing.failWith("new") } }
        assertEquals("new", (error.exceptionOrNull() as HypersenderException).code)
    }

    @Test
    fun `a panic is an error, and the process lives`() = runBlocking {
        repeat(3) {
            val later = failure { orThrow { panicInACall(null) } }
            assertTrue(later is HypersenderException.Internal, "$later")
            val atOnce = failure { panicAtOnce() }
            assertTrue(atOnce is io.github.hypersender.internal.testing.InternalException, "$atOnce")
        }
        val told = failure { orThrow { throw InternalException("index out of bounds") } }
        assertTrue(told is HypersenderException.Internal, "$told")
        assertFalse("index" in told.stackTraceToString())
        // The facade says what the core says.
        assertEquals(failure { orThrow { panicInACall(null) } }.message, told.message)
    }

    @Test
    fun `a panic is the same error wherever it happens`() {
        class Panicking : NativeQrCode(NoHandle) {
            override fun requestedAt(): Time = Time.EPOCH

            override fun expiresAt(): Time = Time.EPOCH

            override fun expiresIn(): Double = panic()

            override fun isExpired(): Boolean = panic()

            override fun png(): ByteArray = panic()

            override fun base64(): String = panic()

            override fun dataUri(): String = panic()

            override fun save(path: String): Unit = panic()

            override fun isSame(other: NativeQrCode): Boolean = panic()
        }
        class PanickingClient : NativeClient(NoHandle) {
            override fun number(): ULong = 1uL

            override fun shut(): Unit = panic()
        }
        class BornPanickingClient : NativeClient(NoHandle) {
            override fun number(): ULong = panic()
        }
        class PanickingSandbox : NativeSandbox(NoHandle) {
            override fun url(): String = panic()

            override fun stop(): Unit = panic()
        }
        class BornPanicking : NativeQrCode(NoHandle) {
            override fun requestedAt(): Time = panic()
        }
        val code = QrCode(Panicking())
        val sandbox = Sandbox(PanickingSandbox())
        val each =
            listOf<() -> Any?>(
                { code.expiresIn },
                { code.isExpired },
                { code.png },
                { code.base64 },
                { code.dataUri },
                { code.save(File("nowhere.png")) },
                { code == QrCode(Panicking()) },
                { QrCode(BornPanicking()) },
                { Hypersender(PanickingClient()).close() },
                { Hypersender(BornPanickingClient()) },
                { sandbox.url },
                { sandbox.close() },
            )
        for ((number, work) in each.withIndex()) {
            val told = runCatching { work() }.exceptionOrNull()
            assertTrue(told is HypersenderException.Internal, "number $number: $told")
        }
    }

    private fun panic(): Nothing = throw InternalException("index out of bounds")

    @Test
    fun `a bad setting is refused by its name before anything is sent`() {
        fun refusal(options: HypersenderOptions) =
            runCatching { Hypersender("1|a", options) }.exceptionOrNull()
                as HypersenderException.InvalidArgument

        fun refused(options: HypersenderOptions) = refusal(options).argument
        assertEquals("timeout", refused(HypersenderOptions(timeout = 0.seconds)))
        assertEquals("timeout", refused(HypersenderOptions(timeout = (-1).seconds)))
        val infinite = kotlin.time.Duration.INFINITE
        assertEquals("connectTimeout", refused(HypersenderOptions(connectTimeout = infinite)))
        assertEquals("maxRetries", refused(HypersenderOptions(maxRetries = -1)))
        assertEquals("proxy", refused(HypersenderOptions(proxy = "not a proxy")))
        val certificate = CaCertificate.pem("nothing".toByteArray())
        assertEquals("caCertificate", refused(HypersenderOptions(caCertificate = certificate)))
        val insecure = refusal(HypersenderOptions(baseUrl = "http://example.com"))
        assertEquals("baseUrl", insecure.argument)
        assertTrue("allowInsecureHttp permits" in insecure.message, insecure.message)
        val token = runCatching { Hypersender("") }.exceptionOrNull()
        assertEquals("token", (token as HypersenderException.InvalidArgument).argument)
        assertNull(token.outcome)
    }
}
