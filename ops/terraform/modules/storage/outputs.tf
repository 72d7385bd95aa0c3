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

output "static_bucket" {
  description = "Where the web edition is."
  value       = aws_s3_bucket.static.id
}

output "static_arn" {
  description = "The same, as policies name it."
  value       = aws_s3_bucket.static.arn
}

output "static_domain" {
  description = "Where CloudFront finds it."
  value       = aws_s3_bucket.static.bucket_regional_domain_name
}

output "logs_bucket" {
  description = "Where logs are."
  value       = aws_s3_bucket.logs.id
}

output "logs_domain" {
  description = "The same, for CloudFront."
  value       = aws_s3_bucket.logs.bucket_domain_name
}
