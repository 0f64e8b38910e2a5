package io.github.hypersender.scenarios

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlinx.coroutines.future.await
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.double
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The scenario server, asked over HTTP. */
internal class Server(private val address: String) {
    private val http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

    suspend fun get(path: String): JsonElement = sent(request(path).GET())

    suspend fun post(path: String, vararg body: Pair<String, Any?>): JsonObject {
        val text = normalFormOrJson(body.toMap()).toString()
        return sent(request(path).POST(HttpRequest.BodyPublishers.ofString(text))).jsonObject
    }

    private fun request(path: String) = HttpRequest.newBuilder(URI(address + path))

    private suspend fun sent(request: HttpRequest.Builder): JsonElement {
        val answer = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).await()
        check(answer.statusCode() == 200) { answer.body() }
        return Json.parseToJsonElement(answer.body())
    }
}

private fun normalFormOrJson(body: Map<String, Any?>) =
    JsonObject(body.mapValues { (_, value) -> value as? JsonElement ?: normalForm(value) })

internal fun JsonObject.text(key: String): String? = (this[key] as? JsonPrimitive)?.contentOrNull

internal fun JsonObject.number(key: String): Double? = this[key]?.jsonPrimitive?.double

internal fun JsonObject.flag(key: String): Boolean = this[key]?.jsonPrimitive?.boolean == true

internal fun JsonObject.texts(key: String): List<String> =
    this[key]?.jsonArray.orEmpty().map { it.jsonPrimitive.content }

internal fun JsonObject.objects(key: String): List<JsonObject> =
    this[key]?.jsonArray.orEmpty().map { it.jsonObject }

internal fun JsonObject.under(key: String): JsonObject =
    this[key] as? JsonObject ?: JsonObject(emptyMap())
