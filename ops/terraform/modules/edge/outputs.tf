output "distribution_id" {
  description = "What is told to forget an older web edition."
  value       = aws_cloudfront_distribution.static.id
}
