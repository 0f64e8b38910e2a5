//! An authority that no machine trusts, for a server of Node's own.

use napi_derive::napi;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// As PEM texts: the authority's certificate, and one for `localhost` that it signed, with its key.
#[napi(object, object_from_js = false)]
pub struct Authority {
    pub authority: String,
    pub certificate: String,
    pub key: String,
}

#[napi(catch_unwind)]
pub fn make_authority() -> napi::Result<Authority> {
    make().map_err(|error| napi::Error::from_reason(error.to_string()))
}

fn make() -> Result<Authority, rcgen::Error> {
    let mut its = CertificateParams::new(Vec::<String>::new())?;
    its.distinguished_name.push(DnType::CommonName, "An authority of the tests");
    its.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let its_key = KeyPair::generate()?;
    let authority = its.self_signed(&its_key)?.pem();
    let issuer = Issuer::new(its, its_key);

    let key = KeyPair::generate()?;
    let params = CertificateParams::new(vec!["localhost".to_owned()])?;
    let certificate = params.signed_by(&key, &issuer)?.pem();
    Ok(Authority { authority, certificate, key: key.serialize_pem() })
}
