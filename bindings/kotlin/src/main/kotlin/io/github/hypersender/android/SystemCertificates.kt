package io.github.hypersender.android

import android.content.Context

/**
 * Lets Android decide which certificates are trusted. Without it nothing has to be set up, and
 * certificates are checked against Mozilla's roots, which are built in. With it, those count that an
 * organisation has installed on its phones, and what is withdrawn from the system is withdrawn here.
 *
 * ```
 * class App : Application() {
 *     override fun onCreate() {
 *         super.onCreate()
 *         SystemCertificates.init(this)
 *     }
 * }
 * ```
 *
 * The app then needs the component `rustls:rustls-platform-verifier`, which the page of this package
 * says how to get. A client with a `caCertificate` of its own trusts that and Mozilla's roots, as before.
 */
public object SystemCertificates {
    /**
     * Call it once, before any client's first call: one that has made its first call keeps what it
     * had then.
     *
     * @throws IllegalStateException if the component is not in the app, or this is not Android.
     */
    @JvmStatic
    public fun init(context: Context) {
        try {
            Class.forName("org.rustls.platformverifier.CertificateVerifier")
            System.loadLibrary("hypersender_uniffi")
            check(prepare(context.applicationContext)) { "Android's certificates can't be used here." }
        } catch (missing: ClassNotFoundException) {
            throw IllegalStateException(
                "The app lacks rustls:rustls-platform-verifier, which asks Android about certificates.",
                missing,
            )
        } catch (missing: UnsatisfiedLinkError) {
            throw IllegalStateException("This is not the library for Android.", missing)
        }
    }

    @JvmStatic private external fun prepare(context: Context): Boolean
}
