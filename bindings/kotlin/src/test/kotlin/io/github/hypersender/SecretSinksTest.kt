package io.github.hypersender

import java.io.File
import java.nio.file.Path
import java.util.concurrent.TimeUnit
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
        val (status, written) = run(SecretSinks::class.java.name, folder, secrets.path)
        assertEquals(1, status, written)
        val sinks =
            listOf("log [Record", "caught [", "Caused by: ", "Internal", "event [", "process [", "thread [")
        for (sink in sinks + listOf("Exception in thread \"main\"", "Exception in thread \"Thread-", "[redacted]")) {
            assertTrue(sink in written, "$sink is not in $written")
        }
        val known = secrets.readLines()
        assertEquals(4, known.size)
        for (secret in known + token + token.substringAfter('|')) {
            assertFalse(secret in written, "$secret is in $written")
        }
    }

    /** Another virtual machine with the same libraries, and all that it wrote. */
    private fun run(program: String, folder: Path, vararg arguments: String): Pair<Int, String> {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val names = listOf("jna.library.path", "uniffi.component.hypersender.libraryOverride")
        val libraries = names.map { "-D$it=${System.getProperty(it)}" }
        val classes = listOf("-cp", System.getProperty("java.class.path"))
        val (input, output) = listOf("in", "out").map { folder.resolve(it).toFile() }
        input.writeText("$token\n")
        val process =
            ProcessBuilder(listOf(java) + libraries + classes + program + arguments)
                .redirectInput(input)
                .redirectErrorStream(true)
                .redirectOutput(output)
        // What the library itself would write of a panic.
        process.environment() += mapOf("RUST_BACKTRACE" to "full", "RUST_LOG" to "trace")
        val child = process.start()
        try {
            assertTrue(child.waitFor(60, TimeUnit.SECONDS), { "it does not end: ${output.readText()}" })
        } finally {
            child.destroyForcibly()
        }
        return child.exitValue() to output.readText()
    }
}
