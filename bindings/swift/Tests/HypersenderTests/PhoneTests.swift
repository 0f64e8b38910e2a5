import Hypersender
import HypersenderTesting
import Testing

/// What a phone can do in the sandbox, and what comes of it.
@Suite(.timeLimit(.minutes(2))) struct PhoneTests {
    private func newCode(of sandbox: Sandbox) async throws -> QRCode {
        try await sandbox.client().requestNewQRCode(instance: sandbox.instance).qrCode
    }

    private func statusLater(of sandbox: Sandbox) async throws -> InstanceStatus {
        try sandbox.advance(by: .seconds(10))
        return try await sandbox.client().health(instance: sandbox.instance).status
    }

    @Test("one that accepts is linked, and its code is used up")
    func accepts() async throws {
        let sandbox = try Sandbox()
        let code = try await newCode(of: sandbox)
        #expect(try sandbox.scan(code) == .linked)
        #expect(try sandbox.scan(code) == .stale)
        #expect(try await statusLater(of: sandbox) == .working)
    }

    @Test("one that refuses is not linked, and gets another code")
    func refuses() async throws {
        let sandbox = try Sandbox()
        let first = try await newCode(of: sandbox)
        #expect(try sandbox.scan(first, with: .refuses) == .refused)
        #expect(try await statusLater(of: sandbox) == .scanQRCode)
        #expect(try sandbox.scan(first) == .stale)
        try sandbox.advance(by: .seconds(60))
        let second = try await newCode(of: sandbox)
        #expect(try first.payload.reveal() != second.payload.reveal())
        #expect(try sandbox.scan(second) == .linked)
        #expect(try await statusLater(of: sandbox) == .working)
    }

    @Test("one of another number is linked with its own")
    func ofAnotherNumber() async throws {
        let sandbox = try Sandbox()
        let number = "+4915112345678"
        #expect(try sandbox.instances.map(\.phone) != [number])
        let code = try await newCode(of: sandbox)
        #expect(try sandbox.scan(code, with: .ofNumber(number)) == .linked)
        #expect(try await statusLater(of: sandbox) == .working)
        #expect(try await sandbox.client().listInstances().map(\.phone) == [number])
    }

    @Test("one that comes late is not linked, and the code is still good for another")
    func comesLate() async throws {
        let sandbox = try Sandbox()
        let code = try await newCode(of: sandbox)
        #expect(try sandbox.scan(code, with: .comesLate) == .stale)
        #expect(
            try await sandbox.client().health(instance: sandbox.instance).status == .scanQRCode)
        #expect(try sandbox.scan(code) == .linked)
    }

    @Test("one that needs a passkey waits until it is confirmed")
    func needsAPasskey() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        #expect(try !sandbox.confirmPasskey(instance: instance), "nobody waits for one")
        let code = try await newCode(of: sandbox)
        #expect(try sandbox.scan(code, with: .needsPasskey) == .passkeyRequired)
        #expect(try await statusLater(of: sandbox) == .unknown("PASSKEY_REQUIRED"))
        #expect(try sandbox.confirmPasskey(instance: instance))
        #expect(try await statusLater(of: sandbox) == .working)
    }

    @Test("one that scans what was never shown is not linked")
    func scansAnything() async throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.scan(Secret("2@nobody-s-code")) == .unknown)
        #expect(try await statusLater(of: sandbox) == .scanQRCode)
    }
}
