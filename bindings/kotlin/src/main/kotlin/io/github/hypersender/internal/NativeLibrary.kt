package io.github.hypersender.internal

/** Loads the native library; where that fails, an error says what to do, the second time, too. */
internal object NativeLibrary {
    /** As the generated code has it: tests load another one. */
    val name: String = System.getProperty("uniffi.component.hypersender.libraryOverride") ?: "hypersender_uniffi"

    private val failure: LinkageError? =
        try {
            UniffiLib.ensureInitialized()
            null
        } catch (failure: LinkageError) {
            failure
        }

    fun load() {
        if (failure == null) return
        val system = listOf("os.name", "os.arch").joinToString(" ") { System.getProperty(it).orEmpty() }
        val error =
            UnsatisfiedLinkError(
                "hypersender can't load its native library here, on $system: the jar holds one for each " +
                    "system that it was built for, and on Linux that needs glibc (Alpine has musl in " +
                    "its place: take an image with glibc); an app for Android takes the AAR.",
            )
        // What the loader itself said.
        error.initCause(failure)
        throw error
    }
}
