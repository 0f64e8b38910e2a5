package io.github.hypersender.internal

import io.github.hypersender.Advice
import io.github.hypersender.Health
import io.github.hypersender.Instance
import io.github.hypersender.InstanceWithQr
import io.github.hypersender.LinkEvent
import io.github.hypersender.Operation
import io.github.hypersender.QrCode
import io.github.hypersender.Restarted

internal fun InstanceRecord.toPublic() =
    Instance(
        id = id,
        name = name,
        phone = phone,
        serviceType = serviceType,
        status = status,
        accessToken = accessToken,
        createdAt = createdAt,
        createdAtRaw = createdAtRaw,
        requestId = requestId,
    )

internal fun InstanceWithQrRecord.toPublic() = InstanceWithQr(instance.toPublic(), QrCode(qrCode))

internal fun HealthRecord.toPublic() =
    Health(
        instanceId = instanceId,
        status = status,
        connectedAt = connectedAt,
        connectedAtRaw = connectedAtRaw,
        requestId = requestId,
    )

internal fun RestartedRecord.toPublic() = Restarted(message = text, requestId = requestId)

internal fun NativeLinkEvent.toPublic(): LinkEvent =
    when (this) {
        is NativeLinkEvent.Requesting -> LinkEvent.Requesting
        is NativeLinkEvent.QrCode ->
            LinkEvent.QrCode(QrCode(qrCode), number.toInt(), expiresAt, nextRequestAt)
        is NativeLinkEvent.QrExpired -> LinkEvent.QrExpired(number.toInt())
        is NativeLinkEvent.CoolingDown -> LinkEvent.CoolingDown(until)
        is NativeLinkEvent.Limited ->
            LinkEvent.Limited(retryAt, named(operation, Operation::code) ?: throw defect())
        is NativeLinkEvent.Status -> LinkEvent.Status(previous, current)
        is NativeLinkEvent.Retrying -> LinkEvent.Retrying(error.toException(), at)
        is NativeLinkEvent.ActionRequired -> LinkEvent.ActionRequired(status)
        is NativeLinkEvent.Stalled -> LinkEvent.Stalled(advice.map { Advice(it.code, it.text) })
        is NativeLinkEvent.Linked -> LinkEvent.Linked(instanceId, connectedAt, alreadyLinked)
    }
