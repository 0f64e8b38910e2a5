package io.github.hypersender.benchmarks

import java.lang.ProcessBuilder.Redirect
import kotlin.system.exitProcess
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** How many calls are under way at a time, how many a round has, and how many rounds there are. */
private const val IN_FLIGHT = 64
private const val CALLS = 12_800
private const val ROUNDS = 7

/**
 * At most so much of another client's processor time, and so much on the core's. What was measured is less:
 * see the page beside this. Between it and these lies what a busy machine makes of it.
 */
private const val OF_JAVA_NET_HTTP = 0.2
private const val OF_OKHTTP = 0.8
private const val ON_THE_CORE = 30.0

/** What is aimed at beside OkHttp. */
private const val AIM_OF_OKHTTP = 0.8

/**
 * The processor time of a call, with 64 under way, of this package and of others that make the same
 * call and read the same answer. The server is a process of its own, and the clients take turns.
 * The one argument is the program of `crates/hypersender/benches`.
 */
fun main(arguments: Array<String>) {
    val program = arguments.single()
    val server = ProcessBuilder(program, "serve").redirectError(Redirect.INHERIT).start()
    val costs =
        try {
            measured(program, checkNotNull(server.inputReader().readLine()) { "the server says its port" })
        } finally {
            server.destroy()
            server.waitFor()
        }
    val findings = judged(costs)
    findings.forEach(System.err::println)
    if (findings.isNotEmpty()) exitProcess(1)
}

private fun measured(program: String, port: String): Map<String, Double> {
    val clients = listOf(OurClient(port), JavaNetHttp(port), OkHttp(port))
    val costs = mutableMapOf<String, MutableList<Double>>()
    try {
        // Until the virtual machine has compiled what is used often.
        for (client in clients) repeat(4) { round(client) }
        repeat(ROUNDS) {
            costs.getOrPut("the Rust core alone") { mutableListOf() } += ofTheCore(program, port)
            for (client in clients) costs.getOrPut(client.name) { mutableListOf() } += round(client)
        }
    } finally {
        clients.forEach(Contender::close)
    }
    val medians = costs.mapValues { (_, all) -> all.sorted()[all.size / 2] }
    println("| client | CPU a call, µs | least to most |\n|---|---|---|")
    for ((name, median) in medians) {
        val all = costs.getValue(name)
        println("| %s | %.1f | %.1f to %.1f |".format(name, median, all.min(), all.max()))
    }
    return medians
}

/** The processor time that this process spends on a call of a round, in microseconds. */
private fun round(client: Contender): Double {
    val begun = processorTime()
    runBlocking(Dispatchers.Default) { inTurns(client) }
    return (processorTime() - begun) / 1e3 / CALLS
}

private suspend fun inTurns(client: Contender) = coroutineScope {
    repeat(IN_FLIGHT) { launch { repeat(CALLS / IN_FLIGHT) { client.call() } } }
}

private fun processorTime(): Long {
    val system = java.lang.management.ManagementFactory.getOperatingSystemMXBean()
    return (system as com.sun.management.OperatingSystemMXBean).processCpuTime
}

private fun ofTheCore(program: String, port: String): Double {
    val calls = listOf(program, "hypersender", "health", "$CALLS", port, "$IN_FLIGHT")
    val process = ProcessBuilder(calls).redirectError(Redirect.INHERIT).start()
    val told = process.inputReader().readLine()
    check(process.waitFor() == 0) { "the program of the core failed" }
    return told.toDouble()
}

private fun judged(costs: Map<String, Double>): List<String> {
    val ours = costs.getValue("hypersender")
    val findings = mutableListOf<String>()
    for ((other, most) in listOf("java.net.http" to OF_JAVA_NET_HTTP, "OkHttp" to OF_OKHTTP)) {
        val ratio = ours / costs.getValue(other)
        println("%.2f of %s (at most %.1f)".format(ratio, other, most))
        if (other == "OkHttp" && ratio > AIM_OF_OKHTTP) println("The aim, $AIM_OF_OKHTTP, is not reached.")
        if (ratio > most) findings += "%.2f of the processor time of %s; %.1f at most".format(ratio, other, most)
    }
    val added = ours - costs.getValue("the Rust core alone")
    println("%.1f µs on top of the core (at most %.0f)".format(added, ON_THE_CORE))
    if (added > ON_THE_CORE) findings += "%.1f µs on top of the core; %.0f at most".format(added, ON_THE_CORE)
    return findings
}
