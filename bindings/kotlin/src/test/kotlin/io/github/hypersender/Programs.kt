package io.github.hypersender

import java.io.File
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertTrue

/** Another virtual machine with the same libraries, which reads a line: how it ended, and all that it wrote. */
internal fun program(name: String, folder: Path, line: String, vararg arguments: String): Pair<Int, String> {
    val java = File(System.getProperty("java.home"), "bin/java").path
    val names = listOf("jna.library.path", "uniffi.component.hypersender.libraryOverride")
    val libraries = names.map { "-D$it=${System.getProperty(it)}" }
    val classes = listOf("-cp", System.getProperty("java.class.path"))
    val (input, output) = listOf("in", "out").map { folder.resolve(it).toFile() }
    input.writeText("$line\n")
    val process =
        ProcessBuilder(listOf(java) + libraries + classes + name + arguments)
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
