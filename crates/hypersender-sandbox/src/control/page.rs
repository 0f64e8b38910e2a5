//! The page for people, at `/`: three files that use nothing but `/_sandbox/`.

use crate::wire::Response;

/// Nothing from anywhere else, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The file at that path.
pub(super) fn file(path: &str) -> Option<Response> {
    let (kind, text) = match path {
        "/" => ("text/html; charset=utf-8", include_str!("page/index.html")),
        "/_sandbox/page/style.css" => ("text/css; charset=utf-8", include_str!("page/style.css")),
        "/_sandbox/page/icon.svg" => ("image/svg+xml", include_str!("page/icon.svg")),
        "/_sandbox/page/main.js" => script(include_str!("page/main.js")),
        "/_sandbox/page/dom.js" => script(include_str!("page/dom.js")),
        "/_sandbox/page/instances.js" => script(include_str!("page/instances.js")),
        "/_sandbox/page/requests.js" => script(include_str!("page/requests.js")),
        "/_sandbox/page/service.js" => script(include_str!("page/service.js")),
        _ => return None,
    };
    Some(Response::with_body(200, kind, text).header("Content-Security-Policy", POLICY))
}

const fn script(text: &'static str) -> (&'static str, &'static str) {
    ("text/javascript; charset=utf-8", text)
}
