import Foundation
import Hypersender
import HypersenderTesting
import Testing

/// The README's examples, word for word: a test compares them, the others run them. The last one is a
/// test itself.
@Suite(.timeLimit(.minutes(2))) struct ReadmeTests {
    @Test("the examples are those of this file")
    func examples() throws {
        let here = try String(contentsOfFile: #filePath, encoding: .utf8)
        let page = try String(contentsOf: package.appendingPathComponent("README.md"), encoding: .utf8)
        let examples = page.components(separatedBy: "<!-- example: ").dropFirst().map { part in
            let name = part.prefix { $0 != " " }
            let code = part.components(separatedBy: "```swift\n")[1].components(separatedBy: "```")[0]
            return (String(name), code)
        }
        #expect(examples.map(\.0) == ["first", "app", "failure", "model", "sandbox"])
        for (name, code) in examples { #expect(here.contains(code), "\(name)") }
    }

    @Test("the privacy manifest is one, and tells of no tracking")
    func privacy() throws {
        let file = package.appendingPathComponent("Sources/Hypersender/Resources/PrivacyInfo.xcprivacy")
        let manifest =
            try PropertyListSerialization.propertyList(
                from: Data(contentsOf: file), format: nil) as? [String: Any]
        #expect(manifest?["NSPrivacyTracking"] as? Bool == false)
        #expect((manifest?["NSPrivacyAccessedAPITypes"] as? [Any])?.count == 2)
    }

    @Test("a phone is linked")
    func first() async throws {
        let sandbox = try Sandbox(speed: 20)
        try sandbox.expect(scanned)
        try await linkAPhone(try sandbox.client(), try sandbox.instance)
    }

    @Test("an app asks its back end for the token")
    func app() async throws {
        let sandbox = try Sandbox()
        let client = try clientOfAnApp(backEnd: sandbox.url) { try sandbox.token.reveal() }
        #expect(try await client.listInstances().count == 1)
    }

    @Test("a failure says what to do")
    func failures() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        #expect(await picture(client, instance).hasPrefix("data:image/png"))
        #expect(await picture(client, instance).hasPrefix("The next code can be had in"))
        #expect(await picture(client, "no such").contains("instance"))
    }

    @Test("the state of the screen follows the session")
    @MainActor func model() async throws {
        let sandbox = try Sandbox(speed: 20)
        try sandbox.expect(scanned)
        let model = LinkModel(client: try sandbox.client(), instance: try sandbox.instance)
        var states: [LinkModel.State] = []
        model.onChange = { states.append($0) }
        await model.run()
        #expect(model.state == .linked)
        guard states.count >= 3, case .gettingReady = states[0], case .show(let code, _) = states[1]
        else {
            Issue.record("there were \(states)")
            return
        }
        #expect(code.png.count > 100)

        let failing = LinkModel(client: try sandbox.client(), instance: "no such")
        await failing.run()
        guard case .failed(let text) = failing.state else {
            Issue.record("it is \(failing.state)")
            return
        }
        #expect(text.contains("instance"))
    }

    @Test("a screen that is left ends its session without a failure")
    @MainActor func leaving() async throws {
        let sandbox = try Sandbox()
        let model = LinkModel(client: try sandbox.client(), instance: try sandbox.instance)
        let (shown, tell) = AsyncStream<Void>.makeStream()
        model.onChange = { if case .show = $0 { tell.yield() } }
        let screen = Task { await model.run() }
        for await _ in shown { break }
        screen.cancel()
        await screen.value
        #expect(model.state == .blank)
    }
}

func linkAPhone(_ client: Hypersender, _ instance: String) async throws {
    for try await event in client.link(instance: instance) {
        switch event {
        case .qrCode(let shown): print(try shown.qrCode.terminal())
        case .qrExpired: print("That code is dead. The next one is coming.")
        case .linked: print("Linked.")  // the last event
        default: break
        }
    }
}

func clientOfAnApp(
    backEnd: String, session: @escaping @Sendable () async throws -> String
) throws -> Hypersender {
    try Hypersender(token: session, options: HypersenderOptions(baseURL: backEnd))
}

func picture(_ client: Hypersender, _ instance: String) async -> String {
    do {
        return try await client.requestNewQRCode(instance: instance).qrCode.dataURI
    } catch HypersenderError.rateLimited(let details) {
        return "The next code can be had in \(details.retryAfter ?? .zero)."
    } catch let error as HypersenderError where error.details.outcome == .unknown {
        return "Perhaps there is a new code, perhaps not."
    } catch {
        return error.localizedDescription
    }
}

@MainActor final class LinkModel {
    enum State: Equatable {
        case gettingReady
        case show(QRCode, until: Date)
        case blank
        case linked
        case failed(String)
    }

    private(set) var state = State.gettingReady { didSet { onChange(state) } }
    var onChange: (State) -> Void = { _ in }
    private let client: Hypersender
    private let instance: String

    init(client: Hypersender, instance: String) {
        self.client = client
        self.instance = instance
    }

    /// Runs until the phone is linked, or the task that runs it is cancelled.
    func run() async {
        do {
            for try await event in client.link(instance: instance) {
                switch event {
                case .requesting: state = .gettingReady
                case .qrCode(let shown): state = .show(shown.qrCode, until: shown.expiresAt)
                case .qrExpired: state = .blank
                case .linked: state = .linked
                default: break
                }
            }
        } catch is CancellationError {
            state = .blank  // nobody looks any more
        } catch {
            state = .failed(error.localizedDescription)
        }
    }
}

@Test func aCodeLinks() async throws {
    let sandbox = try Sandbox()
    let client = try sandbox.client()
    let code = try await client.requestNewQRCode(instance: sandbox.instance).qrCode
    #expect(try sandbox.scan(code) == .linked)
    try sandbox.advance(by: .seconds(10))
    let health = try await client.health(instance: sandbox.instance)
    #expect(health.status == .working)
}
