// A program of its own, for SecretSinksTests. It uses everything, fails in every way, and whatever goes
// wrong is told of as it is: by logs, dumps, descriptions, a panic, and an error that nobody catches.

import Foundation
import Hypersender
import HypersenderNative
import HypersenderTesting
import HypersenderTestingNative

@Sendable func tell(_ sink: String, _ what: Any) {
    var text = "\(sink) \(what) \(String(reflecting: what))\n"
    dump(what, to: &text)
    FileHandle.standardError.write(Data(text.utf8))
}

let token = readLine() ?? ""
let (logged, log) = AsyncStream<HypersenderLog.Record>.makeStream()
HypersenderLog.listen(level: .trace) {
    tell("log", $0)
    log.yield($0)
}
let sandbox = try Sandbox(speed: 20, settings: #"{"token": "\#(token)", "seed": 1}"#)
let client = try sandbox.client(options: HypersenderOptions(maxRetries: 0))
let instance = try sandbox.instance
let answer = try await client.requestNewQRCode(instance: instance)
let listed = try await client.listInstances()
let code = answer.qrCode
if CommandLine.arguments[1] == "end" {
    // Nothing is closed, and a session and a call are under way: see ProcessEndTests.
    try sandbox.perform(
        #"{"fault": {"operation": "health", "times": null, "fault": "never_answer"}}"#)
    Task { for try await _ in client.link(instance: instance) {} }
    Task { try await client.health(instance: instance) }
    _ = try await sandbox.request(to: .health)
    exit(7)
}
let picture = code.base64.dropFirst(200).prefix(60)
var known = [try code.payload.reveal(), String(picture), listed[0].accessToken?.reveal() ?? ""]
let created = try await client.createInstance(phone: "+201234567890", name: "Shop")
known += [try created.qrCode.payload.reveal(), created.accessToken?.reveal() ?? ""]
let echo = (known + [token]).joined(separator: " ")
for operation in ["health", "restart", "list_instances"] {
    let body = #"{\"message\": \"\#(echo)\", \"errors\": {\"a\": [\"\#(echo)\"]}}"#
    try sandbox.perform(
        #"{"fault": {"operation": "\#(operation)", "times": null, "fault": {"status": {"status": 422, "body": "\#(body)"}}}}"#
    )
}
let calls: [@Sendable () async throws -> any Sendable] = [
    { try await client.health(instance: instance) },
    { try await client.restart(instance: instance) },
    { try await client.listInstances() },
    { try await cancellable { try await panicInACall(cancel: $0) } },
    { try published { try panicAtOnce() } },
]
for call in calls {
    do {
        tell("succeeded", try await call())
    } catch {
        tell("caught", error)
        tell("said", error.localizedDescription)
    }
}
for try await event in client.link(instance: instance) {
    tell("event", event)
    guard case .qrCode(let shown) = event else { continue }
    known.append(try shown.qrCode.payload.reveal())
    break
}
tell("values", [answer, listed, code, created, client, sandbox, Secret(token)] as [Any])
print(answer, listed, code, created, client, sandbox, Secret(token))
tell("process", [ProcessInfo.processInfo.arguments, ProcessInfo.processInfo.environment] as [Any])
for await record in logged where record.fields["status"] == "422" { break }
try known.joined(separator: "\n").write(
    toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
// Nobody catches it: it is told of as the language does it.
_ = try await client.health(instance: instance)
