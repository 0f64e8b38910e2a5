import Foundation
import Hypersender
import HypersenderNative
import HypersenderTestingNative
import Testing

@Suite(.timeLimit(.minutes(2))) struct ErrorTests {
    @Test("an error of each code has all its fields", arguments: vocabulary().codes)
    func fields(code: String) {
        let error = sampleError(code)
        let details = error.details
        #expect(error.code == code)
        #expect(error.localizedDescription == "It failed.")
        #expect("\(error)" == "\(code): It failed.")
        #expect(details.message == "It failed.")
        #expect(details.status == 429)
        #expect(details.serverMessage == "The service's own words")
        #expect(details.requestID == "request-1")
        #expect(details.retryAfter == .milliseconds(59_250))
        #expect(details.outcome == .unknown)
        #expect(details.operation == .requestNewQRCode)
        #expect(details.attempts == 3)
        #expect(details.elapsed == .milliseconds(1500))
        #expect(details.argument == "instance")
        #expect(details.reason == .connectTimeout)
        #expect(details.errors == ["phone": ["One", "Two"]])
        #expect(details.limitedBy == .client)
        #expect(details.location == "https://example.com")
        #expect(details.jsonPath == "$.qr_code")
        #expect(details.instance?.name == "Front desk")
        #expect(details.instance?.createdAt == Date(timeIntervalSince1970: 1_748_254_365.5))
        #expect(details.instance?.accessToken?.reveal() == "canary-access-token")
        #expect(details.lastStatus == .unknown("PASSKEY_REQUIRED"))
        #expect(details.qrCodesShown == 2)
        #expect(details.underlying?.code == "server")
        #expect(details.underlying?.details.status == 503)
        #expect(details.underlying?.details.underlying == nil)
    }

    @Test("what led to an error is told to who knows it as an NSError alone")
    func underlying() {
        let error = sampleError("link_failed") as NSError
        #expect(error.localizedDescription == "It failed.")
        let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error
        #expect(underlying as? HypersenderError == sampleError("link_failed").details.underlying)
        #expect(underlying?.localizedDescription == "It failed before.")
    }

    @Test("what an error does not know is nil", arguments: vocabulary().codes)
    func bare(code: String) async {
        let details = await details {
            try await cancellable { _ in try await failWithBare(code: code) }
        }
        #expect(details?.code == code)
        #expect(details?.status == nil)
        #expect(details?.retryAfter == nil)
        #expect(details?.outcome == nil)
        #expect(details?.operation == nil)
        #expect(details?.instance == nil)
        #expect(details?.errors == [:])
        #expect(details?.underlying == nil)
    }

    @Test("a code that this version does not know is told as it came")
    func unknownCode() {
        guard case .unknown("new", let details) = sampleError("new") else {
            Issue.record("it is known")
            return
        }
        #expect(details.code == "new")
    }

    @Test("a panic is an error, and the process lives")
    func panics() async {
        for _ in 0..<3 {
            let later = await details {
                try await cancellable { try await panicInACall(cancel: $0) }
            }
            #expect(later?.code == "internal")
            let atOnce = await details { try published { try panicAtOnce() } }
            #expect(atOnce?.code == "internal")
            // The facade says what the core says, and neither what the panic says.
            #expect(atOnce?.message == later?.message)
            #expect(atOnce?.message.contains("panic") == false)
        }
    }

    @Test("a bad setting is refused by its name before anything is sent")
    func settings() async {
        func refused(_ options: HypersenderOptions) async -> String? {
            await details { try Hypersender(token: "1|a", options: options) }?.argument
        }
        #expect(await refused(HypersenderOptions(timeout: .zero)) == "timeout")
        #expect(await refused(HypersenderOptions(timeout: .seconds(-1))) == "timeout")
        #expect(await refused(HypersenderOptions(timeout: .seconds(86_401))) == "timeout")
        let long = Duration.seconds(Int64.max)
        #expect(await refused(HypersenderOptions(connectTimeout: long)) == "connectTimeout")
        #expect(await refused(HypersenderOptions(maxRetries: -1)) == "maxRetries")
        let insecure = await details {
            try Hypersender(
                token: "1|a", options: HypersenderOptions(baseURL: "http://example.com"))
        }
        #expect(insecure?.argument == "baseURL")
        #expect(insecure?.message.contains("allowInsecureHTTP permits") == true)
        #expect(await refused(HypersenderOptions(proxy: "not a proxy")) == "proxy")
        let certificate = CACertificate.pem(Data("nothing".utf8))
        #expect(await refused(HypersenderOptions(caCertificate: certificate)) == "caCertificate")
        let missing = CACertificate.file(package.appendingPathComponent("no-such.pem"))
        let named = await details {
            try Hypersender(token: "1|a", options: HypersenderOptions(caCertificate: missing))
        }
        #expect(named?.message.contains("no-such.pem") == true)
        let token = await details { try Hypersender(token: "") }
        #expect(token?.argument == "token")
    }
}
