package io.github.hypersender.internal

import io.github.hypersender.Cooldown
import io.github.hypersender.HypersenderOptions
import io.github.hypersender.LinkOptions
import kotlin.time.Duration
import kotlin.time.DurationUnit

internal fun HypersenderOptions.toNative() =
    ClientRecord(
        baseUrl = baseUrl,
        timeout = timeout?.inSeconds,
        connectTimeout = connectTimeout?.inSeconds,
        maxRetries = maxRetries?.toLong(),
        cooldown = cooldown?.toNative(),
        proxy = proxy,
        caCertificate = caCertificate?.source,
        userAgent = userAgent,
        allowInsecureHttp = allowInsecureHttp,
    )

internal fun LinkOptions.toNative() =
    LinkRecord(
        timeout = timeout?.inSeconds,
        maxQrCodes = maxQrCodes?.toLong(),
        qrLifetime = qrLifetime?.inSeconds,
        restartOnFailed = restartOnFailed,
    )

internal fun callOptions(
    timeout: Duration?,
    cooldown: Cooldown? = null,
    maxWait: Duration? = null,
) = CallRecord(timeout?.inSeconds, cooldown?.toNative(), maxWait?.inSeconds)

private fun Cooldown.toNative(): CooldownChoice =
    when (this) {
        Cooldown.RAISE -> CooldownChoice.RAISE
        Cooldown.WAIT -> CooldownChoice.WAIT
        Cooldown.OFF -> CooldownChoice.OFF
    }

internal val Duration.inSeconds: Double get() = toDouble(DurationUnit.SECONDS)
