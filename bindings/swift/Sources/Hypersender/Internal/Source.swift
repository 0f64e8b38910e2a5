import HypersenderNative

/// The user's token function as the native library asks it.
package final class Source: TokenSource {
    private let ask: @Sendable () async throws -> String

    package init(ask: @escaping @Sendable () async throws -> String) {
        self.ask = ask
    }

    package func ask(question: TokenQuestion) -> any TokenSearch {
        Search(
            task: Task { [ask] in
                do {
                    question.answer(token: try await ask())
                } catch {
                    question.refuse(thrown: Caught(error))
                }
            })
    }
}

/// The user's token function under way.
private final class Search: TokenSearch {
    private let task: Task<Void, Never>

    init(task: Task<Void, Never>) {
        self.task = task
    }

    func giveUp() {
        task.cancel()
    }
}

/// What a function threw, on its way through the native library and back.
final class Caught: Thrown {
    let error: any Error

    init(_ error: any Error) {
        self.error = error
    }
}
