import Foundation
import Hypersender
import HypersenderTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct ClockTests {
    @Test("a code dies by the clock of its client, and stays dead")
    func codes() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        let code = try await client.requestNewQRCode(instance: instance).qrCode
        #expect(!code.isExpired)
        try sandbox.advance(by: .seconds(50))
        #expect(code.expiresIn > .zero && code.expiresIn <= .seconds(10))
        try sandbox.advance(by: .seconds(10))
        #expect(code.expiresIn == .zero)
        #expect(code.isExpired)
        #expect(try client.qrCooldown(instance: instance) <= .seconds(1))
        try sandbox.advance(by: .seconds(1))
        let next = try await client.requestNewQRCode(instance: instance).qrCode
        #expect([code, next].map(\.isExpired) == [true, false])
    }
}
