import Dispatch
import Hypersender
import Testing

/// A user interface, which is busy from the moment at which it is told that a code is asked for.
actor Screen {
    nonisolated let thread = BusyThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// What it is shown first: by a `for`, or by the loop that older systems need.
    func firstCode(of session: LinkSession, byHand: Bool) async throws -> LinkEvent.ShownCode? {
        if byHand {
            let events = session.makeAsyncIterator()
            while let event = try await events.next(isolation: #isolation) {
                if let shown = code(event) { return shown }
            }
        } else {
            for try await event in session {
                if let shown = code(event) { return shown }
            }
        }
        return nil
    }

    private func code(_ event: LinkEvent) -> LinkEvent.ShownCode? {
        switch event {
        case .requesting: thread.getBusy()
        case .qrCode(let shown): return shown
        case .qrExpired: Issue.record("nobody saw that code")
        default: break
        }
        return nil
    }
}

/// One thread: while it is busy, once, what it is to do waits.
final class BusyThread: SerialExecutor {
    private enum Time {
        case free
        case busy([UnownedJob])
        case freeAgain
    }

    private let queue = DispatchQueue(label: "screen")
    private let time = Locked(Time.free)
    private let (news, tell) = AsyncStream<Void>.makeStream()

    func enqueue(_ job: UnownedJob) {
        time.with { time in
            guard case .busy(let waiting) = time else { return run(job) }
            time = .busy(waiting + [job])
            tell.yield()
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    func getBusy() {
        time.with { time in
            if case .free = time { time = .busy([]) }
        }
    }

    /// Waits until there is something that has to wait.
    func hasToWait() async {
        for await _ in news { return }
    }

    /// It is busy no more.
    func goOn() {
        time.with { time in
            if case .busy(let waiting) = time { waiting.forEach(run) }
            time = .freeAgain
        }
    }

    private func run(_ job: UnownedJob) {
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
