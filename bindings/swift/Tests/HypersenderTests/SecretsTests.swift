import Foundation
import Hypersender
import HypersenderNative
import HypersenderTesting
import HypersenderTestingNative
import Testing

/// Canaries: no text that this package makes shows a token, a picture or what is in it.
@Suite(.timeLimit(.minutes(2))) struct SecretsTests {
    private let code: QRCode
    private let canaries: [String]

    init() throws {
        code = try QRCode(png: png())
        canaries = ["canary-access-token", try code.payload.reveal(), code.base64]
    }

    private func expectSilence(
        _ values: Any..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for value in values {
            for text in texts(of: value) + [(value as? any Error)?.localizedDescription ?? ""] {
                for canary in canaries where text.contains(canary) {
                    Issue.record("a secret is in \(text)", sourceLocation: sourceLocation)
                }
            }
        }
    }

    @Test("a secret is redacted in every rendering, and can be revealed")
    func secret() {
        let secret = Secret("canary-access-token")
        expectSilence(secret, [secret], ["a": secret], Optional(secret) as Any, (secret, 1))
        #expect("\(secret)" == "[redacted]")
        #expect(secret.reveal() == "canary-access-token")
        for text in texts(of: secret).dropLast() { #expect(text.contains("[redacted]"), "\(text)") }
    }

    @Test("no rendering of a value shows a secret")
    func values() {
        let record = InstanceWithQrRecord(
            instance: sampleInstance(accessToken: "canary-access-token"), qrCode: code.native)
        let answer = InstanceWithQR(record)
        expectSilence(code, answer, answer.instance, [answer], answer.accessToken as Any)
        #expect(answer.accessToken?.reveal() == "canary-access-token")
    }

    @Test("no rendering of an event or an error shows a secret")
    func eventsAndErrors() throws {
        for event in sampleEvents(qrCode: code.native) { expectSilence(try LinkEvent(event)) }
        for code in vocabulary().codes { expectSilence(sampleError(code), sampleError(code).details) }
        #expect(sampleError("server").details.instance?.accessToken != nil, "there was one to show")
    }

    @Test("no rendering of a client and its options shows a secret")
    func clients() async throws {
        let options = HypersenderOptions(
            baseURL: "https://user:canary-access-token@example.com",
            proxy: "http://user:canary-access-token@localhost:1")
        expectSilence(options, Optional(options) as Any)
        #expect(options.baseURL?.contains("canary") == true, "it is kept")
        // The client takes no password in that URL, and says so without it.
        let refused = await failure { try Hypersender(token: "1|token", options: options) }
        expectSilence(refused as Any)
        #expect((refused as? HypersenderError)?.details.argument == "baseURL")
        var proxied = options
        proxied.baseURL = nil
        let client = try Hypersender(token: "canary-access-token", options: proxied)
        expectSilence(client, client.link(instance: "one"))
        expectSilence(try Hypersender(token: { "canary-access-token" }, options: proxied))
        #expect(options.proxy?.contains("canary") == true, "it is passed on")
        let sandbox = try Sandbox(settings: #"{"token": "canary-access-token"}"#)
        #expect(try sandbox.token.reveal() == "canary-access-token")
        expectSilence(sandbox, try sandbox.requests)
    }

    @Test("the settings of a client tell what is set")
    func settings() {
        let options = HypersenderOptions(timeout: .seconds(5), userAgent: "my-app/1.2")
        let said = #"HypersenderOptions(timeout: 5.0 seconds, userAgent: my-app/1.2)"#
        #expect("\(options)" == said)
        #expect("\(HypersenderOptions())" == "HypersenderOptions()")
        #expect("\(HypersenderOptions(baseURL: "https://example.com"))".contains("[redacted]"))
    }

    @Test("a service that echoes the token is masked")
    func echo() async throws {
        let sandbox = try Sandbox(
            settings: #"{"token": "canary-access-token"}"#)
        try sandbox.perform(
            #"{"fault": {"fault": {"body": {"status": 500, "text": "{\"message\": \"canary-access-token\"}"}}}}"#
        )
        let client = try sandbox.client(options: HypersenderOptions(maxRetries: 0))
        let error = await failure { try await client.restart(instance: sandbox.instance) }
        expectSilence(error as Any)
        #expect((error as? HypersenderError)?.code == "server")
    }
}
