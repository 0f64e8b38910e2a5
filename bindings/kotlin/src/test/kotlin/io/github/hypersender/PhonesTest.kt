package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import io.github.hypersender.testing.Sandbox.Phone
import io.github.hypersender.testing.Sandbox.Scan
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What a phone can do in the sandbox, and what comes of it. */
class PhonesTest {
    private suspend fun Sandbox.newCode() = client().requestNewQrCode(instance).qrCode

    private suspend fun Sandbox.statusLater(): Status {
        advance(10.seconds)
        return client().health(instance).status
    }

    @Test
    fun `one that accepts is linked, and its code is used up`() = sandbox { sandbox ->
        val code = sandbox.newCode()
        assertEquals(Scan.LINKED, sandbox.scan(code))
        assertEquals(Scan.STALE, sandbox.scan(code))
        assertEquals(Status.Working, sandbox.statusLater())
        assertEquals(sandbox.instances.single().phone, sandbox.client().listInstances().single().phone)
    }

    @Test
    fun `one that refuses is not linked, and gets another code`() = sandbox { sandbox ->
        val first = sandbox.newCode()
        assertEquals(Scan.REFUSED, sandbox.scan(first.payload, Phone.Refuses))
        assertEquals(Status.ScanQrCode, sandbox.statusLater())
        assertEquals(Scan.STALE, sandbox.scan(first))
        sandbox.advance(60.seconds)
        val second = sandbox.newCode()
        assertNotEquals(first.payload.reveal(), second.payload.reveal())
        assertEquals(Scan.LINKED, sandbox.scan(second))
        assertEquals(Status.Working, sandbox.statusLater())
    }

    @Test
    fun `one of another number is linked with its own`() = sandbox { sandbox ->
        val number = "+4915112345678"
        assertNotEquals(number, sandbox.instances.single().phone)
        assertEquals(Scan.LINKED, sandbox.scan(sandbox.newCode().payload, Phone.OfNumber(number)))
        assertEquals(Status.Working, sandbox.statusLater())
        assertEquals(number, sandbox.client().listInstances().single().phone)
        assertEquals(number, sandbox.instances.single().phone)
    }

    @Test
    fun `one that comes late is not linked, and the code is still good for another`() = sandbox { sandbox ->
        val code = sandbox.newCode()
        assertEquals(Scan.STALE, sandbox.scan(code, Phone.ComesLate))
        assertEquals(Status.ScanQrCode, sandbox.client().health(sandbox.instance).status)
        assertEquals(Scan.LINKED, sandbox.scan(code))
    }

    @Test
    fun `one that needs a passkey waits until it is confirmed`() = sandbox { sandbox ->
        assertFalse(sandbox.confirmPasskey(sandbox.instance), "nobody waits for one")
        val scan = sandbox.scan(sandbox.newCode().payload, Phone.NeedsPasskey)
        assertEquals(Scan.PASSKEY_REQUIRED, scan)
        assertEquals(Status.of("PASSKEY_REQUIRED"), sandbox.statusLater())
        assertTrue(sandbox.confirmPasskey(sandbox.instance))
        assertEquals(Status.Working, sandbox.statusLater())
    }

    @Test
    fun `one that scans what was never shown is not linked`() = sandbox { sandbox ->
        assertEquals(Scan.UNKNOWN, sandbox.scan(Secret("2@nobody-s-code")))
        assertEquals(Status.ScanQrCode, sandbox.statusLater())
    }
}
