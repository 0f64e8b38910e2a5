import HypersenderNative

/// What the native library is told once, before anything can fail there: whose words errors are in.
private let spoken: Void = speak(language: .swift)

/// Does something in the native library; what fails there fails here with the public errors.
package func published<Value>(_ work: () throws -> Value) throws -> Value {
    _ = spoken
    do {
        return try work()
    } catch {
        throw publicError(of: error)
    }
}

/// What the caller gets instead: what its own function threw, just as it was, if that is it.
package func publicError(of failure: any Error) -> any Error {
    switch failure {
    case NativeError.Failed(let details): HypersenderError(ErrorDetails(details))
    case NativeError.Threw(let thrown): (thrown as? Caught)?.error ?? defect()
    case NativeError.Cancelled: CancellationError()
    default: defect()  // a panic, whose text may quote what it found
    }
}

/// A defect of this library, in the core's words.
func defect() -> HypersenderError {
    .internal(
        ErrorDetails(
            code: "internal",
            message: "A defect of this library ended the call. Please report it.", status: nil,
            serverMessage: nil, requestID: nil, retryAfter: nil, outcome: nil, operation: nil,
            attempts: 0, elapsed: .zero, argument: nil, reason: nil, errors: [:], limitedBy: nil,
            location: nil, jsonPath: nil, instance: nil, lastStatus: nil, qrCodesShown: nil,
            cause: []))
}

extension ErrorDetails {
    package init(_ details: NativeErrorDetails) {
        self.init(
            code: details.code,
            message: details.text,
            status: details.status.map(Int.init),
            serverMessage: details.serverMessage,
            requestID: details.requestId,
            retryAfter: details.retryAfter.map { .seconds($0) },
            outcome: details.outcome.flatMap(Outcome.init),
            operation: details.operation.flatMap(Hypersender.Operation.init),
            attempts: Int(details.attempts),
            elapsed: .seconds(details.elapsed),
            argument: details.argument,
            reason: details.reason.flatMap(Reason.init),
            errors: details.errors,
            limitedBy: details.limitedBy.flatMap(LimitedBy.init),
            location: details.location,
            jsonPath: details.jsonPath,
            instance: details.instance.map(Instance.init),
            lastStatus: details.lastStatus.map(InstanceStatus.init),
            qrCodesShown: details.qrCodesShown.map(Int.init),
            cause: details.cause.map(ErrorDetails.init))
    }
}
