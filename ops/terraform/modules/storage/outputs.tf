output "uploads_bucket" {
  description = "Where uploads are."
  value       = aws_s3_bucket.uploads.id
}

output "uploads_arn" {
  description = "The same, as policies name it."
  value       = aws_s3_bucket.uploads.arn
}

output "key_arn" {
  description = "What uploads are sealed with."
  value       = aws_kms_key.here.arn
}

output "operations_bucket" {
  description = "Where the machine that watches finds its files."
  value       = aws_s3_bucket.operations.id
}

output "operations_arn" {
  description = "The same, as policies name it."
  value       = aws_s3_bucket.operations.arn
}

output "logs_bucket" {
  description = "Where logs are."
  value       = aws_s3_bucket.logs.id
}

output "logs_domain" {
  description = "The same, for CloudFront."
  value       = aws_s3_bucket.logs.bucket_domain_name
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    versioned = alltrue([
      for bucket in concat(values(aws_s3_bucket_versioning.here), [aws_s3_bucket_versioning.copies]) :
      bucket.versioning_configuration[0].status == "Enabled"
    ])
    by_tls = keys(aws_s3_bucket_policy.by_tls)
    copied = aws_s3_bucket_replication_configuration.uploads.rule[0].status == "Enabled"
    closed = alltrue([
      for bucket in concat(values(aws_s3_bucket_public_access_block.here), [aws_s3_bucket_public_access_block.copies]) :
      bucket.block_public_acls && bucket.block_public_policy && bucket.restrict_public_buckets
    ])
  }
}
