import Foundation
import Hypersender
import HypersenderTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct LinkTests {
    @Test("a session shows a code, sees it scanned, and ends")
    func links() async throws {
        let sandbox = try Sandbox(speed: 20)
        try sandbox.expect(scanned)
        let session = try sandbox.client().link(instance: sandbox.instance)
        var events: [LinkEvent] = []
        for try await event in session { events.append(event) }
        // How many statuses are seen between the scan and the end is the polls' affair.
        #expect(events.prefix(2) == [.status(previous: nil, current: .scanQRCode), .requesting])
        guard case .qrCode(let shown) = events[2], case .linked(let linked) = events.last else {
            Issue.record("there were \(events)")
            return
        }
        #expect(shown.number == 1)
        #expect(shown.expiresAt == shown.qrCode.expiresAt)
        #expect(shown.nextRequestAt > shown.expiresAt)
        #expect(try linked.instanceID == sandbox.instance)
        #expect(!linked.alreadyLinked)
        #expect(try await session.linked() == linked, "the end can be asked for again")
    }

    @Test("the wait for the end runs the session by itself")
    func waits() async throws {
        let sandbox = try Sandbox(speed: 20)
        try sandbox.expect(scanned)
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        #expect(try await !client.link(instance: instance).linked().alreadyLinked)
        #expect(try await client.link(instance: instance).linked().alreadyLinked)
    }

    @Test("a session is cold, and tells its events once")
    func tellsOnce() async throws {
        let sandbox = try Sandbox(speed: 20)
        let session = try sandbox.client().link(instance: sandbox.instance)
        #expect(try sandbox.requests == [])
        let first = session.makeAsyncIterator()
        let again = session.makeAsyncIterator()
        let refused = await details { try await again.next() as Any }
        #expect(refused?.code == "invalid_argument")
        #expect(refused?.operation == .link)
        #expect(try await first.next() == .status(previous: nil, current: .scanQRCode))
    }

    @Test("a code that is alive is used by the next session")
    func reuses() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        func firstCode() async throws -> LinkEvent.ShownCode? {
            for try await event in client.link(instance: instance) {
                if case .qrCode(let shown) = event { return shown }
            }
            return nil
        }
        let (first, second) = (try await firstCode(), try await firstCode())
        #expect(first?.number == 1)
        #expect(second?.number == 1)
        #expect(first?.qrCode == second?.qrCode)
    }

    @Test("an actor that was busy is never handed a code that is dead", arguments: [false, true])
    func busy(byHand: Bool) async throws {
        let sandbox = try Sandbox(speed: 5)
        let screen = Screen()
        let session = try sandbox.client().link(instance: sandbox.instance)
        async let shown = screen.firstCode(of: session, byHand: byHand)
        await screen.thread.hasToWait()
        try sandbox.advance(by: .seconds(70))  // the code dies
        screen.thread.goOn()
        #expect(try await shown?.qrCode.isExpired == false)
    }

    @Test("nobody scans")
    func nobodyScans() async throws {
        let sandbox = try Sandbox(speed: 20)
        let options = LinkOptions(timeout: .seconds(180), maxQRCodes: 2)
        let session = try sandbox.client().link(instance: sandbox.instance, options: options)
        let (shown, expired) = (Locked(0), Locked(0))
        let error = await failure {
            for try await event in session {
                if case .qrCode = event { shown.with { $0 += 1 } }
                if case .qrExpired = event { expired.with { $0 += 1 } }
            }
            return ()
        }
        guard case HypersenderError.linkTimeout(let details)? = error else {
            Issue.record("it ended in \(error as Any)")
            return
        }
        #expect(details.qrCodesShown == 2)
        #expect(details.operation == .link)
        #expect(details.elapsed > .zero)
        #expect(shown.with { $0 } == 2)
        #expect(expired.with { $0 } == 2)
    }

    @Test("an option that makes no sense is refused by its name")
    func options() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        func refused(_ options: LinkOptions) async -> String? {
            await details { try await client.link(instance: instance, options: options).linked() }?
                .argument
        }
        #expect(await refused(LinkOptions(timeout: .zero)) == "timeout")
        #expect(await refused(LinkOptions(timeout: .seconds(Int64.max))) == "timeout")
        #expect(await refused(LinkOptions(qrLifetime: .seconds(-1))) == "qrLifetime")
        #expect(await refused(LinkOptions(maxQRCodes: 0)) == "maxQRCodes")
        #expect(await refused(LinkOptions(maxQRCodes: -1)) == "maxQRCodes")
        #expect(try sandbox.requests == [])
    }

    /// No code and no restart can be had.
    private let nothingWorks = #"""
        {"faults": [
            {"operation": "request_new_qr_code", "times": null, "fault": {"status": {"status": 409}}},
            {"operation": "restart", "times": null, "fault": {"status": {"status": 500}}}
        ]}
        """#

    @Test("what the restart failed with is told by the error that ends the session")
    func cause() async throws {
        let sandbox = try Sandbox(
            speed: 20, instances: [Sandbox.NewInstance(status: .failed)], settings: nothingWorks)
        let session = try sandbox.client().link(
            instance: sandbox.instance, options: LinkOptions(restartOnFailed: true))
        let ended = await details { try await session.linked() }
        #expect(ended?.code == "link_failed")
        #expect(ended?.underlying?.code == "server")
        #expect(ended?.underlying?.details.operation == .restart)
    }

    @Test("a phone that needs a passkey")
    func passkey() async throws {
        let sandbox = try Sandbox(speed: 20)
        let instance = try sandbox.instance
        var actions: [InstanceStatus] = []
        for try await event in try sandbox.client().link(instance: instance) {
            switch event {
            case .qrCode(let shown):
                #expect(try sandbox.scan(shown.qrCode, with: .needsPasskey) == .passkeyRequired)
            case .actionRequired(let status):
                actions.append(status)
                #expect(try sandbox.confirmPasskey(instance: instance))
            default: break
            }
        }
        #expect(actions == [.unknown("PASSKEY_REQUIRED")])
    }

    @Test("a thousand sessions run at once, and share what they ask")
    func many() async throws {
        let ids = (0..<1000).map { "instance-\($0)" }
        let sandbox = try Sandbox(
            instances: ids.map { Sandbox.NewInstance(status: .working, id: $0) })
        let client = try sandbox.client()
        let linked = try await withThrowingTaskGroup(of: LinkEvent.Linked.self) { group in
            for id in ids {
                group.addTask { try await client.link(instance: id).linked() }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1.instanceID) }
        }
        #expect(linked == Set(ids))
        #expect(try sandbox.requests.count < 10)
    }
}
