import Foundation
import Hypersender

/// One client that makes one kind of call so many times, so many at a time: `calls CLIENT CALL COUNT
/// AT-ONCE PORT`. What it costs is measured from outside.
@main struct Calls {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 6, let count = Int(words[3]), let atOnce = Int(words[4]) else {
            fatalError("calls hypersender|urlsession health|qr COUNT AT-ONCE PORT")
        }
        let base = "http://127.0.0.1:\(words[5])"
        let client: any Caller =
            words[1] == "hypersender" ? try WithHypersender(base) : WithURLSession(base, atOnce)
        let asksHealth = words[2] == "health"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<atOnce {
                let share = count / atOnce + (number < count % atOnce ? 1 : 0)
                group.addTask {
                    for _ in 0..<share {
                        let isRight = asksHealth ? try await client.health() : try await client.qr()
                        guard isRight else { fatalError("another answer") }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

let instance = "c9a1dd76-5678-4f9d-9012-a5b78de100c3"
let token = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1"

/// Makes a call, and says whether its answer is the right one.
protocol Caller: Sendable {
    func health() async throws -> Bool
    func qr() async throws -> Bool
}
