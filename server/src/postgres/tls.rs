//! TLS on the way to PostgreSQL: `sslmode=require` in its address, and its certificate is always checked.

use std::path::Path;
use std::sync::Arc;

use smartkhata_core::{Code, Error, Result};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// What makes the TLS of connections: trusts the authorities of a PEM file, or those that the web trusts.
pub fn connector(authorities: Option<&Path>) -> Result<MakeRustlsConnect> {
    let bad = |error: &dyn std::fmt::Display| {
        Error::new(Code::InvalidValue, format!("The authorities of the database cannot be read: {error}."))
    };
    let mut roots = RootCertStore::empty();
    match authorities {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| bad(&error))? {
                roots.add(certificate.map_err(|error| bad(&error))?).map_err(|error| bad(&error))?;
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| bad(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
