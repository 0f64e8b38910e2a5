package io.github.hypersender.benchmarks

import io.github.hypersender.Hypersender
import io.github.hypersender.HypersenderOptions
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration
import java.time.LocalDateTime
import java.time.ZoneOffset
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.future.await
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import okhttp3.Call
import okhttp3.Callback
import okhttp3.Dispatcher
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response

private const val INSTANCE = "c9a1dd76-5678-4f9d-9012-a5b78de100c3"
private const val TOKEN = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1"

/** A client that asks how an instance is. */
internal interface Contender : AutoCloseable {
    val name: String

    suspend fun call()
}

internal class OurClient(port: String) : Contender {
    override val name = "hypersender"
    private val client = Hypersender(TOKEN, HypersenderOptions(baseUrl = "http://127.0.0.1:$port"))

    override suspend fun call() = check(client.health(INSTANCE).connectedAt != null)

    override fun close() = client.close()
}

internal class JavaNetHttp(port: String) : Contender {
    override val name = "java.net.http"
    private val client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
    private val request =
        HttpRequest.newBuilder(URI("http://127.0.0.1:$port/$INSTANCE/health"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer $TOKEN")
            .header("Accept", "application/json")
            .build()

    override suspend fun call() {
        val answer = client.sendAsync(request, BodyHandlers.ofString()).await()
        read(answer.statusCode(), answer.body())
    }

    override fun close() = Unit
}

internal class OkHttp(port: String) : Contender {
    override val name = "OkHttp"
    private val dispatcher = Dispatcher().apply { maxRequests = 64 }.apply { maxRequestsPerHost = 64 }
    private val client =
        OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .callTimeout(Duration.ofSeconds(30))
            .connectionPool(okhttp3.ConnectionPool(64, 5, java.util.concurrent.TimeUnit.MINUTES))
            .build()
    private val request =
        Request.Builder()
            .url("http://127.0.0.1:$port/$INSTANCE/health")
            .header("Authorization", "Bearer $TOKEN")
            .header("Accept", "application/json")
            .build()

    override suspend fun call() {
        val (status, body) = suspendCancellableCoroutine { waiting ->
            val call = client.newCall(request)
            waiting.invokeOnCancellation { call.cancel() }
            val callback = object : Callback {
                override fun onFailure(call: Call, e: IOException) = waiting.resumeWithException(e)

                override fun onResponse(call: Call, response: Response) =
                    waiting.resume(response.use { it.code to it.body.string() })
            }
            call.enqueue(callback)
        }
        read(status, body)
    }

    override fun close() {
        dispatcher.executorService.shutdown()
        client.connectionPool.evictAll()
    }
}

/** What a program makes of the answer by hand. */
private fun read(status: Int, body: String) {
    check(status == 200)
    val fields = Json.parseToJsonElement(body).jsonObject
    val text = { name: String -> fields.getValue(name).jsonPrimitive.content }
    check(text("instance_id") == INSTANCE && text("status") == "WORKING")
    checkNotNull(LocalDateTime.parse(text("connected_at")).toInstant(ZoneOffset.UTC))
}
