package io.github.hypersender

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ClocksTest {
    @Test
    fun `a code dies by the clock of its client, and stays dead`() = sandbox { sandbox ->
        val client = sandbox.client()
        val code = client.requestNewQrCode(sandbox.instance).qrCode
        assertFalse(code.isExpired)
        sandbox.advance(50.seconds)
        assertTrue(code.expiresIn > Duration.ZERO && code.expiresIn <= 10.seconds, "${code.expiresIn}")
        sandbox.advance(10.seconds)
        assertEquals(Duration.ZERO, code.expiresIn)
        assertTrue(code.isExpired)
        assertTrue(client.qrCooldown(sandbox.instance) <= 1.seconds)
        sandbox.advance(1.seconds)
        val next = client.requestNewQrCode(sandbox.instance).qrCode
        assertEquals(listOf(true, false), listOf(code, next).map { it.isExpired })
    }
}
