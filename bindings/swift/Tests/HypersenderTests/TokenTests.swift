import Foundation
import Hypersender
import HypersenderNative
import HypersenderTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct TokenTests {
    private func client(
        of sandbox: Sandbox, token: @escaping @Sendable () async throws -> String
    ) throws -> Hypersender {
        try Hypersender(token: token, options: HypersenderOptions(baseURL: sandbox.url))
    }

    @Test("it is asked when a token is needed, and its answer is kept")
    func kept() async throws {
        let sandbox = try Sandbox()
        let asked = Locked(0)
        let client = try client(of: sandbox) {
            asked.with { $0 += 1 }
            return try sandbox.token.reveal()
        }
        #expect(asked.with { $0 } == 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.listInstances() } }
            try await group.waitForAll()
        }
        #expect(asked.with { $0 } == 1)
    }

    @Test("it is asked again when the service refuses its token")
    func again() async throws {
        let sandbox = try Sandbox()
        let client = try client(of: sandbox) { try sandbox.token.reveal() }
        _ = try await client.listInstances()
        _ = try sandbox.replaceToken()
        #expect(try await client.listInstances().count == 1)
        #expect(try sandbox.requests.map(\.status) == [200, 401, 200])
    }

    private final class OurOwn: Error {}

    @Test("what it throws reaches the caller, the very same object")
    func throwing() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        let ours = OurOwn()
        let throwing = try client(of: sandbox) { throw ours }
        #expect(await failure { try await throwing.health(instance: instance) } as? OurOwn === ours)
        let session = await failure { try await throwing.link(instance: instance).linked() }
        #expect(session as? OurOwn === ours)
        let iterated = await failure {
            for try await _ in throwing.link(instance: instance) {}
            return ()
        }
        #expect(iterated as? OurOwn === ours)

        let cancelling = try client(of: sandbox) { throw CancellationError() }
        let theirs = await failure { try await cancelling.health(instance: instance) }
        #expect(theirs is CancellationError)

        let nested = try client(of: sandbox) { throw sampleError("server") }
        let passedOn = await failure { try await nested.health(instance: instance) }
        #expect(passedOn as? HypersenderError == sampleError("server"))
        #expect(try sandbox.requests == [])
    }

    @Test("a token that can't be one is refused and not shown")
    func nonsense() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        let client = try client(of: sandbox) { "canary canary" }
        let error = await failure { try await client.health(instance: instance) }
        #expect((error as? HypersenderError)?.code == "invalid_argument")
        for text in texts(of: error as Any) { #expect(!text.contains("canary")) }
    }

    @Test("its time counts in that of the call")
    func slow() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        let client = try client(of: sandbox) {
            try await Task.sleep(for: .seconds(600))
            return try sandbox.token.reveal()
        }
        let error = await details {
            try await client.health(instance: instance, timeout: .milliseconds(100))
        }
        #expect(error?.code == "timeout")
    }

    @Test("it may use another client, and close its own")
    func reentrant() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        let own = Locked<Hypersender?>(nil)
        let client = try client(of: sandbox) {
            _ = try await sandbox.client().listInstances()
            own.with { $0 }?.close()
            return try sandbox.token.reveal()
        }
        own.with { $0 = client }
        #expect(await details { try await client.health(instance: instance) }?.code == "closed")
        own.with { $0 = nil }
    }

    @Test("cancelling the call cancels it")
    func cancelled() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        let (told, tell) = AsyncStream<String>.makeStream()
        let client = try client(of: sandbox) {
            tell.yield("begun")
            do {
                try await Task.sleep(for: .seconds(600))
            } catch {
                tell.yield("cancelled")
            }
            return "1|late"
        }
        let call = Task { try await client.health(instance: instance) }
        var news = told.makeAsyncIterator()
        #expect(await news.next() == "begun")
        call.cancel()
        #expect(await failure { try await call.value } is CancellationError)
        #expect(await news.next() == "cancelled")
    }

    /// Counts how many of it were made, and how many are still there.
    private final class Counted: Error {
        static let made = Locked(0)
        static let alive = Locked(0)

        init() {
            Self.made.with { $0 += 1 }
            Self.alive.with { $0 += 1 }
        }

        deinit { Self.alive.with { $0 -= 1 } }
    }

    @Test("what it throws for a call that was cancelled is let go of")
    func thrownTooLate() async throws {
        let sandbox = try Sandbox()
        let instance = try sandbox.instance
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let client = try client(of: sandbox) {
            begin.yield()
            try? await Task.sleep(for: .seconds(600))
            throw Counted()
        }
        var questions = begun.makeAsyncIterator()
        for _ in 0..<1_000 {
            let call = Task { try await client.health(instance: instance) }
            await questions.next()
            call.cancel()
            #expect(await failure { try await call.value } is CancellationError)
        }
        let patience = ContinuousClock.now + .seconds(30)
        while Counted.made.with({ $0 }) < 1_000 || Counted.alive.with({ $0 }) > 0 {
            guard ContinuousClock.now < patience else { break }
            await Task.yield()
        }
        #expect(Counted.made.with { $0 } == 1_000)
        #expect(Counted.alive.with { $0 } == 0)
    }
}
