import Foundation

/// The program beside the tests, which reads a line: how it ended (a signal counts as -1), and all that it wrote.
func program(in folder: URL, reading line: String, _ argument: String) throws -> (Int32, String) {
    let (input, output) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
    try Data("\(line)\n".utf8).write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("SecretSinks")
    process.arguments = [argument]
    // What the library itself would write of a panic.
    process.environment = ProcessInfo.processInfo.environment
        .merging(["RUST_BACKTRACE": "full", "RUST_LOG": "trace"]) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: input)
    let sink = try FileHandle(forWritingTo: output)
    (process.standardOutput, process.standardError) = (sink, sink)
    try process.run()
    process.waitUntilExit()
    try sink.close()
    let written = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    return (process.terminationReason == .exit ? process.terminationStatus : -1, written)
}
