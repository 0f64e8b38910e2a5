import HypersenderNative

/// The user's token function as the native library asks it.
package final class Source: TokenSource {
    private let ask: @Sendable () async throws -> String

    package init(ask: @escaping @Sendable () async throws -> String) {
        self.ask = ask
    }

    package func token() async throws -> String {
        do {
            return try await ask()
        } catch {
            throw TokenFailure.Threw(thrown: Caught(error))
        }
    }
}

/// What a function threw, on its way through the native library and back.
final class Caught: Thrown {
    let error: any Error

    init(_ error: any Error) {
        self.error = error
    }
}
