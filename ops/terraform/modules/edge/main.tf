# What stands before everything: CloudFront at both names, with a firewall, and one more before the load balancer.
#
# The web edition and what its page asks have one address: the session's cookie and the page's own policy ask for that. So
# CloudFront hands everything on to the servers and keeps no more than the page's files. The load balancer has no address
# of the world and is reached by this distribution alone, through a VPC origin of this account: CloudFront's own addresses
# are everybody's, whose distributions there may be. Who calls stands second from the right in `X-Forwarded-For`, whichever
# name was called.
#
# Shield Standard is there without being asked: it turns floods of packets away. What asks too often by HTTP is the rate
# rule's.

locals {
  names = toset([var.app_domain, var.api_domain])
  # Amazon's own groups, in their order. Those that look into bodies count and do not block: a body is a file or entries
  # of a shop, larger than what is looked at, and a bill may hold any text. One that was blocked would stop its device's
  # sync for good.
  managed = {
    AWSManagedRulesKnownBadInputsRuleSet = { priority = 0, counted = ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"] }
    AWSManagedRulesSQLiRuleSet           = { priority = 1, counted = ["SQLi_BODY", "SQLiExtendedPatterns_BODY"] }
    AWSManagedRulesCommonRuleSet = { priority = 2, counted = [
      "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY",
    ] }
  }
  # The page's files; what begins otherwise is asked of a server each time.
  files = ["*.js", "*.wasm", "/css/*", "/fonts/*", "/icons/*", "/words/*"]
}

resource "aws_wafv2_web_acl" "server" {
  name        = "${var.prefix}-server"
  description = "Before the load balancer"
  scope       = "REGIONAL"
  default_action {
    allow {}
  }
  dynamic "rule" {
    for_each = local.managed
    content {
      name     = rule.key
      priority = rule.value.priority
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
          dynamic "rule_action_override" {
            for_each = rule.value.counted
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        sampled_requests_enabled   = true
      }
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "server"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "server" {
  resource_arn = var.balancer_arn
  web_acl_arn  = aws_wafv2_web_acl.server.arn
}

# The name must begin so: Amazon's rule.
resource "aws_cloudwatch_log_group" "firewall" {
  name              = "aws-waf-logs-${var.prefix}"
  retention_in_days = 365
}

resource "aws_wafv2_web_acl_logging_configuration" "server" {
  resource_arn            = aws_wafv2_web_acl.server.arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall.arn]
  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie"]
    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
}

# Two paces for an address. Who signs requests is held by the server to the plan of the shop, and many shops may share a
# carrier's address: for them the ceiling is far above the largest plan. Whoever puts something made up into
# `Authorization` comes to the server, which counts them by address as if they had not.
resource "aws_wafv2_web_acl" "front" {
  provider    = aws.global
  name        = "${var.prefix}-front"
  description = "Before everything: who asks too often, and who is known for it"
  scope       = "CLOUDFRONT"
  default_action {
    allow {}
  }
  rule {
    name     = "rate"
    priority = 0
    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }
    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.requests_per_five_minutes.unsigned
        scope_down_statement {
          not_statement {
            statement {
              size_constraint_statement {
                comparison_operator = "GT"
                size                = 0
                field_to_match {
                  single_header {
                    name = "authorization"
                  }
                }
                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "reputation"
    priority = 1
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesAmazonIpReputationList"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "reputation"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "ceiling"
    priority = 2
    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }
    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.requests_per_five_minutes.most
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "ceiling"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "front"
    sampled_requests_enabled   = true
  }
}

# Firewalls before CloudFront write their log in the region that CloudFront is in.
resource "aws_cloudwatch_log_group" "front" {
  provider          = aws.global
  name              = "aws-waf-logs-${var.prefix}-front"
  retention_in_days = 365
}

resource "aws_wafv2_web_acl_logging_configuration" "front" {
  provider                = aws.global
  resource_arn            = aws_wafv2_web_acl.front.arn
  log_destination_configs = [aws_cloudwatch_log_group.front.arn]
  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie"]
    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
}

# CloudFront takes certificates from one region.
resource "aws_acm_certificate" "front" {
  provider                  = aws.global
  domain_name               = var.app_domain
  subject_alternative_names = [var.api_domain]
  validation_method         = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

# Each name has a proof of its own.
locals {
  proofs = {
    for name in local.names : name => one([
      for option in aws_acm_certificate.front.domain_validation_options : option if option.domain_name == name
    ])
  }
}

resource "aws_route53_record" "proof" {
  for_each        = local.names
  zone_id         = var.zone_id
  name            = local.proofs[each.key].resource_record_name
  type            = local.proofs[each.key].resource_record_type
  records         = [local.proofs[each.key].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "front" {
  provider                = aws.global
  certificate_arn         = aws_acm_certificate.front.arn
  validation_record_fqdns = [for record in aws_route53_record.proof : record.fqdn]
}

# Browsers come by TLS from the first time on. What a page may do its server says.
resource "aws_cloudfront_response_headers_policy" "front" {
  # The mock does not know these.
  count = var.mocked ? 0 : 1
  name  = "${var.prefix}-front"
  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
  }
}

# CloudFront's way into the network: interfaces of its own there, which no distribution of another account may use.
resource "aws_cloudfront_vpc_origin" "servers" {
  # The mock does not know these.
  count = var.mocked ? 0 : 1
  vpc_origin_endpoint_config {
    name                   = var.prefix
    arn                    = var.balancer_arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "https-only"
    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
}

resource "aws_cloudfront_distribution" "front" {
  enabled = true
  comment = "${var.prefix}: the web edition and the API"
  aliases = sort(local.names)
  # A server's page of that name is the one at `/`.
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  # India is in neither of the cheaper two classes.
  price_class = "PriceClass_200"
  web_acl_id  = aws_wafv2_web_acl.front.arn
  origin {
    origin_id   = "servers"
    domain_name = var.origin_domain
    dynamic "vpc_origin_config" {
      for_each = aws_cloudfront_vpc_origin.servers
      content {
        vpc_origin_id = vpc_origin_config.value.id
        # A device that waits for news is answered within 25 seconds.
        origin_read_timeout      = 60
        origin_keepalive_timeout = 60
      }
    }
    dynamic "custom_origin_config" {
      for_each = var.mocked ? [0] : []
      content {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }
  }
  # Everything as it came, the name that was called with it: nothing is kept.
  default_cache_behavior {
    target_origin_id       = "servers"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods         = ["GET", "HEAD"]
    # Amazon's `CachingDisabled` and `AllViewer`.
    cache_policy_id            = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id   = "216adef6-2c7f-47e4-b989-5492eafa07d3"
    response_headers_policy_id = one(aws_cloudfront_response_headers_policy.front[*].id)
  }
  # The same for everybody. Servers say `no-cache`: it is asked each time whether they changed, and what did not costs one
  # short answer.
  dynamic "ordered_cache_behavior" {
    for_each = local.files
    content {
      path_pattern           = ordered_cache_behavior.value
      target_origin_id       = "servers"
      viewer_protocol_policy = "redirect-to-https"
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      compress               = true
      # Amazon's `CachingOptimized`.
      cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
      response_headers_policy_id = one(aws_cloudfront_response_headers_policy.front[*].id)
    }
  }
  # A refusal is of one caller and of one moment.
  dynamic "custom_error_response" {
    for_each = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.front.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  logging_config {
    bucket          = var.logs_domain
    prefix          = "cloudfront/"
    include_cookies = false
  }
}

resource "aws_route53_record" "name" {
  for_each = local.names
  zone_id  = var.zone_id
  name     = each.key
  type     = "A"
  alias {
    name                   = aws_cloudfront_distribution.front.domain_name
    zone_id                = aws_cloudfront_distribution.front.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_shield_protection" "balancer" {
  count        = var.shield_advanced ? 1 : 0
  name         = "${var.prefix}-balancer"
  resource_arn = var.balancer_arn
}

resource "aws_shield_protection" "front" {
  count        = var.shield_advanced ? 1 : 0
  name         = "${var.prefix}-front"
  resource_arn = aws_cloudfront_distribution.front.arn
}
