import HypersenderNative

/// Makes a call that is dropped when its task is cancelled; what fails there fails here with the
/// public errors. The generated code does not do it, so each call is handed a token to do it with.
package func cancellable<Value>(
    _ call: (NativeCancelToken) async throws -> Value
) async throws -> Value {
    try Task.checkCancellation()
    let token = NativeCancelToken()
    do {
        return try await withTaskCancellationHandler {
            try await call(token)
        } onCancel: {
            token.cancel()
        }
    } catch {
        throw publicError(of: error)
    }
}
