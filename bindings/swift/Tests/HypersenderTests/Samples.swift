import Foundation
import Hypersender
import HypersenderNative
import HypersenderTesting
import HypersenderTestingNative
import Testing

/// This package's folder.
let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The picture of a WhatsApp code.
func png() throws -> Data {
    try Data(
        contentsOf: package.appendingPathComponent(
            "../../crates/hypersender/tests/terminal/whatsapp.png"))
}

/// An error with that code and all that an error can have.
func sampleError(_ code: String) -> HypersenderError {
    do {
        try published { try failWith(code: code) }
        preconditionFailure("it ought to fail")
    } catch {
        return error as! HypersenderError
    }
}

/// What it fails with.
func failure(
    _ work: () async throws -> Any, sourceLocation: SourceLocation = #_sourceLocation
) async -> (any Error)? {
    do {
        _ = try await work()
        Issue.record("it ought to fail", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error
    }
}

/// The details of the public error that it fails with.
func details(
    _ work: () async throws -> Any, sourceLocation: SourceLocation = #_sourceLocation
) async -> ErrorDetails? {
    let error = await failure(work, sourceLocation: sourceLocation)
    #expect(error is HypersenderError, "\(error as Any)", sourceLocation: sourceLocation)
    return (error as? HypersenderError)?.details
}

/// A sandbox whose health calls are never answered.
func silentSandbox() throws -> Sandbox {
    try Sandbox(
        settings: #"{"faults": [{"operation": "health", "times": null, "fault": "never_answer"}]}"#)
}

/// The phone is scanned eight seconds after the first code was shown.
let scanned = #"{"shown": 1, "after": 8, "do": {"scan": {}}}"#
