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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_databases_of_amazon_are_trusted_where_the_template_puts_them() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/image/rootfs/etc/ssl/certs/amazon-rds.pem");
        connector(Some(&file)).unwrap();
        let certificates: Vec<_> = CertificateDer::pem_file_iter(&file).unwrap().map(|one| one.unwrap()).collect();
        // RDS signs with three keys in each region.
        for authority in ["1 Root CA RSA2048", "1 Root CA RSA4096", "1 Root CA ECC384", "2 Root CA RSA2048"] {
            let name = format!("Amazon RDS ap-south-{authority} G1");
            let named = |der: &CertificateDer| der.windows(name.len()).any(|bytes| bytes == name.as_bytes());
            assert!(certificates.iter().any(named), "{name}");
        }
        assert_eq!(certificates.len(), 6);
        assert!(connector(Some(Path::new("no-such-file.pem"))).is_err());
    }
}
