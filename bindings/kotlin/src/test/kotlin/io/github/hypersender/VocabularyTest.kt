package io.github.hypersender

import io.github.hypersender.internal.NativeLinkEvent
import io.github.hypersender.internal.NativeQrCode
import io.github.hypersender.internal.exceptions
import io.github.hypersender.internal.testing.sampleEvents
import io.github.hypersender.internal.testing.vocabulary
import io.github.hypersender.internal.toPublic
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What the core declares is what this package handles. */
class VocabularyTest {
    private val declared = vocabulary()

    @Test
    fun `every code has an exception of its own, named by it`() {
        assertEquals(declared.codes, exceptions.keys.toList())
        for ((code, make) in exceptions) {
            val name = make(details(code)).javaClass.simpleName
            assertEquals(code.split('_').joinToString("") { it.replaceFirstChar(Char::uppercase) }, name)
        }
    }

    @Test
    fun `every kind of event has a class, named by it`() {
        val code = NativeQrCode.fromPng(png)
        val names = sampleEvents(code).map { snakeCase(it.toPublic().javaClass.simpleName) }
        assertEquals(declared.events, names)
        val classes = LinkEvent::class.java.declaredClasses.map { snakeCase(it.simpleName) }
        assertEquals(declared.events.toSet(), classes.toSet())
    }

    @Test
    fun `an event about an operation that is not known is a defect, and no other event`() {
        val event = NativeLinkEvent.Limited(Instant.EPOCH, "new")
        assertThrows<HypersenderException.Internal> { event.toPublic() }
    }

    @Test
    fun `every documented status is known, and any other is kept`() {
        assertEquals(declared.statuses, Status.documented.map { it.raw })
        assertEquals(Status.Working, Status.of("WORKING"))
        assertEquals("working", Status.of("working").raw)
        assertEquals(Status.of("PASSKEY_REQUIRED"), Status.of("PASSKEY_REQUIRED"))
    }

    @Test
    fun `the closed sets are those of the core`() {
        assertEquals(declared.operations, Operation.entries.map { it.code })
        assertEquals(declared.outcomes, Outcome.entries.map { it.code })
        assertEquals(declared.reasons, Reason.entries.map { it.code })
        assertEquals(declared.limitedBy, LimitedBy.entries.map { it.code })
    }

    private fun snakeCase(name: String) =
        name.replace(Regex("(?<=[a-z])[A-Z]")) { "_" + it.value }.lowercase()
}
