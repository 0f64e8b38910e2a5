import Foundation
import Hypersender
import HypersenderNative
import HypersenderTesting
import HypersenderTestingNative
import Testing

/// One after the other: they count what is under way in the whole process.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CancellationTests {
    @Test("a cancelled call is dropped in under 50 ms, and the server sees the connection close")
    func dropsACall() async throws {
        let sandbox = try silentSandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        // Any may meet a busy machine, but not all.
        var took: [Duration] = []
        for round in 0..<6 {
            let call = Task { try await client.health(instance: instance) }
            let request = try await sandbox.request(to: .health, after: round)
            let duration = try await ContinuousClock().measure {
                call.cancel()
                let error = await failure { try await call.value }
                #expect(error is CancellationError, "\(error as Any)")
                let ended = try await sandbox.request(after: request.number - 1, ended: true)
                #expect(ended.end == "client_left")
            }
            took.append(duration)
        }
        #expect(took.min()! < .milliseconds(50), "it took \(took)")
    }

    @Test("a call that waits for its minute is dropped, and one that waits for its token")
    func dropsACallThatWaits() async throws {
        let sandbox = try Sandbox()
        let (client, instance, url) = (try sandbox.client(), try sandbox.instance, try sandbox.url)
        _ = try await client.requestNewQRCode(instance: instance)
        let cooling = Task {
            try await client.requestNewQRCode(instance: instance, cooldown: .wait)
        }
        let (asked, told) = AsyncStream<Void>.makeStream()
        let silent = try Hypersender(
            token: {
                told.yield()
                try await Task.sleep(for: .seconds(600))
                return "1|never"
            }, options: HypersenderOptions(baseURL: url))
        let asking = Task { try await silent.health(instance: instance) }
        for await _ in asked { break }
        cooling.cancel()
        asking.cancel()
        #expect(await failure { try await cooling.value } is CancellationError)
        #expect(await failure { try await asking.value } is CancellationError)
        #expect(try sandbox.requests.count == 1)
    }

    @Test("a call that was cancelled before it began sends nothing")
    func cancelledBefore() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        let call = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await client.health(instance: instance)
        }
        call.cancel()
        #expect(await failure { try await call.value } is CancellationError)
        #expect(try sandbox.requests == [])
    }

    @Test("a thousand hanging calls are dropped when their tasks are cancelled")
    func dropsAThousand() async {
        await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<1000 {
                group.addTask { try await cancellable { try await hang(cancel: $0) } }
            }
            while hanging() < 1000 { await Task.yield() }
            group.cancelAll()
            var cancelled = 0
            while let end = await group.nextResult() {
                if case .failure(let error) = end, error is CancellationError { cancelled += 1 }
            }
            #expect(cancelled == 1000)
        }
        #expect(hanging() == 0)
    }

    @Test("cancelling as soon as a call begins never lets one hang")
    func races() async {
        for round in 0..<500 {
            let call = Task { try await cancellable { try await hang(cancel: $0) } }
            for _ in 0..<(round % 8) { await Task.yield() }
            call.cancel()
            #expect(await failure { try await call.value } is CancellationError)
        }
        #expect(hanging() == 0)
    }

    @Test("a session ends with the task that iterates it")
    func endsWithItsTask() async throws {
        let sandbox = try Sandbox()
        let session = try sandbox.client().link(instance: sandbox.instance)
        let (shown, tell) = AsyncStream<Void>.makeStream()
        let task = Task {
            for try await event in session {
                if case .qrCode = event { tell.yield() }
            }
        }
        for await _ in shown { break }
        task.cancel()
        #expect(await failure { try await task.value } is CancellationError)
        try await expectNothingMore(of: sandbox)
        withExtendedLifetime(session) {}
    }

    @Test("who leaves the loop ends the session, though it is still held")
    func endsWithItsLoop() async throws {
        let sandbox = try Sandbox()
        let session = try sandbox.client().link(instance: sandbox.instance)
        for try await event in session {
            if case .qrCode = event { break }
        }
        try await expectNothingMore(of: sandbox)
        let ended = await details { try await session.linked() }
        #expect(ended?.code == "closed")
    }

    @Test("a session that nobody holds any more ends")
    func endsWithoutAHolder() async throws {
        let sandbox = try Sandbox()
        var events: LinkSession.AsyncIterator? =
            try sandbox.client().link(instance: sandbox.instance).makeAsyncIterator()
        while let event = try await events?.next() {
            if case .qrCode = event { break }
        }
        events = nil
        try await expectNothingMore(of: sandbox)
    }

    @Test("a wait for the end is cancelled, and so is a session that nobody else holds")
    func cancelsAWait() async throws {
        let sandbox = try Sandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        let wait = Task { try await client.link(instance: instance).linked() }
        try await sandbox.request(to: .requestNewQRCode, ended: true)
        wait.cancel()
        #expect(await failure { try await wait.value } is CancellationError)
        try await expectNothingMore(of: sandbox)
    }

    @Test("cancelling a session ends its iteration without an error, and its wait with one")
    func cancelsASession() async throws {
        let sandbox = try Sandbox()
        let session = try sandbox.client().link(instance: sandbox.instance)
        let wait = Task { try await session.linked() }
        for try await event in session {
            if case .qrCode = event { session.cancel() }
        }
        #expect(await details { try await wait.value }?.code == "closed")
    }

    @Test("closing the client ends what is under way, and later calls")
    func closing() async throws {
        let sandbox = try silentSandbox()
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        let call = Task { try await client.health(instance: instance) }
        try await sandbox.request(to: .health)
        client.close()
        #expect(await details { try await call.value }?.code == "closed")
        #expect(await details { try await client.health(instance: instance) }?.code == "closed")
        let session = await details { try await client.link(instance: instance).linked() }
        #expect(session?.code == "closed")
        client.close()  // again does no harm
    }

    /// An hour later the sandbox has got nothing more.
    private func expectNothingMore(of sandbox: Sandbox) async throws {
        let sent = try sandbox.requests.count
        try sandbox.advance(by: .seconds(3600))
        // A request that is sent now is seen by the sandbox before this one's answer comes.
        _ = try await sandbox.client().listInstances()
        #expect(try sandbox.requests.count == sent + 1)
    }
}
