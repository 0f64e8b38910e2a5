//! The closed vocabularies of an error: its kind, and the words of its details.

use std::fmt;

/// Declares an enum whose every value has a permanent name, so that the two can't drift apart.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $type:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[doc = $meaning])+ $variant,)+
        }

        impl $type {
            /// All of them, in the order in which they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The permanent name: the same in every language, and in JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it means, as the documentation says it: for the guide.
            #[doc(hidden)]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($meaning),+),)+
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

vocabulary! {
    /// What went wrong, named by what a caller should do about it.
    ErrorKind {
        /// An argument or an option is not acceptable. Decided before any request is made;
        /// [`argument`](crate::Error::argument) names it.
        InvalidArgument = "invalid_argument",
        /// No answer could be had from the service; [`reason`](crate::Error::reason) says where it broke.
        Connection = "connection",
        /// The call's deadline passed.
        Timeout = "timeout",
        /// 401: the service does not accept the token, or the token callback failed.
        Authentication = "authentication",
        /// 403: the token may not do this. The Enterprise API needs an Enterprise plan.
        PermissionDenied = "permission_denied",
        /// 404: there is no such instance for this token.
        NotFound = "not_found",
        /// 400 or 422: the service refused the arguments; [`errors`](crate::Error::errors) has its texts, by field.
        Validation = "validation",
        /// 429, or the local cooldown of a minute between two QR codes;
        /// [`retry_after`](crate::Error::retry_after) says how long to wait.
        RateLimited = "rate_limited",
        /// 5xx: the service failed.
        Server = "server",
        /// Every other status. Redirects are among them: they are never followed.
        UnexpectedStatus = "unexpected_status",
        /// A 2xx that is not what is documented, or too large.
        InvalidResponse = "invalid_response",
        /// A link session came to an end that waiting would not change.
        LinkFailed = "link_failed",
        /// Nobody linked the phone in the time that was given.
        LinkTimeout = "link_timeout",
        /// The client was closed, or the session cancelled; or the session is of the process that
        /// this one was forked from.
        Closed = "closed",
        /// A defect of this library. Please report it.
        Internal = "internal",
    }
}

impl ErrorKind {
    /// The permanent code of this kind, the same in every language.
    pub const fn code(self) -> &'static str {
        self.name()
    }

    /// What to do about it: for the guide.
    #[doc(hidden)]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::InvalidArgument => {
                "Correct the argument; the text says what it has to be. The same call fails again."
            }
            Self::Connection => {
                "Try again later. After a POST look at `outcome` first. `tls` and `proxy` are set-ups to mend: `hypersender doctor` helps."
            }
            Self::Timeout => {
                "Try again, with a longer `timeout` if the service is slow. After a POST look at `outcome` first."
            }
            Self::Authentication => {
                "Check the token, or get another one. Trying again does not help."
            }
            Self::PermissionDenied => {
                "Use a token that may do this, of an account with the Enterprise plan."
            }
            Self::NotFound => {
                "Check the instance's id, and that the token is of the account that it belongs to."
            }
            Self::Validation => {
                "Correct what `errors` names. A name has to be unique in an account."
            }
            Self::RateLimited => {
                "Wait for `retry_after`, then try again. A session does that by itself."
            }
            Self::Server => {
                "Try again later. After a POST look at `outcome`: it may have been done."
            }
            Self::UnexpectedStatus => {
                "Check `base_url`; a redirect to a login page means that the token did not arrive."
            }
            Self::InvalidResponse => {
                "What was asked for was done all the same. Look again with `health` or `list_instances`; report it if it stays."
            }
            Self::LinkFailed => {
                "Restart the instance, or start the session with `restart_on_failed`; then look into the dashboard."
            }
            Self::LinkTimeout => {
                "Offer to start anew when somebody is there to scan; see why a scan fails."
            }
            Self::Closed => "Nothing: your program closed the client or cancelled the session.",
            Self::Internal => "Please report it, with the text.",
        }
    }
}

vocabulary! {
    /// What a failed POST has done at the service.
    Outcome {
        /// Surely nothing: the request did not leave.
        NotSent = "not_sent",
        /// Nothing: the service refused it.
        Rejected = "rejected",
        /// What was asked for; only the answer is unusable.
        Accepted = "accepted",
        /// Nobody knows: it went out, and no answer tells. Don't send it again blindly.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Who held a request back.
    LimitedBy {
        /// The service, with a 429.
        Server = "server",
        /// This library, before anything was sent.
        Client = "client",
    }
}

vocabulary! {
    /// Where a connection broke, or what about a 2xx answer is not as documented.
    Reason {
        /// The name does not resolve.
        Dns = "dns",
        /// Nobody listens there.
        Refused = "refused",
        /// The other side reset the connection.
        Reset = "reset",
        /// No secure connection: a refused certificate, or a handshake that broke off.
        Tls = "tls",
        /// The proxy refused, or could not be reached.
        Proxy = "proxy",
        /// No connection within `connect_timeout`.
        ConnectTimeout = "connect_timeout",
        /// The connection ended in the middle of an answer.
        Closed = "closed",
        /// What came is not HTTP.
        Protocol = "protocol",
        /// There is no body.
        Empty = "empty",
        /// The body is larger than the cap.
        TooLarge = "too_large",
        /// The body's compression is broken or unknown.
        Encoding = "encoding",
        /// The body is not one JSON document.
        NotJson = "not_json",
        /// The document is nested too deeply.
        TooDeep = "too_deep",
        /// A field that must be there is not.
        Missing = "missing",
        /// A field has another type than documented.
        WrongType = "wrong_type",
        /// The answer is about another instance.
        WrongInstance = "wrong_instance",
        /// The QR code is not base64.
        NotBase64 = "not_base64",
        /// The QR code is not a PNG.
        NotPng = "not_png",
        /// The QR code is a damaged PNG.
        BrokenPng = "broken_png",
        /// The picture shows no QR code that can be read.
        NotAQrCode = "not_a_qr_code",
    }
}
