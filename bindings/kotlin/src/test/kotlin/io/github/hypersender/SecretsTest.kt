package io.github.hypersender

import io.github.hypersender.internal.NativeQrCode
import io.github.hypersender.internal.exceptions
import io.github.hypersender.internal.testing.sampleEvents
import io.github.hypersender.internal.testing.sampleInstance
import io.github.hypersender.internal.toNative
import io.github.hypersender.internal.toPublic
import java.io.ByteArrayOutputStream
import java.io.NotSerializableException
import java.io.ObjectOutputStream
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Canaries: no text that this package makes shows a token, a picture or what is in it. */
class SecretsTest {
    private val code = QrCode.fromPng(png)

    /** Some bytes of the picture, past what all pictures begin with. */
    private val piece = png.copyOfRange(60, 76)

    /** A text need not have the whole to tell too much. The picture's bytes can be printed in many ways. */
    private val canaries =
        listOf(
            "canary-access-token",
            code.payload.reveal().take(40),
            code.base64.substring(80, 104),
            piece.joinToString(", "),
            piece.joinToString(", ") { it.toUByte().toString() },
            piece.joinToString("") { "%02x".format(it) },
            piece.toString(Charsets.ISO_8859_1),
        )

    private fun assertSilent(vararg texts: Any?) {
        for (text in texts) {
            for (canary in canaries) assertFalse(canary in text.toString(), "a secret is in $text")
        }
    }

    @Test
    fun `each of the canaries would be heard`() {
        val told =
            listOf(
                "Instance(accessToken=canary-access-token)",
                "QrCode(${code.payload.reveal()})",
                code.dataUri,
                png.contentToString(),
                png.toList().map { it.toUByte() },
                png.joinToString("") { "%02x".format(it) },
                png.toString(Charsets.ISO_8859_1),
            )
        assertEquals(canaries.size, told.size)
        for ((canary, text) in canaries zip told) assertTrue(canary in "$text", "it is not in $text")
        for (text in told) assertThrows(AssertionError::class.java) { assertSilent(text) }
    }

    @Test
    fun `no rendering of a value shows a secret`() {
        val instance = sampleInstance("canary-access-token").toPublic()
        val answer = InstanceWithQr(instance, code)
        assertSilent(code, instance, answer, listOf(answer), mapOf("a" to answer))
        assertSilent(instance.copy(name = "b"), answer.copy(), answer.copy(qrCode = code))
        assertSilent(instance.accessToken, "${instance.accessToken}", instance.component6())
        assertSilent(String.format("%s %s", instance, code), sampleInstance("canary-access-token"))
        assertEquals("[redacted]", instance.accessToken.toString())
    }

    @Test
    fun `no rendering of an event or an error shows a secret`() {
        val events = sampleEvents(NativeQrCode.fromPng(png))
        assertSilent(events, *events.map { it.toPublic() }.toTypedArray())
        for (make in exceptions.values) {
            val error = make(details("server"))
            assertSilent(error, error.message, error.localizedMessage, error.stackTraceToString())
        }
    }

    @Test
    fun `no rendering of a client and its options shows a secret`() {
        val options = HypersenderOptions(proxy = "http://user:canary-access-token@localhost:1")
        assertSilent(options, Hypersender("canary-access-token", options))
        assertSilent(Hypersender({ "canary-access-token" }, options))
        assertEquals("user:canary", options.toNative().proxy?.substring(7, 18), "it is passed on")
    }

    @Test
    fun `nothing with a secret in it can be written out by Java`() {
        val instance = sampleInstance("canary-access-token").toPublic()
        for (value in listOf(Secret("canary-access-token"), instance, code)) {
            assertThrows(NotSerializableException::class.java) { serialized(value) }
        }
        val failure = exceptions.getValue("invalid_response")(details("invalid_response"))
        assertSilent(serialized(failure).toString(Charsets.ISO_8859_1))
    }

    private fun serialized(value: Any): ByteArray {
        val bytes = ByteArrayOutputStream()
        ObjectOutputStream(bytes).writeObject(value)
        return bytes.toByteArray()
    }

    @Test
    fun `a service that echoes secrets is masked in all that is thrown`() = sandbox { sandbox ->
        val client = sandbox.client()
        val shown = client.requestNewQrCode(sandbox.instance)
        val secrets =
            listOf(
                sandbox.token.reveal(),
                shown.qrCode.payload.reveal(),
                shown.qrCode.base64.substring(200, 260),
                client.listInstances().single().accessToken!!.reveal(),
            )
        val body = secrets.joinToString(" ", """{\"message\": \"echo """, """\"}""")
        sandbox.perform(
            """{"fault": {"operation": "health", "fault": {"status": {"status": 422, "body": "$body"}}}}""",
        )
        val error = failure { client.health(sandbox.instance) } as HypersenderException
        assertEquals(422, error.status)
        val wrapped = IllegalStateException("around", error)
        val heard = mutableListOf<String>()
        val thread = Thread { throw wrapped }
        thread.setUncaughtExceptionHandler { _, it -> heard += it.stackTraceToString() }
        thread.start()
        thread.join()
        val title = ProcessHandle.current().info().run { "${commandLine()} ${arguments()}" }
        val fields = error.javaClass.methods.filter { it.parameterCount == 0 && it.name.startsWith("get") }
        heard += fields.map { "${it.name} ${it.invoke(error)}" }
        heard += Thread.getAllStackTraces().keys.map { it.name }
        heard += listOf(title, error.toString(), error.stackTraceToString())
        for (text in heard) for (secret in secrets) assertFalse(secret in text, "a secret is in $text")
    }

    @Test
    fun `the log tells of each request and shows no secret`() = sandbox(speed = 20.0) { sandbox ->
        val records = LinkedBlockingQueue<HypersenderLog.Record>()
        HypersenderLog.listen(HypersenderLog.Level.TRACE) {
            records.add(it)
            error("a sink that throws does no harm")
        }
        val client = sandbox.client()
        client.listInstances()
        sandbox.expect("""{"shown": 1, "after": 8, "do": {"scan": {}}}""")
        val events = client.link(sandbox.instance).toList()
        failure { client.health("nobody") }
        // They come from a thread of their own: the last request's tells that all are there.
        val told = mutableListOf<HypersenderLog.Record>()
        do {
            told += checkNotNull(records.poll(60, TimeUnit.SECONDS)) { "the log ends with $told" }
        } while (told.last().fields["status"] != "404")
        val first = told.first()
        assertEquals("hypersender", first.target)
        assertEquals("/instances", first.fields["route"])
        assertEquals("200", first.fields["status"])
        HypersenderLog.stop()
        val shown = events.filterIsInstance<LinkEvent.QrCode>().single().qrCode
        for (record in told) {
            for (secret in listOf(sandbox.token.reveal(), shown.payload.reveal(), shown.base64)) {
                assertFalse(secret in record.toString(), "a secret is in $record")
            }
            assertFalse(sandbox.instance in record.toString(), "the route is a template: $record")
        }
    }
}
