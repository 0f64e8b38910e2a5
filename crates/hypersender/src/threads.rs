//! What may go from thread to thread: a promise to users, which the compiler keeps here.

use std::future::IntoFuture;

use crate::{
    Client, CreateInstance, Error, GetHealth, LinkEvent, LinkOptions, LinkSession, ListInstances,
    QrCode, RequestNewQrCode, Restart, Secret, Token,
};

const fn is_shared<T: Send + Sync + 'static>() {}
const fn is_sent<T: IntoFuture<IntoFuture: Send + 'static> + Send + 'static>() {}

const _: () = {
    is_shared::<Client>();
    is_shared::<LinkSession>();
    is_shared::<LinkEvent>();
    is_shared::<LinkOptions>();
    is_shared::<Error>();
    is_shared::<QrCode>();
    is_shared::<Secret>();
    is_shared::<Token>();
    is_sent::<RequestNewQrCode>();
    is_sent::<GetHealth>();
    is_sent::<ListInstances>();
    is_sent::<CreateInstance>();
    is_sent::<Restart>();
    is_sent::<LinkSession>();
};

/// The wait for one event, too.
const _: fn(&mut LinkSession) = |session| {
    const fn is_sent<T: Send>(_: &T) {}
    is_sent(&session.next());
};
