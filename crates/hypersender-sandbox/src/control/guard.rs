//! Who may control a sandbox: programs on this machine, and its own page.

use crate::wire::Request;

/// Whether the request comes from this machine, and not from a page of another site in a browser
/// on it: that has the site's origin or, if the site's name was made to mean this machine, its
/// host. Pictures and scripts that it embeds come without an origin, but browsers mark them.
pub(super) fn is_from_here(request: &Request) -> bool {
    let Some(host) = request.header("host") else {
        return false;
    };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let own = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    let origin = request.header("origin").is_none_or(|origin| origin == format!("http://{host}"));
    let site = request.header("sec-fetch-site").unwrap_or("none");
    let same = matches!(site, "same-origin" | "none") || is_visit(request);
    request.peer.ip().is_loopback() && own && origin && same
}

/// Somebody follows a link to the page from another one. That page can't read it, and nothing is
/// done by it.
fn is_visit(request: &Request) -> bool {
    let header = |name| request.header(name).unwrap_or_default();
    request.method == "GET"
        && request.path() == "/"
        && header("sec-fetch-mode") == "navigate"
        && header("sec-fetch-dest") == "document"
}
