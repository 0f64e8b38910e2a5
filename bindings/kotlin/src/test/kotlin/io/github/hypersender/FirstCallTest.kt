package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class FirstCallTest {
    @Test
    fun `a code is asked for, scanned, and the phone is linked`() = runBlocking {
        Sandbox.start(speed = 60.0).use { sandbox ->
            val client = sandbox.client()
            val code = client.requestNewQrCode(sandbox.instance).qrCode
            assertEquals(Sandbox.Scan.LINKED, sandbox.scan(code))
            sandbox.advance(10.seconds)
            assertEquals(Status.Working, client.health(sandbox.instance).status)
        }
    }

    @Test
    fun `a session ends with the phone linked`() = runBlocking {
        Sandbox.start(speed = 60.0).use { sandbox ->
            sandbox.expect("""{"shown": 1, "after": 8, "do": {"scan": {}}}""")
            val events = sandbox.client().link(sandbox.instance).toList()
            println(events)
            assertEquals(LinkEvent.Linked::class, events.last()::class)
        }
    }
}
