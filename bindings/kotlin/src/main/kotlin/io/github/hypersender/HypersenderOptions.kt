package io.github.hypersender

import io.github.hypersender.internal.CertificateSource
import java.io.File
import kotlin.time.Duration

/**
 * The settings of a [Hypersender]. What is null has its default. From Java:
 * `HypersenderOptionsBuilder`.
 *
 * @property baseUrl where the service is: in an app **your own back end**, which holds the token and
 *   forwards the calls; `https://app.hypersender.com/api/whatsapp/v2` if not set.
 * @property timeout the time that one call may take in all, with its retries and the time of a
 *   [TokenProvider]; 30 s if not set, at most 24 hours.
 * @property connectTimeout the time that making a connection may take; 10 s if not set.
 * @property maxRetries how often a request is repeated that may be; 2 if not set. A POST is repeated
 *   only if nothing of it was sent.
 * @property cooldown what a request for a QR code does while the minute after the last one is not
 *   over; [Cooldown.RAISE] if not set.
 * @property proxy a proxy (`http://`, `https://`, `socks5://`) in place of those that the environment
 *   names. It may hold a password, so no rendering shows it.
 * @property caCertificate certificates to trust beside the machine's.
 * @property userAgent what is added to the user agent, such as `my-app/1.2`.
 * @property allowInsecureHttp permits `http://` to other hosts than this one. The token then crosses
 *   the network in the clear.
 */
public data class HypersenderOptions(
    public val baseUrl: String? = null,
    public val timeout: Duration? = null,
    public val connectTimeout: Duration? = null,
    public val maxRetries: Int? = null,
    public val cooldown: Cooldown? = null,
    public val proxy: String? = null,
    public val caCertificate: CaCertificate? = null,
    public val userAgent: String? = null,
    public val allowInsecureHttp: Boolean = false,
) {
    // Of the addresses, one has a password if somebody got it wrong, and the other if they got it right.
    override fun toString(): String =
        "HypersenderOptions(timeout=$timeout, connectTimeout=$connectTimeout, maxRetries=$maxRetries, " +
            "cooldown=$cooldown)"
}

/** What a request for a QR code does while the minute after the last one is not over. */
public enum class Cooldown {
    /** It fails at once with [HypersenderException.RateLimited], which says how long to wait. */
    RAISE,

    /** It waits. The wait does not count in the timeout; `maxWait` bounds it. */
    WAIT,

    /** It is sent all the same, and not shared with others: the service will mostly answer 429. */
    OFF,
}

/** Certificates to trust beside the machine's: PEM text or a file with it. */
public class CaCertificate private constructor(internal val source: CertificateSource) {
    private val content: Any =
        when (source) {
            is CertificateSource.Pem -> source.pem.asList()
            is CertificateSource.File -> source.path
        }

    override fun equals(other: Any?): Boolean = other is CaCertificate && other.content == content

    override fun hashCode(): Int = content.hashCode()

    override fun toString(): String = "CaCertificate"

    public companion object {
        /** PEM text. */
        @JvmStatic
        public fun pem(text: ByteArray): CaCertificate = CaCertificate(CertificateSource.Pem(text))

        /** A file with PEM text, read when the client is made. */
        @JvmStatic
        public fun file(file: File): CaCertificate = CaCertificate(CertificateSource.File(file.path))
    }
}

/**
 * What a link session is run with. What is null has its default. From Java:
 * `LinkOptionsBuilder`.
 *
 * @property timeout how long the session may take; 300 s if not set.
 * @property maxQrCodes how many codes are shown at most; 3 if not set.
 * @property qrLifetime how long a code is shown, from the moment its request was sent; 60 s if not
 *   set.
 * @property restartOnFailed whether an instance that failed for good is restarted, once. A restart
 *   interrupts messaging, so it has to be asked for.
 */
public data class LinkOptions(
    public val timeout: Duration? = null,
    public val maxQrCodes: Int? = null,
    public val qrLifetime: Duration? = null,
    public val restartOnFailed: Boolean = false,
)
