package io.github.hypersender

import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** All that a process can write about what it does: nothing in it is secret. */
class SecretSinksTest {
    private val token = "77|cAnArYtOkEnA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"

    @Test
    fun `nothing that a process writes shows a secret`(@TempDir folder: Path) {
        val secrets = folder.resolve("secrets").toFile()
        val (status, written) = program(SecretSinks::class.java.name, folder, token, secrets.path)
        assertEquals(1, status, written)
        val sinks =
            listOf("log [Record", "caught [", "Caused by: ", "Internal", "event [", "process [", "thread [") +
                "hypersender: thread"
        for (sink in sinks + listOf("Exception in thread \"main\"", "Exception in thread \"Thread-", "[redacted]")) {
            assertTrue(sink in written, "$sink is not in $written")
        }
        val known = secrets.readLines()
        assertEquals(6, known.size)
        val picture = listOf("iVBORw0KGgo", "-119, 80, 78, 71", "137, 80, 78, 71")
        for (secret in known + picture + token + token.substringAfter('|') + "canary of a panic") {
            assertFalse(secret in written, "$secret is in $written")
        }
    }
}
