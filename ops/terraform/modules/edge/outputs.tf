output "distribution_id" {
  description = "What is told to forget an older web edition."
  value       = aws_cloudfront_distribution.static.id
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    requests_per_five_minutes = one(flatten([
      for rule in aws_wafv2_web_acl.server.rule : [
        for statement in rule.statement : [for rate in statement.rate_based_statement : rate.limit]
      ]
    ]))
    rules = length(aws_wafv2_web_acl.server.rule)
    tls   = aws_cloudfront_distribution.static.viewer_certificate[0].minimum_protocol_version
  }
}
