package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class OperationsTest {
    @Test
    fun `the five operations, and the cooldown`() = sandbox { sandbox ->
        val client = sandbox.client()
        assertEquals(Duration.ZERO, client.qrCooldown(sandbox.instance))
        val answer = client.requestNewQrCode(sandbox.instance)
        assertEquals(sandbox.instance, answer.id)
        assertTrue(client.qrCooldown(sandbox.instance) > 40.seconds)
        assertEquals(Status.ScanQrCode, client.health(sandbox.instance).status)
        val created = client.createInstance("+201234567890", "Front desk", "https://example.com/hook")
        assertEquals("Front desk", created.name)
        assertEquals(listOf(created.id), client.listInstances(name = "Front").map { it.id })
        assertEquals(2, client.listInstances(status = Status.ScanQrCode).size)
        assertTrue(client.restart(sandbox.instance).message.isNotEmpty())
        assertEquals(
            """{"name":"Front desk","phone":"+201234567890","webhook_url":"https://example.com/hook"}""",
            sandbox.requests.single { it.operation == Operation.CREATE_INSTANCE }.body,
        )
    }

    @Test
    fun `a second code within the minute is held back, or waits`() = sandbox { sandbox ->
        val client = sandbox.client()
        client.requestNewQrCode(sandbox.instance)
        val held = failure { client.requestNewQrCode(sandbox.instance) }
            as HypersenderException.RateLimited
        assertEquals(LimitedBy.CLIENT, held.limitedBy)
        assertEquals(Outcome.NOT_SENT, held.outcome)
        assertTrue(held.retryAfter!! in 1.seconds..62.seconds)
        assertEquals(null, held.status)
        val bounded = failure {
            client.requestNewQrCode(sandbox.instance, cooldown = Cooldown.WAIT, maxWait = 1.seconds)
        }
        assertTrue(bounded is HypersenderException.RateLimited)
        sandbox.advance(58.seconds)
        client.requestNewQrCode(sandbox.instance, cooldown = Cooldown.WAIT)
        val refused = failure { client.requestNewQrCode(sandbox.instance, cooldown = Cooldown.OFF) }
        assertEquals(LimitedBy.SERVER, (refused as HypersenderException.RateLimited).limitedBy)
        assertEquals(429, refused.status)
    }

    @Test
    fun `a thousand coroutines that want the same code share one request`() = sandbox { sandbox ->
        val client = sandbox.client()
        val codes =
            List(1000) { async(Dispatchers.Default) { client.requestNewQrCode(sandbox.instance).qrCode } }
        assertEquals(1, codes.awaitAll().toSet().size)
        assertEquals(1, sandbox.requests.size)
    }

    @Test
    fun `a thousand coroutines make a thousand calls`() = sandbox { sandbox ->
        val client = sandbox.client()
        val answers = List(1000) { async(Dispatchers.Default) { client.listInstances() } }.awaitAll()
        assertEquals(1, answers.toSet().map { it.single().id }.toSet().size)
        assertEquals(1000, sandbox.requests.size)
    }

    @Test
    fun `a call that gets no answer ends at its deadline`() =
        sandbox("""{"faults": [{"times": null, "fault": "never_answer"}]}""") { sandbox ->
            val error = failure { sandbox.client().health(sandbox.instance, timeout = 2.seconds) }
            assertTrue(error is HypersenderException.Timeout, "$error")
            val late = failure { sandbox.client().restart(sandbox.instance, timeout = 2.seconds) }
            assertEquals(Outcome.UNKNOWN, (late as HypersenderException).outcome)
        }

    @Test
    fun `what a sandbox can't be told is said in plain words`() {
        val refusals =
            listOf(
                """{"port": 70000}""" to "`port` has to be a whole number from 0 to 65535, not 70000.",
                """{"faults": [{"fault": {"delay": "1"}}]}""" to
                    "`faults[0].fault.delay` has to be a number, not a text.",
                """{"codes": {"most": 3}}""" to
                    "There is no `codes.most`. What there is: `first`, `later` and `count`.",
                "[]" to "This has to be an object, not a list.",
                "{" to "This is no JSON: it ends too early.",
            )
        for ((settings, said) in refusals) {
            val error =
                assertThrows(IllegalArgumentException::class.java) { Sandbox.start(settings = settings) }
            assertEquals(said, error.message)
        }
    }

    @Test
    fun `a sandbox that was stopped says so`() {
        val sandbox = Sandbox.start()
        sandbox.close()
        sandbox.close()
        assertThrows(IllegalStateException::class.java) { sandbox.url }
        assertThrows(IllegalStateException::class.java) { sandbox.perform("{}") }
        assertThrows(IllegalArgumentException::class.java) { Sandbox.start(settings = "{\"no\": 1}") }
        assertThrows(HypersenderException.Closed::class.java) { sandbox.client() }
    }
}
