package io.github.hypersender

import java.time.Instant

/** A WhatsApp instance as the service describes it. */
public data class Instance(
    /** The instance's id, a UUID. */
    val id: String,
    /** The name given when it was created. */
    val name: String?,
    /** The phone number, `+` and digits. */
    val phone: String?,
    /** The service, `whatsapp`. */
    val serviceType: String?,
    /** Where it is on its way to a linked phone. */
    val status: Status,
    /**
     * A token for this one instance: what a back end may hand to an app, if anything. The
     * documentation says both that it is null until a phone is linked and shows it before.
     */
    val accessToken: Secret?,
    /** When it was created. The service writes no offset; UTC is assumed. */
    val createdAt: Instant?,
    /** The same as the service wrote it. */
    val createdAtRaw: String?,
    /** The service's number of the request that told this, for its support. */
    val requestId: String?,
)

/** An instance together with the QR code that links a phone to it. */
public data class InstanceWithQr(
    /** The instance. */
    val instance: Instance,
    /** The code to show. It lives for about a minute. */
    val qrCode: QrCode,
) {
    /** The instance's id, a UUID. */
    public val id: String get() = instance.id

    /** The name given when it was created. */
    public val name: String? get() = instance.name

    /** The phone number, `+` and digits. */
    public val phone: String? get() = instance.phone

    /** The service, `whatsapp`. */
    public val serviceType: String? get() = instance.serviceType

    /** Where it is on its way to a linked phone. */
    public val status: Status get() = instance.status

    /** A token for this one instance. */
    public val accessToken: Secret? get() = instance.accessToken

    /** When it was created. */
    public val createdAt: Instant? get() = instance.createdAt

    /** The same as the service wrote it. */
    public val createdAtRaw: String? get() = instance.createdAtRaw

    /** The service's number of the request that told this, for its support. */
    public val requestId: String? get() = instance.requestId
}

/** The answer to "is this instance linked and working?". */
public data class Health(
    /** The instance's id, a UUID. */
    val instanceId: String,
    /** Where it is on its way to a linked phone. */
    val status: Status,
    /** When it was connected, if ever. The service writes no offset; UTC is assumed. */
    val connectedAt: Instant?,
    /** The same as the service wrote it. */
    val connectedAtRaw: String?,
    /** The service's number of the request that told this, for its support. */
    val requestId: String?,
)

/** The answer to a restart: the service began it. [Hypersender.health] tells how it goes on. */
public data class Restarted(
    /** What the service said. */
    val message: String,
    /** The service's number of the request, for its support. */
    val requestId: String?,
)
