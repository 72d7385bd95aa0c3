output "promises" {
  description = "What the template's tests look at."
  value = {
    # By the rule's name: how many requests of an address, and of which header those are that it leaves out.
    paces = {
      for rule in aws_wafv2_web_acl.front.rule : rule.name => {
        limit = one(rule.statement[0].rate_based_statement).limit
        but = flatten([
          for scope in one(rule.statement[0].rate_based_statement).scope_down_statement : [
            for held in scope.not_statement[0].statement[0].size_constraint_statement :
            "${held.field_to_match[0].single_header[0].name} ${held.comparison_operator} ${held.size}"
          ]
        ])
      } if length(rule.statement[0].rate_based_statement) > 0
    }
    rules = length(aws_wafv2_web_acl.server.rule) + length(aws_wafv2_web_acl.front.rule)
    # Rules that look into bodies, and do not block.
    counted = toset(flatten([for group in values(local.managed) : group.counted]))
    tls     = aws_cloudfront_distribution.front.viewer_certificate[0].minimum_protocol_version
    # Shield Advanced's; Shield Standard has nothing that could be written down.
    shielded = sort([for protection in concat(aws_shield_protection.balancer, aws_shield_protection.front) : protection.name])
    front = {
      names   = aws_cloudfront_distribution.front.aliases
      plain   = aws_cloudfront_distribution.front.default_cache_behavior[0].viewer_protocol_policy
      methods = length(aws_cloudfront_distribution.front.default_cache_behavior[0].allowed_methods)
      origin  = one(aws_cloudfront_distribution.front.origin).domain_name
      # Reached inside the network, by HTTPS alone, and by no address of the world.
      inside    = length(one(aws_cloudfront_distribution.front.origin).vpc_origin_config) == 1
      outside   = length(one(aws_cloudfront_distribution.front.origin).custom_origin_config)
      by        = one(aws_cloudfront_vpc_origin.servers[*].vpc_origin_endpoint_config[0].origin_protocol_policy)
      kept      = [for files in aws_cloudfront_distribution.front.ordered_cache_behavior : files.path_pattern]
      errors    = max([for answer in aws_cloudfront_distribution.front.custom_error_response : answer.error_caching_min_ttl]...)
      preloaded = one(aws_cloudfront_response_headers_policy.front[*].security_headers_config[0].strict_transport_security[0].preload)
    }
    certificate = aws_acm_certificate.front.validation_method
  }
}
