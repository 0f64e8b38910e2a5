package io.github.hypersender

import android.content.Context
import android.content.ContextWrapper
import io.github.hypersender.android.SystemCertificates
import java.io.File
import java.lang.reflect.Modifier
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/**
 * What is only alive on a phone, as far as it can be looked at elsewhere. No library for Android is linked
 * here, so that nothing there is ever called: that the two sides name the same function can only be
 * read from both sources, and whether it works only be seen on a phone.
 */
class AndroidTest {
    @Test
    fun `an app without the part that asks Android is told its name`() {
        val failure = assertThrows(IllegalStateException::class.java) { SystemCertificates.init(context()) }
        assertTrue("rustls:rustls-platform-verifier" in "${failure.message}", "$failure")
        assertTrue(failure.cause is ClassNotFoundException, "${failure.cause}")
    }

    /** One that was never constructed: the constructors are those of a phone alone. */
    private fun context(): Context {
        val field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe")
        field.isAccessible = true
        val unsafe = field.get(null)
        val allocate = unsafe.javaClass.getMethod("allocateInstance", Class::class.java)
        return allocate.invoke(unsafe, ContextWrapper::class.java) as Context
    }

    @Test
    fun `the source of the native library has the name that the virtual machine looks for`() {
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
