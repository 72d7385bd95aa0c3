# What stands before everything: a firewall before the server, and CloudFront before the web edition.
#
# Shield Standard is there without being asked: it turns floods of packets away. What asks too often by HTTP is the rate
# rule's.

locals {
  # Amazon's own groups, in their order. Those that look into bodies count and do not block where a body is a file or
  # entries of a shop: they are larger than 8 KB, and a bill may hold any text.
  managed = {
    AWSManagedRulesAmazonIpReputationList = { priority = 1, counted = [] }
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 2, counted = [] }
    AWSManagedRulesSQLiRuleSet            = { priority = 3, counted = ["SQLi_BODY"] }
    AWSManagedRulesCommonRuleSet          = { priority = 4, counted = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY"] }
  }
}

resource "aws_wafv2_web_acl" "server" {
  name        = "${var.prefix}-server"
  description = "Before the server"
  scope       = "REGIONAL"
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
        limit                 = var.requests_per_five_minutes
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
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
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
}

resource "aws_wafv2_web_acl" "static" {
  provider    = aws.global
  name        = "${var.prefix}-static"
  description = "Before the web edition"
  scope       = "CLOUDFRONT"
  default_action {
    allow {}
  }
  dynamic "rule" {
    for_each = { AWSManagedRulesAmazonIpReputationList = 0, AWSManagedRulesKnownBadInputsRuleSet = 1 }
    content {
      name     = rule.key
      priority = rule.value
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
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
    metric_name                = "static"
    sampled_requests_enabled   = true
  }
}

# CloudFront takes certificates from one region.
resource "aws_acm_certificate" "app" {
  provider          = aws.global
  domain_name       = var.app_domain
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "proof" {
  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

# The certificate has one name, so there is one proof.
locals {
  proof = one(aws_acm_certificate.app.domain_validation_options)
}

resource "aws_acm_certificate_validation" "app" {
  provider                = aws.global
  certificate_arn         = aws_acm_certificate.app.arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}

resource "aws_cloudfront_origin_access_control" "static" {
  name                              = "${var.prefix}-static"
  description                       = "Only CloudFront reads the bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_response_headers_policy" "static" {
  # The mock does not know these.
  count = var.mocked ? 0 : 1
  name  = "${var.prefix}-static"
  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }
    content_security_policy {
      content_security_policy = join("; ", [
        "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "connect-src 'self' https://${var.api_domain}", "object-src 'none'",
        "base-uri 'none'", "frame-ancestors 'none'",
      ])
      override = true
    }
  }
}

resource "aws_cloudfront_distribution" "static" {
  enabled             = true
  comment             = "${var.prefix}: the web edition"
  aliases             = [var.app_domain]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  # India is in neither of the cheaper two classes.
  price_class = "PriceClass_200"
  web_acl_id  = aws_wafv2_web_acl.static.arn
  origin {
    origin_id                = "static"
    domain_name              = var.static_domain
    origin_access_control_id = aws_cloudfront_origin_access_control.static.id
  }
  default_cache_behavior {
    target_origin_id       = "static"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    compress               = true
    # Amazon's `CachingOptimized`.
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    response_headers_policy_id = one(aws_cloudfront_response_headers_policy.static[*].id)
  }
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.app.certificate_arn
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

resource "aws_s3_bucket_policy" "static" {
  bucket = var.static_bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "CloudFront"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${var.static_arn}/*"
        Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.static.arn } }
      },
      {
        Sid       = "ByTlsOnly"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [var.static_arn, "${var.static_arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_route53_record" "app" {
  zone_id = var.zone_id
  name    = var.app_domain
  type    = "A"
  alias {
    name                   = aws_cloudfront_distribution.static.domain_name
    zone_id                = aws_cloudfront_distribution.static.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_shield_protection" "balancer" {
  count        = var.shield_advanced ? 1 : 0
  name         = "${var.prefix}-balancer"
  resource_arn = var.balancer_arn
}

resource "aws_shield_protection" "static" {
  count        = var.shield_advanced ? 1 : 0
  name         = "${var.prefix}-static"
  resource_arn = aws_cloudfront_distribution.static.arn
}
