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
    # Shield Advanced's; Shield Standard has nothing that could be written down.
    shielded = sort([for protection in concat(aws_shield_protection.balancer, aws_shield_protection.static) : protection.name])
    static = {
      names     = aws_cloudfront_distribution.static.aliases
      plain     = aws_cloudfront_distribution.static.default_cache_behavior[0].viewer_protocol_policy
      methods   = aws_cloudfront_distribution.static.default_cache_behavior[0].allowed_methods
      signed    = aws_cloudfront_origin_access_control.static.signing_behavior
      preloaded = one(aws_cloudfront_response_headers_policy.static[*].security_headers_config[0].strict_transport_security[0].preload)
    }
    certificate = aws_acm_certificate.app.validation_method
  }
}
