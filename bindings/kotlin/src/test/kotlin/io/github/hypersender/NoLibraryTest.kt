package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import java.io.File
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** A program of its own, for [NoLibraryTest]: whatever it begins with, there is no native library. */
internal object NoLibrary {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val each =
            listOf<() -> Any?>(
                { Hypersender("1|token") },
                { Hypersender({ "1|token" }) },
                { QrCode.fromPng(ByteArray(0)) },
                { Sandbox.start() },
                { HypersenderLog.listen(HypersenderLog.Level.INFO) {} },
                { HypersenderLog.stop() },
            )
        for (work in each) println("told ${runCatching { work() }.exceptionOrNull()}")
    }
}

class NoLibraryTest {
    @Test
    fun `where the library can't be loaded, an error says where that is and what to do`(@TempDir folder: Path) =
        assertToldWith(folder, "-Duniffi.component.hypersender.libraryOverride=no_such_library")

    @Test
    fun `where not even JNA's own can be, as on Alpine, it says the same`(@TempDir folder: Path) =
        assertToldWith(folder, "-Djna.nounpack=true", "-Djna.nosys=true")

    private fun assertToldWith(folder: Path, vararg properties: String) {
        val output = folder.resolve("out").toFile()
        val java = File(System.getProperty("java.home"), "bin/java").path
        val classes = listOf("-cp", System.getProperty("java.class.path"), NoLibrary::class.java.name)
        val child =
            ProcessBuilder(listOf(java) + properties + classes)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start()
        try {
            assertTrue(child.waitFor(60, TimeUnit.SECONDS), { "it does not end: ${output.readText()}" })
        } finally {
            child.destroyForcibly()
        }
        val told = output.readLines().filter { it.startsWith("told ") }
        assertEquals(6, told.size, output.readText())
        val system = "${System.getProperty("os.name")} ${System.getProperty("os.arch")}"
        for (text in told) {
            assertTrue(text.startsWith("told java.lang.UnsatisfiedLinkError: "), text)
            for (part in listOf(system, "glibc", "AAR")) assertTrue(part in text, text)
        }
    }
}
