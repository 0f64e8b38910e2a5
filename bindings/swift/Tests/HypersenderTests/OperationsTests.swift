import Foundation
import Hypersender
import HypersenderTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct OperationsTests {
    @Test("who has only a client of a sandbox has somebody to talk to")
    func clientAlone() async throws {
        func helper() throws -> Hypersender { try Sandbox().client() }
        #expect(try await helper().listInstances().count == 1)
    }

    @Test("the five operations, and the cooldown")
    func all() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        #expect(try client.qrCooldown(instance: instance) == .zero)
        let answer = try await client.requestNewQRCode(instance: instance)
        #expect(answer.id == instance)
        #expect(try client.qrCooldown(instance: instance) > .seconds(40))
        #expect(try await client.health(instance: instance).status == .scanQRCode)
        let created = try await client.createInstance(
            phone: "+201234567890", name: "Front desk", webhookURL: "https://example.com/hook")
        #expect(created.name == "Front desk")
        let found = try await client.listInstances(filter: InstanceFilter(name: "Front"))
        #expect(found.map(\.id) == [created.id])
        let waiting = InstanceFilter(status: .scanQRCode)
        #expect(try await client.listInstances(filter: waiting).count == 2)
        #expect(try await client.listInstances().count == 2)
        #expect(try await !client.restart(instance: instance).message.isEmpty)
        let sent = try sandbox.requests.first { $0.operation == .createInstance }
        #expect(
            sent?.body
                == #"{"name":"Front desk","phone":"+201234567890","webhook_url":"https://example.com/hook"}"#
        )
    }

    @Test("a second code within the minute is held back, or waits")
    func cooldown() async throws {
        let sandbox = try Sandbox(speed: 20)
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        _ = try await client.requestNewQRCode(instance: instance)
        let held = await details { try await client.requestNewQRCode(instance: instance) }
        #expect(held?.code == "rate_limited")
        #expect(held?.limitedBy == .client)
        #expect(held?.outcome == .notSent)
        #expect(held?.status == nil)
        #expect((held?.retryAfter ?? .zero) > .seconds(1))
        let bounded = await details {
            try await client.requestNewQRCode(
                instance: instance, cooldown: .wait, maxWait: .seconds(1))
        }
        #expect(bounded?.code == "rate_limited")
        _ = try await client.requestNewQRCode(instance: instance, cooldown: .wait)
        let refused = await details {
            try await client.requestNewQRCode(instance: instance, cooldown: .off)
        }
        #expect(refused?.limitedBy == .server)
        #expect(refused?.status == 429)
    }

    @Test("a thousand tasks that want the same code share one request")
    func share() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        let codes = try await withThrowingTaskGroup(of: QRCode.self) { group in
            for _ in 0..<1000 {
                group.addTask { try await client.requestNewQRCode(instance: instance).qrCode }
            }
            return try await group.reduce(into: Set<QRCode>()) { $0.insert($1) }
        }
        #expect(codes.count == 1)
        #expect(try sandbox.requests.count == 1)
    }

    @Test("a thousand tasks make a thousand calls")
    func many() async throws {
        let sandbox = try Sandbox()
        let client = try sandbox.client()
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<1000 { group.addTask { try await client.listInstances()[0].id } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(try ids == [sandbox.instance])
        #expect(try sandbox.requests.count == 1000)
    }

    @Test("a call that gets no answer ends at its deadline")
    func deadline() async throws {
        let sandbox = try Sandbox(
            settings: #"{"faults": [{"times": null, "fault": "never_answer"}]}"#)
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        let soon = Duration.seconds(2)
        let look = await details { try await client.health(instance: instance, timeout: soon) }
        #expect(look?.code == "timeout")
        let late = await details { try await client.restart(instance: instance, timeout: soon) }
        #expect(late?.outcome == .unknown)
    }

    @Test("a sandbox that was stopped says so")
    func stopped() async throws {
        let sandbox = try Sandbox()
        sandbox.stop()
        sandbox.stop()
        #expect(throws: Sandbox.Failure.self) { try sandbox.url }
        #expect(throws: Sandbox.Failure.self) { try Sandbox(settings: #"{"no": 1}"#) }
        #expect(await details { try sandbox.client() }?.code == "closed")
    }
}
