package io.github.hypersender.scenarios

import io.github.hypersender.Health
import io.github.hypersender.HypersenderException
import io.github.hypersender.Instance
import io.github.hypersender.InstanceWithQr
import io.github.hypersender.LinkEvent
import io.github.hypersender.QrCode
import io.github.hypersender.Restarted
import io.github.hypersender.Status
import java.time.Instant as Time
import kotlin.time.Duration
import kotlin.time.DurationUnit
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** A value, an event or an error as the scenarios compare them, from what the package makes public. */
internal fun normalForm(value: Any?): JsonElement =
    when (value) {
        null -> JsonNull
        is Boolean -> JsonPrimitive(value)
        is Number -> JsonPrimitive(value)
        is String -> JsonPrimitive(value)
        // Without the zeros that Java fills up with.
        is Time -> JsonPrimitive(value.toString().replace(Regex("(\\.\\d*?)0+Z$"), "$1Z"))
        is Duration -> JsonPrimitive(value.toDouble(DurationUnit.SECONDS))
        is Status -> JsonPrimitive(value.raw)
        is List<*> -> JsonArray(value.map(::normalForm))
        is Map<*, *> -> JsonObject(value.entries.associate { "${it.key}" to normalForm(it.value) })
        is Instance -> fields(instance(value))
        is InstanceWithQr -> fields(instance(value.instance) + ("qr_code" to value.qrCode))
        is QrCode -> fields(mapOf("requested_at" to value.requestedAt, "expires_at" to value.expiresAt))
        is Health ->
            fields(
                mapOf(
                    "instance_id" to value.instanceId,
                    "status" to value.status,
                    "connected_at" to value.connectedAt,
                    "connected_at_raw" to value.connectedAtRaw,
                    "request_id" to value.requestId,
                ),
            )
        is Restarted -> fields(mapOf("message" to value.message, "request_id" to value.requestId))
        is LinkEvent -> fields(event(value))
        is HypersenderException -> fields(error(value) + extras(value))
        else -> error("$value has no normal form")
    }

/** A name here, as the core calls it. */
private fun coreName(name: String) = name.replace(Regex("[A-Z]")) { "_${it.value.lowercase()}" }

private fun fields(values: Map<String, Any?>) = normalForm(values)

private fun instance(value: Instance): Map<String, Any?> =
    mapOf(
        "id" to value.id,
        "name" to value.name,
        "phone" to value.phone,
        "service_type" to value.serviceType,
        "status" to value.status,
        "created_at" to value.createdAt,
        "created_at_raw" to value.createdAtRaw,
        "request_id" to value.requestId,
    )

private fun event(event: LinkEvent): Map<String, Any?> =
    when (event) {
        is LinkEvent.Requesting -> mapOf("type" to "requesting")
        is LinkEvent.QrCode ->
            mapOf(
                "type" to "qr_code",
                "qr_code" to event.qrCode,
                "number" to event.number,
                "expires_at" to event.expiresAt,
                "next_request_at" to event.nextRequestAt,
            )
        is LinkEvent.QrExpired -> mapOf("type" to "qr_expired", "number" to event.number)
        is LinkEvent.CoolingDown -> mapOf("type" to "cooling_down", "until" to event.until)
        is LinkEvent.Limited ->
            mapOf(
                "type" to "limited",
                "retry_at" to event.retryAt,
                "operation" to event.operation.code,
            )
        is LinkEvent.Status ->
            mapOf("type" to "status", "previous" to event.previous, "current" to event.current)
        is LinkEvent.Retrying -> mapOf("type" to "retrying", "error" to event.error, "at" to event.at)
        is LinkEvent.ActionRequired -> mapOf("type" to "action_required", "status" to event.status)
        is LinkEvent.Stalled ->
            mapOf(
                "type" to "stalled",
                "advice" to event.advice.map { mapOf("code" to it.code, "text" to it.text) },
            )
        is LinkEvent.Linked ->
            mapOf(
                "type" to "linked",
                "instance_id" to event.instanceId,
                "connected_at" to event.connectedAt,
                "already_linked" to event.alreadyLinked,
            )
    }

private fun error(error: HypersenderException): Map<String, Any?> =
    mapOf(
        "code" to error.code,
        "message" to error.message,
        "status" to error.status,
        "server_message" to error.serverMessage,
        "request_id" to error.requestId,
        "retry_after" to error.retryAfter,
        "outcome" to error.outcome?.code,
        "operation" to error.operation?.code,
        "attempts" to error.attempts,
        "elapsed" to error.elapsed,
    )

private fun extras(error: HypersenderException): Map<String, Any?> =
    when (error) {
        is HypersenderException.InvalidArgument -> mapOf("argument" to error.argument?.let(::coreName))
        is HypersenderException.Connection -> mapOf("reason" to error.reason?.code)
        is HypersenderException.Validation -> mapOf("errors" to error.errors)
        is HypersenderException.RateLimited -> mapOf("limited_by" to error.limitedBy?.code)
        is HypersenderException.UnexpectedStatus -> mapOf("location" to error.location)
        is HypersenderException.InvalidResponse ->
            mapOf(
                "json_path" to error.jsonPath,
                "reason" to error.reason?.code,
                "instance" to error.instance,
            )
        is HypersenderException.LinkFailed ->
            mapOf("last_status" to error.lastStatus, "qr_codes_shown" to error.qrCodesShown)
        is HypersenderException.LinkTimeout ->
            mapOf("last_status" to error.lastStatus, "qr_codes_shown" to error.qrCodesShown)
        else -> emptyMap()
    }
