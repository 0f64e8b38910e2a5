package io.github.hypersender

/**
 * Somebody who knows a token: in an app **your own back end**, which gives a short-lived one to a
 * person who is logged in. An Enterprise token must never be built into an app: whoever unpacks the
 * app has it, and it can list and create instances.
 *
 * It is asked when a token is first needed, its answer is kept, and after a 401 it is asked once
 * more. One question is asked at a time, on [kotlinx.coroutines.Dispatchers.IO], and its time counts
 * in the call's timeout. What it throws reaches the caller of the call, as it is.
 *
 * ```
 * val client = Hypersender({ session.tokenFromOurBackEnd() }, HypersenderOptions(baseUrl = OUR_BACK_END))
 * ```
 *
 * From Java: `HypersenderFutures.provider(() -> session.token())` of a function that gives a future, or,
 * since the thread may be blocked, `caller -> session.tokenNow()`.
 */
public fun interface TokenProvider {
    /** The token to use from now on. */
    public suspend fun token(): String
}
