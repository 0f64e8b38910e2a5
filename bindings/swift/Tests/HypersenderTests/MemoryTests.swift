import Foundation
import Hypersender
import HypersenderTesting
import HypersenderTestingNative
import Testing

/// Nothing is kept of what is over: not here, not in the native library.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MemoryTests {
    private let client = try! Hypersender(
        token: "1|token", options: HypersenderOptions(baseURL: "http://localhost:1"))

    @Test("a hundred thousand calls leave the memory as it was")
    func calls() async throws {
        let picture = try png()
        try await expectFlat(1_000) {
            // Refused before anything is sent, they make the way of every other but for the server.
            for _ in 0..<100 { _ = try? await client.health(instance: "not an id") }
            for _ in 0..<10 { _ = try client.qrCooldown(instance: "one") }
            _ = try QRCode(png: picture).payload
        }
    }

    @Test("calls that are cancelled leave the memory as it was")
    func cancelled() async throws {
        try await expectFlat(200) {
            await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await cancellable { try await hang(cancel: $0) } }
                }
                while hanging() < 20 { await Task.yield() }
                group.cancelAll()
            }
        }
        #expect(hanging() == 0)
    }

    @Test("calls with an answer, and token functions that throw, leave the memory as it was")
    func answers() async throws {
        let sandbox = try Sandbox()
        let client = try sandbox.client()
        let throwing = try Hypersender(
            token: { throw CancellationError() }, options: HypersenderOptions(baseURL: sandbox.url))
        try await expectFlat(2_000) {
            _ = try await client.listInstances()
            _ = try? await throwing.listInstances()
            try sandbox.reset()
        }
    }

    @Test("tokens that come too late leave the memory as it was")
    func late() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let client = try Hypersender(
            token: {
                begin.yield()
                try? await Task.sleep(for: .seconds(600))
                return String(repeating: "a", count: 10_000)
            }, options: HypersenderOptions(baseURL: "http://localhost:1"))
        var questions = begun.makeAsyncIterator()
        try await expectFlat(1_000) {
            let call = Task { try await client.health(instance: "one") }
            await questions.next()
            call.cancel()
            _ = try? await call.value
        }
    }

    @Test("two thousand clients and sessions leave the memory as it was")
    func clients() async throws {
        try await expectFlat(2_000) {
            let client = try Hypersender(
                token: { "1|token" }, options: HypersenderOptions(baseURL: "http://localhost:1"))
            _ = try? await client.link(instance: "not an id").linked()
        }
    }

    /// Does it so often. What the process holds is looked at after each quarter: one that keeps
    /// something grows in all of them.
    private func expectFlat(
        _ times: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ work: () async throws -> Void
    ) async throws {
        var sizes: [Int] = []
        for _ in 0..<4 {
            for _ in 0..<(times / 4) { try await work() }
            sizes.append(try residentKilobytes())
        }
        let grown = zip(sizes, sizes.dropFirst()).map { $1 - $0 }.min()!
        #expect(grown < 400, "kilobytes after each quarter: \(sizes)", sourceLocation: sourceLocation)
    }

    private func residentKilobytes() throws -> Int {
        #if os(Linux)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return Int(line!.filter(\.isNumber))!
        #else
        var info = mach_task_basic_info()
        var count = mach_msg_type_number_t(
            MemoryLayout<mach_task_basic_info>.size / MemoryLayout<natural_t>.size)
        let got = withUnsafeMutablePointer(to: &info) {
            $0.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
                task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), $0, &count)
            }
        }
        #expect(got == KERN_SUCCESS)
        return Int(info.resident_size) / 1024
        #endif
    }
}
