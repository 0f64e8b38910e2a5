package io.github.hypersender.scenarios

import io.github.hypersender.CaCertificate
import io.github.hypersender.Cooldown
import io.github.hypersender.Hypersender
import io.github.hypersender.HypersenderException
import io.github.hypersender.HypersenderOptions
import io.github.hypersender.Instance
import io.github.hypersender.InstanceWithQr
import io.github.hypersender.LinkEvent
import io.github.hypersender.LinkOptions
import io.github.hypersender.QrCode
import io.github.hypersender.Secret
import io.github.hypersender.Status
import io.github.hypersender.TokenProvider
import io.github.hypersender.internal.Callbacks
import io.github.hypersender.internal.Source
import io.github.hypersender.internal.orThrow
import io.github.hypersender.internal.testing.Scenarios
import io.github.hypersender.internal.toNative
import java.io.File
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.launch
import kotlinx.serialization.json.JsonObject

/** What a token callback throws: an exception of the caller's own. */
private class Scripted(text: String) : Exception(text)

/** One run of a scenario: makes clients, makes calls, and hands over what came of them. */
internal class Run(
    private val server: Server,
    private val scenarios: Scenarios,
    private val plan: JsonObject,
) {
    private val id = plan.text("run")!!
    private val clients = ConcurrentHashMap<String, Hypersender>()
    private val kept = ConcurrentHashMap<String, QrCode>()

    /** Does all steps. What is wrong with what came of them. */
    suspend fun play(): List<String> {
        val mismatches = plan.objects("steps").flatMap { step(it) }
        return mismatches + server.post("/finish", "run" to id).texts("mismatches")
    }

    private suspend fun step(step: JsonObject): List<String> {
        val turn = server.post("/begin", "run" to id, "step" to step.text("id"))["turn"]
        var result: Map<String, Any?>? = null
        val before = mutableListOf<String>()
        when (step.text("do")) {
            "new_client" -> result = newClient(step)
            "call" -> result = cancellable(step, turn) { call(step) }
            "link" -> result = cancellable(step, turn) { link(step, turn) }
            "concurrently" -> before += concurrently(step.objects("steps"))
            "close" -> clients.getValue(step.text("name")!!).close()
            "read" -> result = mapOf("qr" to read(kept.getValue(step.text("name")!!), step.texts("read")))
            "until", "advance", "suspend", "set_wall" -> {}
            else -> error("nobody does ${step.text("do")}")
        }
        val checked = server.post("/check", "run" to id, "turn" to turn, "result" to result)
        return before + checked.texts("mismatches")
    }

    /** Begins them in this order, and waits for all. */
    private suspend fun concurrently(steps: List<JsonObject>): List<String> = coroutineScope {
        val all = steps.flatMap { step -> List(step.number("times")?.toInt() ?: 1) { step } }
        all.map { async(start = CoroutineStart.UNDISPATCHED) { step(it) } }.awaitAll().flatten()
    }

    private fun newClient(step: JsonObject): Map<String, Any?>? {
        val made = runCatching { client(step.under("options")) }
        made.onSuccess { clients[step.text("name")!!] = it }
        if (!step.flag("check")) made.getOrThrow()
        return made.fold({ mapOf("value" to emptyMap<String, Any>()) }, ::failed)
            .takeIf { step.flag("check") }
    }

    private fun client(options: JsonObject): Hypersender {
        Callbacks.prepare()
        val settings =
            HypersenderOptions(
                baseUrl = options.text("base_url"),
                timeout = options.duration("timeout"),
                connectTimeout = options.duration("connect_timeout"),
                maxRetries = options.number("max_retries")?.toInt(),
                cooldown = options.cooldown(),
                proxy = options.text("proxy"),
                caCertificate = options.text("ca_certificate")?.let { CaCertificate.file(File(it)) },
                userAgent = options.text("user_agent"),
                allowInsecureHttp = options.flag("allow_insecure_http"),
            )
        val source = options.under("token").text("callback")?.let { Source(provider(it)) }
        val token = options.text("token")?.let(::Secret)
        return Hypersender(orThrow { scenarios.client(id, token, source, settings.toNative()) })
    }

    private fun provider(callback: String) = TokenProvider {
        val answer = server.post("/token", "run" to id, "callback" to callback)
        answer.text("token") ?: throw Scripted(answer.text("throw")!!)
    }

    /** Does it; cancels it when the server says so. */
    private suspend fun cancellable(
        step: JsonObject,
        turn: Any?,
        work: suspend () -> Map<String, Any?>,
    ): Map<String, Any?> = coroutineScope {
        val watched = step["cancel_after"] != null || step["cancel_at"] != null
        // Not by `await`, which copies what is thrown, and of a cancelled job knows nothing else.
        var ended: Result<Map<String, Any?>>? = null
        val working = launch(start = CoroutineStart.UNDISPATCHED) {
            ended = runCatching { work() }.recoverCatching(::failed)
        }
        val watch = launch {
            if (!watched) return@launch
            if (server.post("/watch", "run" to id, "turn" to turn).flag("cancel")) working.cancel()
        }
        working.join()
        watch.cancel()
        ended!!.getOrElse { if (it is CancellationException) mapOf("cancelled" to true) else throw it }
    }

    private suspend fun call(step: JsonObject): Map<String, Any?> {
        val client = clients.getValue(step.text("client")!!)
        val (args, options) = step.under("args") to step.under("options")
        val (instance, timeout) = args.text("instance").orEmpty() to options.duration("timeout")
        val value: Any =
            when (val operation = step.text("operation")) {
                "request_new_qr_code" ->
                    client.requestNewQrCode(instance, timeout, options.cooldown(), options.duration("max_wait"))
                "health" -> client.health(instance, timeout)
                "list_instances" -> {
                    val status = args.text("status")?.let(Status::of)
                    client.listInstances(args.text("uuid"), args.text("name"), args.text("phone"), status, timeout)
                }
                "create_instance" ->
                    client.createInstance(
                        args.text("phone").orEmpty(),
                        args.text("name").orEmpty(),
                        args.text("webhook_url"),
                        timeout,
                    )
                "restart" -> client.restart(instance, timeout)
                "qr_cooldown" -> client.qrCooldown(instance)
                else -> error("no operation is called $operation")
            }
        val code = (value as? InstanceWithQr)?.qrCode
        step.text("keep_as")?.let { name -> code?.let { kept[name] = it } }
        return ended(value) + ("qr" to code?.let { read(it, step.texts("read")) }.orEmpty())
    }

    private suspend fun link(step: JsonObject, turn: Any?): Map<String, Any?> {
        val client = clients.getValue(step.text("client")!!)
        val given = step.under("options")
        val options =
            LinkOptions(
                given.duration("timeout"),
                given.number("max_qr_codes")?.toInt(),
                given.duration("qr_lifetime"),
                given.flag("restart_on_failed"),
            )
        val instance = step.text("instance")!!
        if (step.flag("wait")) return ended(client.awaitLinked(instance, options))
        var linked: LinkEvent.Linked? = null
        client.link(instance, options)
            .takeWhile { event ->
                if (event is LinkEvent.Linked) linked = event
                server.post("/event", "run" to id, "turn" to turn, "event" to event, "renderings" to renderings(event))
                    .flag("go_on")
            }
            .collect {}
        return linked?.let(::ended) ?: mapOf("cancelled" to true)
    }

    private fun ended(value: Any): Map<String, Any?> {
        val token =
            when (value) {
                is InstanceWithQr -> value.accessToken?.reveal()
                is List<*> -> value.map { (it as Instance).accessToken?.reveal() }
                else -> null
            }
        return mapOf("value" to value, "renderings" to renderings(value), "access_token" to token)
    }

    private fun failed(thrown: Throwable): Map<String, Any?> =
        when (thrown) {
            is Scripted -> mapOf("thrown" to thrown.message)
            is HypersenderException ->
                mapOf(
                    "error" to thrown,
                    "renderings" to renderings(thrown) + thrown.stackTraceToString(),
                    "access_token" to
                        (thrown as? HypersenderException.InvalidResponse)?.instance?.accessToken?.reveal(),
                )
            else -> throw thrown
        }

    private fun renderings(value: Any) =
        listOf(value.toString(), String.format("%s", value), normalForm(value).toString())

    private fun read(code: QrCode, names: List<String>): Map<String, Any?> =
        names.associateWith { name ->
            try {
                when (name) {
                    "payload" -> code.payload.reveal()
                    "png" -> java.util.Base64.getEncoder().encodeToString(code.png)
                    "data_uri" -> code.dataUri
                    "svg" -> code.svg()
                    "terminal" -> code.terminal()
                    "is_expired" -> code.isExpired
                    "expires_in" -> code.expiresIn
                    else -> error("nothing called $name can be read")
                }
            } catch (failure: HypersenderException) {
                mapOf("error" to failure)
            }
        }

    private fun JsonObject.duration(name: String): Duration? = number(name)?.seconds

    private fun JsonObject.cooldown() = text("cooldown")?.let { Cooldown.valueOf(it.uppercase()) }
}
