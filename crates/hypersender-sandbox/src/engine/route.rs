//! Which operation a request asks for.

use hypersender::Operation;

/// Under which the API's paths are.
pub(crate) const PREFIX: &str = "/api/whatsapp/v2";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    To(Operation, Option<&'a str>),
    /// The path exists; the method it wants is this one.
    WrongMethod(&'static str),
    Nowhere,
}

impl<'a> Route<'a> {
    pub(super) fn of(method: &str, path: &'a str) -> Self {
        let Some(path) = path.strip_prefix(PREFIX) else {
            return Self::Nowhere;
        };
        let mut segments = path.strip_prefix('/').unwrap_or_default().split('/');
        let (first, second) = (segments.next().unwrap_or_default(), segments.next());
        let (operation, instance) = match (first, second, segments.next()) {
            ("instances", None, _) => (Operation::ListInstances, None),
            ("create-instance", None, _) => (Operation::CreateInstance, None),
            ("", ..) => return Self::Nowhere,
            (id, Some("health"), None) => (Operation::Health, Some(id)),
            (id, Some("request-new-qr-code"), None) => (Operation::RequestNewQrCode, Some(id)),
            (id, Some("restart"), None) => (Operation::Restart, Some(id)),
            _ => return Self::Nowhere,
        };
        let wanted = if operation.is_post() { "POST" } else { "GET" };
        if method == wanted || (method == "HEAD" && wanted == "GET") {
            Self::To(operation, instance)
        } else {
            Self::WrongMethod(wanted)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_operations_have_their_paths() {
        let of = |method, path| Route::of(method, path);
        for (method, path, operation, instance) in [
            ("GET", "/api/whatsapp/v2/instances", Operation::ListInstances, None),
            ("POST", "/api/whatsapp/v2/create-instance", Operation::CreateInstance, None),
            ("GET", "/api/whatsapp/v2/a-b/health", Operation::Health, Some("a-b")),
            ("POST", "/api/whatsapp/v2/a/restart", Operation::Restart, Some("a")),
            (
                "POST",
                "/api/whatsapp/v2/a/request-new-qr-code",
                Operation::RequestNewQrCode,
                Some("a"),
            ),
        ] {
            assert_eq!(of(method, path), Route::To(operation, instance), "{path}");
            let (wrong, right) = if method == "GET" { ("POST", "GET") } else { ("GET", "POST") };
            assert_eq!(of(wrong, path), Route::WrongMethod(right), "{path}");
        }
    }

    #[test]
    fn other_paths_lead_nowhere() {
        for path in [
            "/",
            "/api/whatsapp/v1/instances",
            "/api/whatsapp/v2",
            "/api/whatsapp/v2/",
            "/api/whatsapp/v2//health",
            "/api/whatsapp/v2/a",
            "/api/whatsapp/v2/a/health/",
            "/api/whatsapp/v2/a/logout",
        ] {
            assert_eq!(Route::of("GET", path), Route::Nowhere, "{path}");
        }
    }
}
