package io.github.hypersender

import java.io.File
import java.util.ServiceLoader
import org.jetbrains.kotlin.abi.tools.api.AbiFilters
import org.jetbrains.kotlin.abi.tools.api.AbiToolsFactory
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** What a program was compiled with: a change of it is meant, and seen by whoever reads the change. */
class PublicNamesTest {
    @Test
    fun `the public names are those that are written down`() {
        val classes = File("target/classes").walk().filter { it.extension == "class" }.sorted().toList()
        val made = File("target/hypersender.api")
        val tools = ServiceLoader.load(AbiToolsFactory::class.java).single().get().v2
        made.bufferedWriter().use { tools.printJvmDump(it, classes, AbiFilters.EMPTY) }
        val kept = File("hypersender.api")
        assertEquals(kept.readText(), made.readText(), "if that is meant: cp $made $kept")
    }
}
