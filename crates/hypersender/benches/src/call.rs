//! The two calls, and what a plain client has to make of their answers.

use std::error::Error;

use serde::Deserialize;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

pub(crate) const INSTANCE: &str = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";
pub(crate) const TOKEN: &str = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1";

/// A code as the service draws it, a PNG of 2 KB.
pub(crate) const PICTURE: &[u8] = include_bytes!("../../tests/terminal/whatsapp.png");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Health,
    Qr,
}

impl Call {
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "health" => Some(Self::Health),
            "qr" => Some(Self::Qr),
            _ => None,
        }
    }

    pub(crate) fn path(self) -> String {
        match self {
            Self::Health => format!("/{INSTANCE}/health"),
            Self::Qr => format!("/{INSTANCE}/request-new-qr-code"),
        }
    }

    /// Reads the answer as a program does that is written by hand: what it needs, as it is declared.
    pub(crate) fn read(self, body: &[u8]) -> Outcome {
        match self {
            Self::Health => {
                let health: Health = serde_json::from_slice(body)?;
                (health.status == "WORKING" && health.instance_id == INSTANCE)
                    .then_some(())
                    .ok_or("another answer")?;
            }
            Self::Qr => {
                let instance: Instance = serde_json::from_slice(body)?;
                let png = base64_simd::STANDARD.decode_to_vec(&instance.qr_code)?;
                (png == PICTURE && instance.id == INSTANCE).then_some(()).ok_or("another code")?;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Health {
    instance_id: String,
    status: String,
    #[expect(dead_code, reason = "a program keeps it")]
    connected_at: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a program keeps them")]
struct Instance {
    id: String,
    name: Option<String>,
    phone: Option<String>,
    service_type: Option<String>,
    status: String,
    access_token: Option<String>,
    created_at: Option<String>,
    qr_code: String,
}
