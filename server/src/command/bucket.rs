//! The bucket of attachments that the command line names.

use crate::blob::{Settings, Who};
use crate::cli;
use crate::failure::Failure;

/// What is told of it; none where attachments lie in the data folder.
pub fn named(bucket: cli::Bucket) -> Result<Option<Settings>, Failure> {
    let who = who(&bucket);
    match (bucket.name, who) {
        (None, _) => Ok(None),
        (Some(place), Some(who)) => {
            Ok(Some(Settings { place, endpoint: bucket.endpoint, region: bucket.region, who }))
        }
        (Some(_), None) => Err(Failure::Outside(
            "Nobody may write to the bucket: name a key with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where \
             a role lends one (ECS)."
                .into(),
        )),
    }
}

/// Who may write to it: whoever holds the key that was given, else the task's role.
fn who(bucket: &cli::Bucket) -> Option<Who> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    match (said(&bucket.key), said(&bucket.secret)) {
        (Some(id), Some(secret)) => Some(Who::Key { id, secret, token: said(&bucket.token) }),
        _ => Who::role(bucket.role_path.as_deref(), bucket.role.as_deref()),
    }
}
