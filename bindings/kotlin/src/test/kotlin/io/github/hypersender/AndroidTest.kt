package io.github.hypersender

import android.content.Context
import io.github.hypersender.android.SystemCertificates
import java.io.File
import java.lang.reflect.Modifier
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What is only alive on a phone, as far as it can be looked at elsewhere. */
class AndroidTest {
    @Test
    fun `the native library has the function under the name that the virtual machine looks for`() {
        val method = SystemCertificates::class.java.getDeclaredMethod("prepare", Context::class.java)
        assertTrue(Modifier.isNative(method.modifiers) && Modifier.isStatic(method.modifiers))
        val name = "Java_${SystemCertificates::class.java.name.replace('.', '_')}_${method.name}"
        assertTrue("fn $name<" in File("../uniffi/src/android.rs").readText(), name)
    }

    @Test
    fun `what is looked up by its name survives shrinking`() {
        val rules = checkNotNull(javaClass.getResource("/META-INF/proguard/hypersender.pro")).readText()
        for (kept in listOf(SystemCertificates::class.java.name, "io.github.hypersender.internal.**")) {
            assertTrue("-keep class $kept { *; }" in rules, kept)
        }
    }
}
