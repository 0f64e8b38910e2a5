package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import io.kotest.common.ExperimentalKotest
import io.kotest.property.Arb
import io.kotest.property.PropTestConfig
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.boolean
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.choice
import io.kotest.property.arbitrary.constant
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.enum
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.long
import io.kotest.property.arbitrary.orNull
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import java.io.File
import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.firstOrNull
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/**
 * Whatever is handed in: a value comes of it, or an exception that is documented. The same values each time, but for
 * `HYPERSENDER_HAMMER=10`: ten times as many, and others; a seed that fails is told, and belongs into `seeds`.
 */
@OptIn(ExperimentalKotest::class)
class AnyArgumentTest {
    /** What to begin with: the first by chance, the others because something failed with them. */
    private val seeds = listOf(8L)

    private val times = System.getenv("HYPERSENDER_HAMMER")?.toInt()

    private val configurations =
        times?.let { listOf(PropTestConfig(iterations = 150 * it)) }
            ?: seeds.map { PropTestConfig(seed = it, iterations = 150) }

    private val texts =
        Arb.choice(
            Arb.string(0..30),
            // Halves of surrogate pairs, too.
            arbitrary { String(CharArray(3) { Arb.int(0xd7f0..0xe010).bind().toChar() }) },
            Arb.element("", ".", "..", "../x", "a/b", "a%2Fb", "a?b", "a\r\nb", "\u0000", " ", "é"),
            Arb.element("a", "+201234567890", "https://example.com", "Bearer x", "1|a", "x".repeat(10_000)),
        )
    private val durations =
        Arb.choice(
            Arb.long().let { long -> arbitrary { long.bind().nanoseconds } },
            Arb.element(Duration.ZERO, (-1).seconds, Duration.INFINITE, -Duration.INFINITE),
            Arb.element(1.nanoseconds, 1.microseconds, 5.milliseconds, 1.days, 1.days + 1.nanoseconds),
        ).orNull(0.3)
    private val counts = Arb.choice(Arb.int(), Arb.element(0, 1, -1, Int.MAX_VALUE)).orNull(0.3)
    private val instances = Arb.choice(Arb.constant("a"), texts)

    private suspend fun isSound(mayThrow: Boolean = false, act: suspend () -> Any?) {
        val thrown = runCatching { act() }.exceptionOrNull() ?: return
        if (mayThrow && thrown is Odd) return
        val documented = thrown is HypersenderException || thrown is IllegalArgumentException
        assertTrue(documented, thrown.stackTraceToString())
        assertFalse(thrown is HypersenderException.Internal, thrown.stackTraceToString())
        assertFalse(thrown.message.isNullOrBlank(), "$thrown")
    }

    private fun beside(test: suspend (Sandbox, Hypersender, PropTestConfig) -> Unit) {
        // A minute lasts a tenth of a second: sessions have nine looks in one.
        val settings = """{"limits": {"health": null, "restart": null, "create_instance": null}}"""
        sandbox(settings, speed = 600.0) { sandbox ->
            sandbox.client(HypersenderOptions(timeout = 30.seconds, maxRetries = 0)).use {
                for (runs in configurations) test(sandbox, it, runs)
            }
        }
    }

    @Test
    fun `a client`() = beside { _, _, runs ->
        val options = arbitrary {
            HypersenderOptions(
                baseUrl = texts.orNull(0.5).bind(),
                timeout = durations.bind(),
                connectTimeout = durations.bind(),
                maxRetries = counts.bind(),
                cooldown = Arb.enum<Cooldown>().orNull().bind(),
                proxy = texts.orNull(0.7).bind(),
                caCertificate =
                Arb.byteArray(Arb.int(0..40), Arb.byte())
                    .let { bytes -> arbitrary { CaCertificate.pem(bytes.bind()) } }
                    .orNull(0.7)
                    .bind(),
                userAgent = texts.orNull(0.5).bind(),
                allowInsecureHttp = Arb.boolean().bind(),
            )
        }
        checkAll(runs, texts, options) { token, given ->
            isSound { Hypersender(token, given).close() }
            isSound { Hypersender("1|a", given).close() }
        }
    }

    @Test
    fun `a call`() = beside { _, client, runs ->
        checkAll(runs, instances, durations, durations, Arb.enum<Cooldown>().orNull()) {
                instance,
                timeout,
                wait,
                cooldown,
            ->
            isSound { client.health(instance, timeout) }
            isSound { client.restart(instance, timeout) }
            isSound { client.requestNewQrCode(instance, timeout, cooldown, wait) }
            isSound { client.qrCooldown(instance) }
        }
    }

    @Test
    fun `a list, and a new instance`() = beside { _, client, runs ->
        checkAll(runs, texts, texts, texts.orNull(), durations) { one, other, url, timeout ->
            isSound { client.listInstances(one, other, url, timeout = timeout) }
            isSound { client.createInstance(one, other, url, timeout) }
            isSound { client.createInstance("+201234567890", one, url, timeout) }
        }
    }

    @Test
    fun `a session`() = beside { _, client, runs ->
        val options = arbitrary {
            LinkOptions(durations.bind(), counts.bind(), durations.bind(), Arb.boolean().bind())
        }
        checkAll(runs, instances, options) { instance, given ->
            isSound { client.link(instance, given).firstOrNull() }
            // As it was given, but that it ends: what is no timeout stays none.
            val valid = given.timeout?.takeUnless { it >= 1.nanoseconds && it <= 1.days }
            val short = LinkOptions(valid ?: 50.milliseconds, given.maxQrCodes, given.qrLifetime, given.restartOnFailed)
            isSound { client.awaitLinked(instance, short) }
        }
    }

    private class Odd(text: String) : Exception(text)

    @Test
    fun `a token provider, and a handler of events`() = beside { sandbox, client, runs ->
        checkAll(runs, texts, Arb.boolean()) { text, throws ->
            val provider = TokenProvider { if (throws) throw Odd(text) else text }
            val options = HypersenderOptions(baseUrl = sandbox.url, maxRetries = 0)
            Hypersender(provider, options).use { own ->
                isSound(throws) { own.health(sandbox.instance) }
            }
            val short = LinkOptions(timeout = 50.milliseconds)
            isSound(throws) { client.awaitLinked(sandbox.instance, short) { if (throws) throw Odd(text) } }
        }
    }

    @Test
    fun `a picture, and where it is saved`() = beside { sandbox, client, runs ->
        // An hour is six seconds here, which a machine with much to do may take.
        val code = client.requestNewQrCode(sandbox.instance, timeout = 1.hours).qrCode
        checkAll(runs, Arb.byteArray(Arb.int(0..60), Arb.byte()), texts) { bytes, path ->
            isSound { QrCode.fromPng(bytes) }
            isSound { QrCode.fromPng(code.png.copyOf(bytes.size)) }
            val saved = runCatching { code.save(File("/no/such/folder", path)) }.exceptionOrNull()
            assertTrue(saved is IOException || saved is HypersenderException, "$path: $saved")
        }
    }

    @Test
    fun `a sandbox`() = beside { sandbox, _, runs ->
        checkAll(runs, texts) { text ->
            isSound { Sandbox.start(settings = text).close() }
            isSound { Sandbox.start(settings = """{"token": "$text"}""").close() }
            isSound { sandbox.perform(text) }
            isSound { sandbox.expect(text) }
            isSound { sandbox.scan(Secret(text)) }
        }
    }
}
