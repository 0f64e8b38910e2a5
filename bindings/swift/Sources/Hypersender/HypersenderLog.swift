import HypersenderNative

/// What the library logs: method, path template, status and time of each request, never a header, a
/// body or a secret. Off until ``listen(level:_:)``.
///
/// ```swift
/// HypersenderLog.listen(level: .debug) { record in
///     logger.debug("\(record.message) \(record.fields)")
/// }
/// ```
public enum HypersenderLog {
    /// How important a record is.
    public enum Level: Hashable, CaseIterable, Sendable {
        /// Something failed.
        case error
        /// Something is odd.
        case warn
        /// Something happened.
        case info
        /// Each request.
        case debug
        /// Everything.
        case trace
    }

    /// One thing that was logged.
    public struct Record: Hashable, Sendable {
        /// How important it is.
        public let level: Level
        /// What it is about: `hypersender`.
        public let target: String
        /// What happened.
        public let message: String
        /// What belongs to it: `method`, `route`, `status`, `elapsed` in seconds.
        public let fields: [String: String]
    }

    /// Hands what is logged from now on, up to that level, to `sink`, and to no other. It is called on
    /// a thread that does nothing else, with one record at a time; while it is slow a thousand wait for
    /// it, and more are dropped.
    public static func listen(level: Level, _ sink: @escaping @Sendable (Record) -> Void) {
        _ = setLogger(level: level.native, sink: Forward(sink: sink))
    }

    /// Hands it to nobody any more. What waits is dropped; a record that is being taken is taken.
    public static func stop() {
        _ = setLogger(level: .error, sink: nil)
    }

    private final class Forward: LogSink {
        private let sink: @Sendable (Record) -> Void

        init(sink: @escaping @Sendable (Record) -> Void) {
            self.sink = sink
        }

        func log(record: LogRecord) {
            let level = Level.allCases.first { $0.native == record.level } ?? .error
            sink(
                Record(
                    level: level, target: record.target, message: record.text,
                    fields: record.fields))
        }
    }
}

extension HypersenderLog.Level {
    fileprivate var native: LogLevel {
        switch self {
        case .error: .error
        case .warn: .warn
        case .info: .info
        case .debug: .debug
        case .trace: .trace
        }
    }
}
