import Foundation
import Hypersender
import HypersenderTesting
import Testing

/// The log is that of the process, so nothing else may run beside.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogTests {
    @Test("the log tells of each request and shows no secret")
    func log() async throws {
        let sandbox = try Sandbox(speed: 20)
        let (records, tell) = AsyncStream<HypersenderLog.Record>.makeStream()
        HypersenderLog.listen(level: .trace) { tell.yield($0) }
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        _ = try await client.listInstances()
        try sandbox.expect(scanned)
        var shown: QRCode?
        for try await event in client.link(instance: instance) {
            if case .qrCode(let code) = event { shown = code.qrCode }
        }
        _ = await failure { try await client.health(instance: "nobody") }
        var all: [HypersenderLog.Record] = []
        for await record in records {
            all.append(record)
            if record.fields["status"] == "404" { break }
        }
        HypersenderLog.stop()
        #expect(all.contains { $0.fields["route"] == "/instances" && $0.fields["status"] == "200" })
        let code = try #require(shown)
        let secrets = [try sandbox.token.reveal(), try code.payload.reveal(), code.base64, instance]
        for record in all {
            #expect(record.target.hasPrefix("hypersender"))
            for secret in secrets {
                #expect(!"\(record)".contains(secret), "\(record)")
            }
        }
    }
}
