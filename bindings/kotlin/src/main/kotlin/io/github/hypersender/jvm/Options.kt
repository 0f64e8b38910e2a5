package io.github.hypersender.jvm

import io.github.hypersender.CaCertificate
import io.github.hypersender.Cooldown
import io.github.hypersender.HypersenderOptions
import io.github.hypersender.LinkOptions
import java.time.Duration
import kotlin.time.toKotlinDuration

/** Builds [HypersenderOptions] from Java. What is not set has its default. */
public class HypersenderOptionsBuilder {
    private var baseUrl: String? = null
    private var timeout: Duration? = null
    private var connectTimeout: Duration? = null
    private var maxRetries: Int? = null
    private var cooldown: Cooldown? = null
    private var proxy: String? = null
    private var caCertificate: CaCertificate? = null
    private var userAgent: String? = null
    private var allowInsecureHttp: Boolean = false

    /** See [HypersenderOptions.baseUrl]. */
    public fun baseUrl(baseUrl: String): HypersenderOptionsBuilder = apply { this.baseUrl = baseUrl }

    /** See [HypersenderOptions.timeout]. */
    public fun timeout(timeout: Duration): HypersenderOptionsBuilder = apply { this.timeout = timeout }

    /** See [HypersenderOptions.connectTimeout]. */
    public fun connectTimeout(timeout: Duration): HypersenderOptionsBuilder = apply {
        connectTimeout = timeout
    }

    /** See [HypersenderOptions.maxRetries]. */
    public fun maxRetries(retries: Int): HypersenderOptionsBuilder = apply { maxRetries = retries }

    /** See [HypersenderOptions.cooldown]. */
    public fun cooldown(cooldown: Cooldown): HypersenderOptionsBuilder = apply {
        this.cooldown = cooldown
    }

    /** See [HypersenderOptions.proxy]. */
    public fun proxy(url: String): HypersenderOptionsBuilder = apply { proxy = url }

    /** See [HypersenderOptions.caCertificate]. */
    public fun caCertificate(certificate: CaCertificate): HypersenderOptionsBuilder = apply {
        caCertificate = certificate
    }

    /** See [HypersenderOptions.userAgent]. */
    public fun userAgent(suffix: String): HypersenderOptionsBuilder = apply { userAgent = suffix }

    /** See [HypersenderOptions.allowInsecureHttp]. */
    public fun allowInsecureHttp(allow: Boolean): HypersenderOptionsBuilder = apply {
        allowInsecureHttp = allow
    }

    /** The options. */
    public fun build(): HypersenderOptions =
        HypersenderOptions(
            baseUrl = baseUrl,
            timeout = timeout?.toKotlinDuration(),
            connectTimeout = connectTimeout?.toKotlinDuration(),
            maxRetries = maxRetries,
            cooldown = cooldown,
            proxy = proxy,
            caCertificate = caCertificate,
            userAgent = userAgent,
            allowInsecureHttp = allowInsecureHttp,
        )
}

/** Builds [LinkOptions] from Java. What is not set has its default. */
public class LinkOptionsBuilder {
    private var timeout: Duration? = null
    private var maxQrCodes: Int? = null
    private var qrLifetime: Duration? = null
    private var restartOnFailed: Boolean = false

    /** See [LinkOptions.timeout]. */
    public fun timeout(timeout: Duration): LinkOptionsBuilder = apply { this.timeout = timeout }

    /** See [LinkOptions.maxQrCodes]. */
    public fun maxQrCodes(codes: Int): LinkOptionsBuilder = apply { maxQrCodes = codes }

    /** See [LinkOptions.qrLifetime]. */
    public fun qrLifetime(lifetime: Duration): LinkOptionsBuilder = apply { qrLifetime = lifetime }

    /** See [LinkOptions.restartOnFailed]. */
    public fun restartOnFailed(restart: Boolean): LinkOptionsBuilder = apply {
        restartOnFailed = restart
    }

    /** The options. */
    public fun build(): LinkOptions =
        LinkOptions(
            timeout = timeout?.toKotlinDuration(),
            maxQrCodes = maxQrCodes,
            qrLifetime = qrLifetime?.toKotlinDuration(),
            restartOnFailed = restartOnFailed,
        )
}
