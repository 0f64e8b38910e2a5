import Foundation
import Hypersender

/// What a view would draw, kept on the main actor, while the session runs elsewhere.
@MainActor final class Screen {
    private(set) var shown: [QRCode] = []
    private(set) var linked: LinkEvent.Linked?
    private var session: LinkSession?

    func link(with client: Hypersender, instance: String) async throws {
        let session = client.link(instance: instance, options: LinkOptions(timeout: .seconds(180)))
        self.session = session
        async let end = session.linked()
        for try await event in session {
            switch event {
            case .qrCode(let code): shown.append(code.qrCode)
            case .retrying(let error, _): print(error.localizedDescription)
            default: break
            }
        }
        linked = try await end
    }
}

/// Values cross from one actor to the other.
actor Ledger {
    private var instances: [Instance] = []
    private var failures: [HypersenderError] = []

    func note(_ listed: [Instance]) { instances += listed }

    func note(_ failure: HypersenderError) { failures.append(failure) }

    var summary: String { "\(instances.count) instances, \(failures.map(\.code))" }
}
