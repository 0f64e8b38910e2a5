package io.github.hypersender

/** What was asked for: one of the API's five operations, or the session made of them. */
public enum class Operation(
    /** The permanent name, the same in every language. */
    public val code: String,
) {
    REQUEST_NEW_QR_CODE("request_new_qr_code"),
    HEALTH("health"),
    LIST_INSTANCES("list_instances"),
    CREATE_INSTANCE("create_instance"),
    RESTART("restart"),
    LINK("link"),
}

/** What a failed POST has done at the service. */
public enum class Outcome(
    /** The permanent name, the same in every language. */
    public val code: String,
) {
    /** Surely nothing: the request did not leave. */
    NOT_SENT("not_sent"),

    /** Nothing: the service refused it. */
    REJECTED("rejected"),

    /** What was asked for; only the answer is unusable. */
    ACCEPTED("accepted"),

    /** Nobody knows: it went out, and no answer tells. Don't send it again blindly. */
    UNKNOWN("unknown"),
}

/** Who held a request back. */
public enum class LimitedBy(
    /** The permanent name, the same in every language. */
    public val code: String,
) {
    /** The service, with a 429. */
    SERVER("server"),

    /** This library, before anything was sent. */
    CLIENT("client"),
}

/** Where a connection broke, or what about an answer is not as documented. */
public enum class Reason(
    /** The permanent name, the same in every language. */
    public val code: String,
) {
    /** The name does not resolve. */
    DNS("dns"),

    /** Nobody listens there. */
    REFUSED("refused"),

    /** The other side reset the connection. */
    RESET("reset"),

    /** No secure connection: a refused certificate, or a handshake that broke off. */
    TLS("tls"),

    /** The proxy refused, or could not be reached. */
    PROXY("proxy"),

    /** No connection within `connectTimeout`. */
    CONNECT_TIMEOUT("connect_timeout"),

    /** The connection ended in the middle of an answer. */
    CLOSED("closed"),

    /** What came is not HTTP. */
    PROTOCOL("protocol"),

    /** There is no body. */
    EMPTY("empty"),

    /** The body is larger than the cap. */
    TOO_LARGE("too_large"),

    /** The body's compression is broken or unknown. */
    ENCODING("encoding"),

    /** The body is not one JSON document. */
    NOT_JSON("not_json"),

    /** The document is nested too deeply. */
    TOO_DEEP("too_deep"),

    /** A field that must be there is not. */
    MISSING("missing"),

    /** A field has another type than documented. */
    WRONG_TYPE("wrong_type"),

    /** The answer is about another instance. */
    WRONG_INSTANCE("wrong_instance"),

    /** The QR code is not base64. */
    NOT_BASE64("not_base64"),

    /** The QR code is not a PNG. */
    NOT_PNG("not_png"),

    /** The QR code is a damaged PNG. */
    BROKEN_PNG("broken_png"),

    /** The picture shows no QR code that can be read. */
    NOT_A_QR_CODE("not_a_qr_code"),
}
